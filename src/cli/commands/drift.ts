import { driftDocument, printDrift } from "../../report/drift.ts";
import type { DriftIgnore } from "../../settings.ts";
import type { Command, OptionValues } from "../command.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "",
  details:
    "Replays the revisions that the ledger holds, as they ran, in a scratch database, and compares the schema that they " +
    "make with the live one, which is only read. Each finding is named with the revision that last touched the object. " +
    "Exits with 6 if anything differs. What may differ is ignored with these options, or `drift` in the config file.",
  options: [
    { flags: "--diff", description: "Print the differences as a unified diff too" },
    { flags: "--fix-sql", description: "Print SQL that takes the differences back" },
    {
      flags: "--ignore <what>",
      description: "owners, grants, partitions, column-order, or objects",
      repeatable: true,
    },
    { flags: "--ignore-schema <name>", description: "Leave out a schema; * and ? stand for others", repeatable: true },
    ...SCRATCH_OPTIONS,
    START_OPTION,
  ],
  examples: [
    ["migraph drift", "what somebody has changed by hand"],
    ["migraph drift --fix-sql >fix.sql", "SQL that leads back, proved in a scratch database"],
    ["migraph drift --ignore grants --ignore 'table public.cache_*'", "but for these"],
    ["migraph drift --scratch postgresql://localhost/postgres", "where revisions need an extension"],
  ],
  async run({ options, output, openMigrator }) {
    const { url: scratch, makeRoles } = scratchRequest(options);
    const result = await (await openMigrator()).drift({
      scratch,
      makeRoles,
      diff: options.has("diff"),
      fixSql: options.has("fix-sql"),
      ignore: ignoredBy(options),
    });
    if (output.json) output.document(driftDocument(result));
    else printDrift(result, output);
    return result.ok ? undefined : 6;
  },
};

function ignoredBy(options: OptionValues): DriftIgnore {
  const words = new Set(options.list("ignore"));
  const given = (word: string) => words.delete(word) || undefined;
  return {
    owners: given("owners"),
    grants: given("grants"),
    partitions: given("partitions"),
    columnOrder: given("column-order"),
    objects: [...words],
    schemas: options.list("ignore-schema") ?? [],
  };
}
