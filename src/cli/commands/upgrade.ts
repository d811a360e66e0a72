import { printRun, runDocument } from "../../report/runs.ts";
import type { Command } from "../command.ts";
import { assertOnline, OFFLINE_OPTIONS, offlineSettings, printOffline } from "./offline.ts";
import { RUN_OPTIONS, runSettings } from "./settings.ts";

export const command: Command = {
  args: "[...targets]",
  details: "Applies the targets and all that they need; the head unless told otherwise.",
  options: [
    ...RUN_OPTIONS,
    ...OFFLINE_OPTIONS,
    { flags: "--out-of-order", description: "Run revisions too that lie below applied ones" },
  ],
  examples: [
    ["migraph upgrade", "to the head"],
    ["migraph upgrade heads --dry-run", "what it would take to reach every head"],
    ["migraph upgrade +1", "one step"],
    ["migraph upgrade 3f2a:head --sql >upgrade.sql", "SQL for psql, for a database at 3f2a"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    if (options.has("sql")) {
      printOffline(await migrator.offlineUpgrade(args, offlineSettings(options)), output);
      return undefined;
    }
    assertOnline(options);
    const settings = { ...runSettings(options), outOfOrder: options.has("out-of-order") };
    const result = await migrator.upgrade(args.length === 0 ? "head" : args, settings);
    if (output.json) output.document(runDocument(result));
    else printRun(result, output, true);
    return undefined;
  },
};
