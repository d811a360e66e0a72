import type { Migrator } from "../../migrator.ts";
import type { Output } from "../../report/output.ts";
import { printRun, runDocument } from "../../report/runs.ts";
import { stepLine } from "../../report/steps.ts";
import type { RunResult } from "../../results.ts";
import type { RunSettings } from "../../settings.ts";
import type { Command } from "../command.ts";
import { assertOnline, OFFLINE_OPTIONS, offlineSettings, printOffline } from "./offline.ts";
import { DUMP_OPTIONS, dumpChoice, RUN_OPTIONS, runSettings } from "./settings.ts";

export const command: Command = {
  args: "[target]",
  details:
    "The target is what stays; one step down unless told otherwise. Asks first, where somebody is there to answer.",
  options: [...RUN_OPTIONS, ...DUMP_OPTIONS, ...OFFLINE_OPTIONS],
  examples: [
    ["migraph downgrade -1", "takes back the newest step"],
    ["migraph downgrade 3f2a", "takes back everything above 3f2a…"],
    ["migraph downgrade billing@3f2a", "the same for the branch billing alone, and what needs it"],
    ["migraph downgrade base", "takes back everything"],
    ["migraph downgrade head:3f2a --sql >downgrade.sql", "SQL for psql, for a database at the head"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const target = args[0] ?? "-1";
    if (options.has("sql")) {
      printOffline(await migrator.offlineDowngrade(target, offlineSettings(options)), output);
      return undefined;
    }
    assertOnline(options);
    const settings = { ...runSettings(options), dump: dumpChoice(options) };
    const agreed = settings.dryRun || !output.asks ? undefined : await agree(migrator, target, settings, output);
    if (agreed === "declined") {
      output.print("Nothing was changed.");
      return undefined;
    }
    const result = await migrator.downgrade(target, { ...settings, agreed });
    if (output.json) output.document(runDocument(result));
    else printRun(result, output, true);
    return undefined;
  },
};

/** Shows what would be run and asks. What was agreed to is what is run, whatever the target means by then. */
async function agree(
  migrator: Migrator,
  target: string,
  settings: RunSettings,
  output: Output,
): Promise<RunResult["steps"] | "declined"> {
  const { steps } = await migrator.downgrade(target, { ...settings, dryRun: true });
  if (steps.length === 0) return steps;
  const plan = steps.map((step) => stepLine(step, output));
  const question = `Run ${steps.length === 1 ? "this down script" : `these ${steps.length} down scripts`}?`;
  return (await output.confirm(plan, question)) === "yes" ? steps : "declined";
}
