import { printDifferences } from "../../report/differences.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "[address]",
  details:
    "A unified diff of what ran against what is on disk; of every edited revision unless an address names one. Layout, " +
    "comments and the header make no revision an edited one.",
  options: [
    { flags: "--exit-code", description: "Exit with 6 if a script means something else than what ran" },
    START_OPTION,
  ],
  examples: [
    ["migraph diff", "all edited revisions"],
    ["migraph diff 3f2a", "one of them, or one that was only written in another way"],
  ],
  async run({ args, options, output, openMigrator }) {
    const [address] = args;
    const differences = await (await openMigrator()).diff(address);
    if (output.json) output.document(differences);
    else printDifferences(differences, address !== undefined, output);
    const edited = differences.revisions.some((revision) => revision.edited.length > 0);
    return options.has("exit-code") && edited ? 6 : undefined;
  },
};
