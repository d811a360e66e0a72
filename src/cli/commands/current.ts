import { FoundError } from "../../errors.ts";
import { printRevisions } from "../../report/revisions.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "",
  options: [{ flags: "--check-heads", description: "Exit with 6 unless these are the heads on disk" }, START_OPTION],
  examples: [
    ["migraph current", "the applied heads"],
    ["migraph current --check-heads", "before an application starts"],
  ],
  async run({ options, output, openMigrator }) {
    const current = await (await openMigrator()).current();
    if (output.json) output.document(current);
    else printRevisions(current.revisions, output, "No revision is applied.");
    if (!options.has("check-heads") || current.at_heads) return undefined;
    if (output.json) return 6;
    throw new FoundError(
      "not_at_heads",
      `the database is not at the heads on disk (${current.heads.join(", ") || "none"})`,
      {
        hint: "`migraph status` shows what is different, and what to do",
      },
    );
  },
};
