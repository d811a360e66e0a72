import { printBranches } from "../../report/revisions.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "",
  details: "Revisions at which branches begin, with the children. Reads the files alone: no database is asked.",
  headersOnly: true,
  options: [],
  examples: [["migraph branches", "each branch point with its children"]],
  async run({ output, openMigrator }) {
    const list = (await openMigrator()).branches();
    if (output.json) output.document(list);
    else printBranches(list, output);
    return undefined;
  },
};
