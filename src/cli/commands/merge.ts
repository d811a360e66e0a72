import { printProof } from "../../report/commute.ts";
import { printCreated } from "../../report/revisions.ts";
import type { Command } from "../command.ts";
import { PROOF_OPTIONS, proofSettings } from "./proof-options.ts";

export const command: Command = {
  args: "[...addresses]",
  details:
    "Joins all heads, unless addresses say which. Its scripts are empty, and can be filled. First it tries in scratch " +
    "databases whether the branches can be applied in either order, as `migraph commute` does, and refuses a conflict " +
    "(exit code 6). Where no scratch database can be had it warns, and writes.",
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
    { flags: "--allow-conflict", description: "Write it though the order matters" },
    { flags: "--no-proof", description: "Do not try the orders" },
    ...PROOF_OPTIONS,
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
      proof: options.has("no-proof") ? false : proofSettings(options),
      allowConflict: options.has("allow-conflict"),
    });
    if (output.json) output.document(created);
    else printCreated(created, output);
    if (created.proof !== null) printProof(created.proof, output);
    output.print("Next: `migraph upgrade`.");
    return undefined;
  },
};
