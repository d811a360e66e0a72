import { printRun, runDocument } from "../../report/runs.ts";
import type { Command } from "../command.ts";
import { assertOnline, OFFLINE_OPTIONS, offlineSettings, printOffline } from "./offline.ts";
import { LOCK_OPTION, lockChoice, WAIT_OPTION } from "./settings.ts";

export const command: Command = {
  args: "<...targets>",
  details:
    "For a database that has the schema already. The targets and their ancestors are recorded as applied, what descends " +
    "from them as not applied; other branches stay as they are. No script is run.",
  options: [
    { flags: "--purge", description: "Forget everything that is recorded first" },
    { flags: "--dry-run", description: "Say what would be done, and do nothing" },
    WAIT_OPTION,
    LOCK_OPTION,
    ...OFFLINE_OPTIONS,
  ],
  examples: [
    ["migraph stamp head", "the database has everything"],
    ["migraph stamp 3f2a", "the database has everything up to 3f2a…"],
    ["migraph stamp base", "the database has nothing"],
    ["migraph stamp head --sql >stamp.sql", "SQL for psql, for a database without a ledger"],
  ],
  async run({ args, options, output, openMigrator }) {
    if (options.has("sql")) {
      const settings = { ...offlineSettings(options), purge: options.has("purge") };
      printOffline(await (await openMigrator()).offlineStamp(args, settings), output);
      return undefined;
    }
    assertOnline(options);
    const settings = {
      purge: options.has("purge"),
      dryRun: options.has("dry-run"),
      lock: lockChoice(options),
    };
    const result = await (await openMigrator()).stamp(args, settings);
    if (output.json) output.document(runDocument(result));
    else printRun(result, output, false);
    return undefined;
  },
};
