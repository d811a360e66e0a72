import { UsageError } from "../../errors.ts";
import { describeHolder } from "../../holder.ts";
import { holderLines } from "../../report/unlock.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "",
  details:
    "For a migraph that is gone and still keeps others out, or has to go. Shows who holds the lock and what breaking it " +
    "would do, asks, and breaks it. What that one was running is rolled back by the server.",
  options: [{ flags: "--dry-run", description: "Show who holds the lock, and break nothing" }, START_OPTION],
  headersOnly: true,
  examples: [
    ["migraph unlock --dry-run", "who holds it, and how it is"],
    ["migraph unlock --yes", "breaks it without asking"],
  ],
  async run({ options, output, openMigrator }) {
    const migrator = await openMigrator();
    const found = await migrator.unlock({ dryRun: true });
    const { lock } = found;
    if (lock === null || options.has("dry-run")) {
      if (output.json) output.document(found);
      else
        for (const line of lock === null ? ["Nobody holds the lock."] : holderLines(lock, output)) output.print(line);
      return undefined;
    }
    const about = holderLines(lock, output);
    if (!output.asks) {
      for (const line of about) output.print(line);
      if (!options.has("yes")) {
        throw new UsageError(`the lock is not broken, as nobody is there to be asked: ${describeHolder(lock)}`, {
          code: "not_confirmed",
          hint: "--yes breaks it without asking; --dry-run shows who holds it",
          data: { lock },
        });
      }
    }
    if ((await output.confirm(about, "Break the lock?")) !== "yes") {
      output.print("Nothing was changed.");
      return undefined;
    }
    const result = await migrator.unlock({ agreed: lock });
    if (output.json) output.document(result);
    else output.print(result.broken ? "The lock is broken." : "Nobody holds the lock any more.");
    return undefined;
  },
};
