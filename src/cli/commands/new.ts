import type { CreateOptions } from "../../author/create.ts";
import { printCreated } from "../../report/revisions.ts";
import type { Command } from "../command.ts";
import { edit, editorFrom } from "../editor.ts";
import { readSqlOptions } from "../sql-input.ts";

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
    { flags: "--edit", description: "Open the scripts in $VISUAL or $EDITOR" },
  ],
  examples: [
    ['migraph new "Add user preferences"', "continues the only head"],
    ['migraph new "Create plans" --parent 3f2a --splice --label billing', "begins a branch named billing at 3f2a…"],
    ['migraph new "Import plans" --path billing --up - <plans.sql', "with its SQL, in the folder billing"],
  ],
  async run({ args, options, output, openMigrator }) {
    const editor = options.has("edit") ? editorFrom(process.env) : undefined;
    const migrator = await openMigrator();
    const given = await readSqlOptions(options, ["up", "down"]);
    const settings: CreateOptions = {
      ...given,
      parents: options.list("parent"),
      root: options.has("root"),
      splice: options.has("splice"),
      labels: options.list("label"),
      depends: options.list("depends"),
      revisionId: options.text("rev-id"),
      path: options.text("path"),
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

function nextStep({ up, down, edit: edited }: CreateOptions): string {
  if (edited !== undefined || (up !== undefined && down !== undefined)) return "";
  if (up === undefined && down === undefined) return "write both scripts, then ";
  return `write ${up === undefined ? "up" : "down"}.sql, then `;
}
