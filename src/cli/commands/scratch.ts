import { printLeftovers } from "../../report/scratch.ts";
import type { Command } from "../command.ts";
import { SCRATCH_OPTIONS } from "./scratch-options.ts";

export const command: Command = {
  args: "",
  details:
    "Lists the databases and roles that proofs made on a server of --scratch, or of `scratch` in the config file, and " +
    "that were left there when one was killed: they bear migraph's mark, nobody uses them, and who made them is gone.",
  options: [
    ...SCRATCH_OPTIONS.filter(({ flags }) => flags.startsWith("--scratch")),
    { flags: "--clean", description: "Remove them" },
  ],
  headersOnly: true,
  examples: [
    ["migraph scratch", "what was left"],
    ["migraph scratch --clean", "removes it"],
  ],
  async run({ options, output, openMigrator }) {
    const migrator = await openMigrator();
    const scratch = options.text("scratch");
    const found = await migrator.scratch({ scratch });
    const nothing = found.databases.length + found.roles.length === 0;
    if (!options.has("clean") || nothing) {
      if (output.json) output.document(found);
      else printLeftovers(found, output);
      return undefined;
    }
    if (output.asks) {
      const about = [...found.databases, ...found.roles.map((name) => `role ${name}`)].map((name) => `  ${name}`);
      if ((await output.confirm(about, "Remove them?")) !== "yes") {
        output.print("Nothing was changed.");
        return undefined;
      }
    }
    const result = await migrator.scratch({ scratch, clean: true });
    if (output.json) output.document(result);
    else printLeftovers(result, output);
    return result.kept.length === 0 ? undefined : 3;
  },
};
