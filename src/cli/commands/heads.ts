import { printHeadsWritten, printRevisions } from "../../report/revisions.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "",
  details: "Reads the files alone: no database is asked.",
  headersOnly: true,
  options: [{ flags: "--write", description: "Write the heads file that the config file names" }],
  examples: [
    ["migraph heads", "one a line"],
    ["migraph heads --verbose", "with their headers"],
    ["migraph heads --write", "after git has marked a conflict in the heads file"],
  ],
  async run({ options, output, openMigrator }) {
    const migrator = await openMigrator();
    if (options.has("write")) {
      const written = await migrator.writeHeads();
      if (output.json) output.document(written);
      else printHeadsWritten(written, output);
      return undefined;
    }
    const list = migrator.heads();
    if (output.json) output.document(list);
    else printRevisions(list.revisions, output, "No revision is without children.");
    return undefined;
  },
};
