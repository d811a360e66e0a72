import type { Migrator } from "../../migrator.ts";
import { printBaselined } from "../../report/baseline.ts";
import type { Output } from "../../report/output.ts";
import type { Baselined } from "../../results.ts";
import type { BaselineSettings } from "../../settings.ts";
import type { Command } from "../command.ts";
import { SCHEMA_OPTIONS } from "./dump.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";
import { LOCK_OPTION, lockChoice, WAIT_OPTION } from "./settings.ts";

export const command: Command = {
  args: "[message]",
  details:
    "For a database without a history: what it has becomes a revision with up.sql and down.sql, both proved in a scratch " +
    "database; then it is recorded as applied. Nothing is changed but the ledger. Asks first, where somebody is there " +
    "to answer.",
  options: [
    ...SCHEMA_OPTIONS,
    { flags: "--data <tables>", description: "With the rows of these tables; may be repeated", repeatable: true },
    { flags: "--no-stamp", description: "Only write the files" },
    { flags: "--root", description: "Begin another lineage beside those that are there" },
    { flags: "--label <name>", description: "Name of the branch that begins here; may be repeated", repeatable: true },
    { flags: "--rev-id <id>", description: "Id to use instead of a random one" },
    { flags: "--path <folder>", description: "Folder to put it into, in a directory" },
    ...SCRATCH_OPTIONS,
    WAIT_OPTION,
    LOCK_OPTION,
  ],
  examples: [
    ["migraph baseline", "all that the database has"],
    ['migraph baseline "What was there" --schema app --data app.units', "one schema, with some rows"],
    ["migraph baseline --make-roles", "where roles are granted something that the scratch server lacks"],
    ["migraph baseline --no-stamp", "the files only"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const settings: BaselineSettings = {
      schemas: options.list("schema"),
      exclude: options.list("exclude"),
      owners: options.has("owners"),
      grants: !options.has("no-grants"),
      data: options.list("data")?.flatMap((names) => names.split(",")),
      root: options.has("root"),
      label: options.list("label"),
      revisionId: options.text("rev-id"),
      path: options.text("path"),
      scratch: scratchRequest(options),
      lock: lockChoice(options),
    };
    const asks = output.asks && !options.has("no-stamp");
    const written = await migrator.baseline(args[0], { ...settings, stamp: !asks && !options.has("no-stamp") });
    const stamped = written.stamped || (asks && (await stampIfAgreed(migrator, written, settings, output)));
    const baselined = { ...written, stamped };
    if (output.json) output.document(baselined);
    else printBaselined(baselined, output);
    return undefined;
  },
};

async function stampIfAgreed(
  migrator: Migrator,
  { revision, path }: Baselined,
  { lock }: BaselineSettings,
  output: Output,
): Promise<boolean> {
  const question = `Record ${revision} as applied in this database?`;
  if ((await output.confirm([`Wrote and proved ${path}.`], question)) !== "yes") return false;
  await migrator.stamp(revision, { lock });
  return true;
}
