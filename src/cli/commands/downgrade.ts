import { stepLine } from "../../report/events.ts";
import { printRun } from "../../report/runs.ts";
import type { Command } from "../command.ts";
import { RUN_OPTIONS, runSettings } from "./settings.ts";

export const command: Command = {
  args: "[target]",
  details:
    "The target is what stays; one step down unless told otherwise. Asks first, where somebody is there to answer.",
  options: RUN_OPTIONS,
  examples: [
    ["migraph downgrade -1", "takes back the newest step"],
    ["migraph downgrade 3f2a", "takes back everything above 3f2a…"],
    ["migraph downgrade billing@base", "takes back the branch billing, and what needs it"],
    ["migraph downgrade base", "takes back everything"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const target = args[0] ?? "-1";
    const settings = runSettings(options);
    if (!settings.dryRun && output.asks) {
      const { steps } = await migrator.downgrade(target, { ...settings, dryRun: true });
      for (const step of steps) output.print(`  ${stepLine(step, output)}`);
      const question = `Run ${steps.length === 1 ? "this down script" : `these ${steps.length} down scripts`}?`;
      if (steps.length > 0 && !(await output.confirm(question))) {
        output.print("Nothing was changed.");
        return undefined;
      }
    }
    const result = await migrator.downgrade(target, settings);
    if (output.json) output.document(result);
    else printRun(result, output, true);
    return undefined;
  },
};
