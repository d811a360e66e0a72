import { printRevisions } from "../../report/revisions.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "",
  details: "Reads the files alone: no database is asked.",
  headersOnly: true,
  options: [],
  examples: [
    ["migraph heads", "one a line"],
    ["migraph heads --verbose", "with their headers"],
  ],
  async run({ output, openMigrator }) {
    const list = (await openMigrator()).heads();
    if (output.json) output.document(list);
    else printRevisions(list.revisions, output, "No revision is without children.");
    return undefined;
  },
};
