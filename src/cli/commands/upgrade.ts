import { UsageError } from "../../errors.ts";
import { printRun, runDocument } from "../../report/runs.ts";
import type { Command } from "../command.ts";
import { assertOnline, OFFLINE_OPTIONS, offlineSettings, printOffline } from "./offline.ts";
import { DUMP_OPTIONS, dumpChoice, RUN_OPTIONS, runSettings, VERIFY_OPTIONS, verifyChoice } from "./settings.ts";

export const command: Command = {
  args: "[...targets]",
  details: "Applies the targets and all that they need; the head unless told otherwise.",
  options: [
    ...RUN_OPTIONS,
    ...VERIFY_OPTIONS,
    ...DUMP_OPTIONS,
    ...OFFLINE_OPTIONS,
    { flags: "--out-of-order", description: "Run revisions too that lie below applied ones" },
  ],
  examples: [
    ["migraph upgrade", "to the head"],
    ["migraph upgrade heads --dry-run", "what it would take to reach every head"],
    ["migraph upgrade +1", "one step"],
    ["migraph upgrade --verify", "to the head, and no revision is kept that fails its verify.sql"],
    ["migraph upgrade 3f2a:head --sql >upgrade.sql", "SQL for psql, for a database at 3f2a"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const verify = verifyChoice(options);
    if (options.has("sql")) {
      if (verify) throw cannotVerify();
      printOffline(await migrator.offlineUpgrade(args, offlineSettings(options)), output);
      return undefined;
    }
    assertOnline(options);
    const settings = {
      ...runSettings(options),
      verify,
      dump: dumpChoice(options),
      outOfOrder: options.has("out-of-order"),
    };
    const result = await migrator.upgrade(args.length === 0 ? "head" : args, settings);
    if (output.json) output.document(runDocument(result));
    else printRun(result, output, true);
    return undefined;
  },
};

/** psql can run a verify.sql, and cannot judge what it selects. */
function cannotVerify(): UsageError {
  return new UsageError("--sql prints a file for psql, which cannot judge what a verify.sql selects", {
    hint: "leave --verify out, and run `migraph verify` when the file has been run",
  });
}
