import type { CreateOptions } from "../../author/create.ts";
import { UsageError } from "../../errors.ts";
import type { Migrator } from "../../migrator.ts";
import { printCreatedFrom } from "../../report/generated.ts";
import type { Output } from "../../report/output.ts";
import { printCreated } from "../../report/revisions.ts";
import type { Command, OptionValues } from "../command.ts";
import { edit, editorFrom } from "../editor.ts";
import { readSqlOptions } from "../sql-input.ts";
import { GENERATE_OPTIONS, generateSettings } from "./generate-options.ts";

export const command: Command = {
  args: "<message>",
  details:
    "The revision continues the head, unless --parent or --root says otherwise. It is put into the directory of its " +
    "first parent, else into the first configured one. Scripts come from --up and --down, else from the configured " +
    "templates; stdin is read only where `-` asks for it.",
  headersOnly: true,
  options: [
    { flags: "--parent <address>", description: "Revision to continue; may be repeated", repeatable: true },
    { flags: "--root", description: "Continue none: begin another lineage" },
    { flags: "--splice", description: "Allow a parent that has children: begin a branch there" },
    { flags: "--label <name>", description: "Name of the branch that begins here; may be repeated", repeatable: true },
    {
      flags: "--depends <address>",
      description: "Revision that must be applied before; may be repeated",
      repeatable: true,
    },
    { flags: "--rev-id <id>", description: "Id to use instead of a random one" },
    { flags: "--path <folder>", description: "Folder to put it into, in a directory" },
    { flags: "--template <name>", description: "Folder of templates to take the scripts from" },
    { flags: "--up <file>", description: "SQL for up.sql; - is stdin" },
    { flags: "--down <file>", description: "SQL for down.sql; - is stdin" },
    { flags: "--verify", description: "Make a verify.sql too" },
    { flags: "--from <schema>", description: "Generate the scripts from a file, a folder or a database" },
    { flags: "--allow-destructive", description: "With --from: write also what loses rows" },
    ...GENERATE_OPTIONS,
    { flags: "--edit", description: "Open the scripts in $VISUAL or $EDITOR" },
  ],
  examples: [
    ['migraph new "Add user preferences"', "continues the only head"],
    ['migraph new "Create plans" --parent 3f2a --splice --label billing', "begins a branch named billing at 3f2a…"],
    ['migraph new "Add plans" --from schema.sql', "what the graph lacks of a declared schema, proved up and down"],
    ['migraph new "Import plans" --path billing --up - <plans.sql', "with its SQL, in the folder billing"],
  ],
  async run({ args, options, output, openMigrator }) {
    const editor = options.has("edit") ? editorFrom(process.env) : undefined;
    const migrator = await openMigrator();
    if (options.has("from")) return createFrom(migrator, args[0] ?? "", options, output, editor);
    const given = await readSqlOptions(options, ["up", "down"]);
    const settings: CreateOptions = {
      ...given,
      ...placing(options),
      template: options.text("template"),
      verify: options.has("verify"),
      edit: editor === undefined ? undefined : (files) => edit(editor, files, output.json ? 2 : 1),
    };
    const created = await migrator.create(args[0] ?? "", settings);
    if (output.json) output.document(created);
    else printCreated(created, output);
    output.print(`Next: ${nextStep(settings)}\`migraph upgrade\`.`);
    return undefined;
  },
};

async function createFrom(
  migrator: Migrator,
  message: string,
  options: OptionValues,
  output: Output,
  editor: ReturnType<typeof editorFrom> | undefined,
): Promise<undefined> {
  const against = ["up", "down", "template", "verify"].find((name) => options.has(name));
  if (against !== undefined) {
    throw new UsageError(`--from and --${against} both say what the scripts are`, { hint: "give one of them" });
  }
  const created = await migrator.createFrom(message, {
    from: options.text("from") ?? "",
    ...generateSettings(options),
    allowDestructive: options.has("allow-destructive"),
    ...placing(options),
    edit: editor === undefined ? undefined : (files) => edit(editor, files, output.json ? 2 : 1),
    confirmRename: output.asks ? (rename) => isRename(rename, output) : undefined,
  });
  if (output.json) output.document({ ...created.revisions.at(-1), ...created });
  else printCreatedFrom(created, output);
  return undefined;
}

async function isRename(
  { from, to }: { readonly from: string; readonly to: string },
  output: Output,
): Promise<boolean> {
  const answer = await output.confirm([`${from} goes, and ${to} of the same shape appears.`], "Is that a rename?");
  return answer === "yes";
}

function placing(options: OptionValues) {
  return {
    parents: options.list("parent"),
    root: options.has("root"),
    splice: options.has("splice"),
    labels: options.list("label"),
    depends: options.list("depends"),
    revisionId: options.text("rev-id"),
    path: options.text("path"),
  };
}

function nextStep({ up, down, edit: edited }: CreateOptions): string {
  if (edited !== undefined || (up !== undefined && down !== undefined)) return "";
  if (up === undefined && down === undefined) return "write both scripts, then ";
  return `write ${up === undefined ? "up" : "down"}.sql, then `;
}
