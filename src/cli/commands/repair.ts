import { UsageError } from "../../errors.ts";
import type { Migrator } from "../../migrator.ts";
import { isEdited, printRepaired, repairLines } from "../../report/differences.ts";
import type { Output } from "../../report/output.ts";
import type { RevisionDifference } from "../../results.ts";
import type { RepairSettings } from "../../settings.ts";
import type { Command } from "../command.ts";
import { LOCK_OPTION, lockChoice, WAIT_OPTION } from "./settings.ts";

export const command: Command = {
  args: "[address]",
  details:
    "For a database that is already as the edited files say. Shows what is different and asks; then the text on disk is " +
    "taken into the ledger as if it had been run. No script is run.",
  options: [{ flags: "--dry-run", description: "Say what would be done, and do nothing" }, WAIT_OPTION, LOCK_OPTION],
  examples: [
    ["migraph repair", "all edited revisions"],
    ["migraph repair 3f2a --yes", "one of them, without a question"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const [address] = args;
    const settings = { dryRun: options.has("dry-run"), lock: lockChoice(options) };
    const agreed = await agree(migrator, address, settings, output, options.has("yes"));
    if (agreed === "declined") {
      output.print("Nothing was changed.");
      return undefined;
    }
    const result = await migrator.repair(address, { ...settings, agreed });
    if (output.json) output.document(result);
    else printRepaired(result, output);
    return undefined;
  },
};

/** Shows what is different and asks. What was agreed to is what is taken, or nothing. */
async function agree(
  migrator: Migrator,
  address: string | undefined,
  settings: RepairSettings,
  output: Output,
  yes: boolean,
): Promise<readonly RevisionDifference[] | "declined"> {
  const { revisions } = await migrator.repair(address, { ...settings, dryRun: true });
  if (!revisions.some(isEdited)) return revisions;
  const lines = repairLines(revisions, output);
  if (output.asks && !settings.dryRun) {
    const question = revisions.length === 1 ? "Take this revision as it is on disk?" : "Take them as they are on disk?";
    return (await output.confirm(lines, question)) === "yes" ? revisions : "declined";
  }
  for (const line of lines) output.print(line);
  if (yes || settings.dryRun) return revisions;
  throw new UsageError("nobody is there to agree to what is taken into the ledger; nothing was changed", {
    code: "not_agreed",
    hint: "look at it with `migraph diff`, then say --yes",
  });
}
