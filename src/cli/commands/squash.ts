import type { Output } from "../../report/output.ts";
import { printSquashed, squashedLines } from "../../report/squashed.ts";
import type { Squashed } from "../../results.ts";
import type { Command } from "../command.ts";
import { readSqlOptions } from "../sql-input.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "<...revisions>",
  details:
    "Of a run such as a:b one revision is made, with the id of its end: its scripts are those of the run, one after the " +
    "other, or what --up and --down give. It is written only if it is proved to be the same, in scratch databases: schema, " +
    "rows and the way back. Databases that have the run need nothing; one that has only some of it is told to finish first.",
  options: [
    { flags: "-m, --message <text>", description: "What the new revision does" },
    { flags: "--up <file>", description: "SQL of its up.sql; - for stdin" },
    { flags: "--down <file>", description: "SQL of its down.sql; - for stdin" },
    { flags: "--reparent", description: "Let what branches off inside go on from the new one" },
    { flags: "--drop-label <label>", description: "Give up a label; may be repeated", repeatable: true },
    ...SCRATCH_OPTIONS,
    { flags: "--offline", description: "Ask no database what it has of the run" },
    { flags: "--dry-run", description: "Prove it and say what would be done, and do nothing" },
    START_OPTION,
  ],
  examples: [
    ["migraph squash :3f2a", "all that leads to 3f2a…, and it, become one"],
    ["migraph squash 3f2a:7c1b -m 'Create billing'", "a run of revisions"],
    ["migraph squash :3f2a --up schema.sql --dry-run", "is this what they do? only proved"],
  ],
  async run({ args, options, output, openMigrator }) {
    const { up, down } = await readSqlOptions(options, ["up", "down"]);
    const { url: scratch, makeRoles } = scratchRequest(options);
    const migrator = await openMigrator();
    let declined = false;
    const agree = async (squashed: Squashed) => {
      declined = !(await confirmed(squashed, output));
      return !declined;
    };
    const squashed = await migrator.squash(args, {
      message: options.text("message"),
      up,
      down,
      reparent: options.has("reparent"),
      dropLabels: options.list("drop-label"),
      scratch,
      makeRoles,
      offline: options.has("offline"),
      dryRun: options.has("dry-run"),
      ...(output.asks ? { agree } : {}),
    });
    if (declined) output.print("Nothing was changed.");
    else if (output.json) output.document(squashed);
    else printSquashed(squashed, output);
    return undefined;
  },
};

async function confirmed(squashed: Squashed, output: Output): Promise<boolean> {
  const count = squashed.removed.length;
  const question = `Write it, and delete ${count === 1 ? "this folder" : `these ${count} folders`}?`;
  return (await output.confirm(squashedLines(squashed, output), question)) === "yes";
}
