import { UsageError } from "../../errors.ts";
import type { Migrator } from "../../migrator.ts";
import { isEdited, printRepaired, repairLines } from "../../report/differences.ts";
import type { Output } from "../../report/output.ts";
import type { RevisionDifference, Settled } from "../../results.ts";
import type { RepairSettings } from "../../settings.ts";
import type { Command } from "../command.ts";
import { LOCK_OPTION, lockChoice, WAIT_OPTION } from "./settings.ts";

export const command: Command = {
  args: "[address]",
  details:
    "For a database that is already as the edited files say. Shows what is different and asks; then the text on disk is " +
    "taken into the ledger as if it had been run. No script is run. With --done, --again or --forget: settles a script " +
    "outside a transaction that was broken off.",
  options: [
    { flags: "--dry-run", description: "Say what would be done, and do nothing" },
    WAIT_OPTION,
    LOCK_OPTION,
    { flags: "--done", description: "The statement that was broken off took effect" },
    { flags: "--again", description: "It did not, and is to run again" },
    { flags: "--forget", description: "All that the script has done was undone by hand" },
  ],
  examples: [
    ["migraph repair", "all edited revisions"],
    ["migraph repair 3f2a --yes", "one of them, without a question"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const [address] = args;
    const [settlement, other] = SETTLEMENTS.filter((name) => options.has(name));
    if (settlement !== undefined) {
      if (address === undefined || other !== undefined) throw unclear(settlement, other);
      const settled = await migrator.settle(address, settlement, { lock: lockChoice(options) });
      if (output.json) output.document(settled);
      else output.print(settledLine(settled));
      return undefined;
    }
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

const SETTLEMENTS = ["done", "again", "forget"] as const;

function unclear(settlement: string, other: string | undefined): UsageError {
  return new UsageError(
    other === undefined ? `--${settlement} needs a revision` : `--${settlement} and --${other} are two answers`,
    {
      hint: "`migraph status` names the revision that was broken off: give it, and one of --done, --again, --forget",
    },
  );
}

function settledLine({ revision, settlement, statement, total }: Settled): string {
  if (settlement === "forget") return `What ${revision} had done is forgotten: it begins anew.`;
  const next = settlement === "done" ? "is done; the next run goes on behind it" : "runs again with the next run";
  return `Statement ${statement} of ${total} of ${revision} ${next}.`;
}

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
