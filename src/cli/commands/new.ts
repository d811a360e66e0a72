import { printCreated } from "../../report/revisions.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "<message>",
  details: "The revision continues the head, unless --parent or --root says otherwise.",
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
  ],
  examples: [
    ['migraph new "Add user preferences"', "continues the only head"],
    ['migraph new "Create plans" --parent 3f2a --splice --label billing', "begins a branch named billing at 3f2a…"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const created = await migrator.create(args[0] ?? "", {
      parents: options.list("parent"),
      root: options.has("root"),
      splice: options.has("splice"),
      labels: options.list("label"),
      depends: options.list("depends"),
      revisionId: options.text("rev-id"),
    });
    if (output.json) output.document(created);
    else printCreated(created, output);
    output.print("Next: write both scripts, then `migraph upgrade`.");
    return undefined;
  },
};
