import { printShown } from "../../report/revisions.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "<address>",
  details:
    "Header and SQL. Where a database is configured, also where it stands there, and what of it was changed since it ran.",
  options: [START_OPTION],
  examples: [
    ["migraph show 3f2a", "by the beginning of its id"],
    ["migraph show current", "what is applied last"],
  ],
  async run({ args, output, openMigrator }) {
    const shown = await (await openMigrator()).show(args[0] ?? "");
    if (output.json) output.document(shown);
    else printShown(shown, output);
    return undefined;
  },
};
