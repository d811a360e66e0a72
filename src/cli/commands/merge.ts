import { printCreated } from "../../report/revisions.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "[...addresses]",
  details: "Joins all heads, unless addresses say which. Its scripts are empty, and can be filled.",
  options: [
    { flags: "-m, --message <text>", description: "What the header says; by default what is merged" },
    { flags: "--label <name>", description: "Name of the branch that begins here; may be repeated", repeatable: true },
    {
      flags: "--depends <address>",
      description: "Revision that must be applied before; may be repeated",
      repeatable: true,
    },
    { flags: "--rev-id <id>", description: "Id to use instead of a random one" },
    { flags: "--path <folder>", description: "Folder to put it into, in a directory" },
    { flags: "--splice", description: "Allow revisions that are no heads" },
  ],
  examples: [
    ["migraph merge", "joins all heads"],
    ['migraph merge billing@head notify@head -m "Merge billing and notify"', "joins two branches by their labels"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const created = await migrator.merge(args, {
      message: options.text("message"),
      labels: options.list("label"),
      depends: options.list("depends"),
      revisionId: options.text("rev-id"),
      path: options.text("path"),
      splice: options.has("splice"),
    });
    if (output.json) output.document(created);
    else printCreated(created, output);
    output.print("Next: `migraph upgrade`.");
    return undefined;
  },
};
