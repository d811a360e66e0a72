import { UsageError } from "../../errors.ts";
import type { Command, OptionSpec } from "../command.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";
import { START_OPTION } from "./settings.ts";

/** Which part of a schema is meant, and how much is told of it. */
export const SCHEMA_OPTIONS: readonly OptionSpec[] = [
  { flags: "--schema <pattern>", description: "Only schemas of this name; may be repeated", repeatable: true },
  { flags: "--exclude <pattern>", description: "Leave out a schema or an object; may be repeated", repeatable: true },
  { flags: "--owners", description: "With the roles that own things" },
  { flags: "--no-grants", description: "Without grants and default privileges" },
];

export const command: Command = {
  args: "",
  details:
    "The schema of the database as SQL that makes it in an empty one, the same bytes for the same schema. Patterns have " +
    "* and ? for what may stand there. The ledger is left out.",
  options: [
    { flags: "-o, --output <file>", description: "File to write instead, if it has another text" },
    ...SCHEMA_OPTIONS,
    { flags: "--table <pattern>", description: "Only tables of this name; may be repeated", repeatable: true },
    { flags: "--from-graph", description: "Of what the revisions build in a scratch database" },
    ...SCRATCH_OPTIONS,
    START_OPTION,
  ],
  examples: [
    ["migraph dump >schema.sql", "all of it"],
    ["migraph dump --output schema.sql --from-graph", "what the revisions make of an empty database"],
    ["migraph dump --schema app --exclude app.audit*", "one schema, without some of its objects"],
    ["migraph dump --table users", "one table with all that belongs to it"],
  ],
  async run({ options, output, openMigrator }) {
    const fromGraph = options.has("from-graph");
    if (!fromGraph && (options.has("scratch") || options.has("make-roles"))) {
      throw new UsageError("--scratch and --make-roles are for --from-graph", {
        hint: "without it the configured database is read, and none is made",
      });
    }
    const dumped = await (await openMigrator()).dump({
      schemas: options.list("schema"),
      tables: options.list("table"),
      exclude: options.list("exclude"),
      owners: options.has("owners"),
      grants: !options.has("no-grants"),
      fromGraph: fromGraph ? scratchRequest(options) : undefined,
      file: options.text("output"),
    });
    if (output.json) output.document(dumped);
    else if (dumped.file === undefined) output.raw(dumped.sql);
    else output.print(dumped.changed ? `Wrote ${dumped.file}.` : `${dumped.file} is as the schema is.`);
    return undefined;
  },
};
