import { printCommuted } from "../../report/commute.ts";
import type { Command } from "../command.ts";
import { PROOF_OPTIONS, proofSettings } from "./proof-options.ts";

export const command: Command = {
  args: "[...addresses]",
  details:
    "Applies two branches to scratch databases in both orders, and compares what they leave: the schema, and the rows " +
    "that scripts write. Takes what each merge joins and the heads, unless addresses say which. Exits with 6 for a conflict.",
  options: [
    { flags: "--since <address>", description: "Only merges that this revision does not have" },
    ...PROOF_OPTIONS,
  ],
  examples: [
    ["migraph commute", "what each merge joins, and the heads that nobody has merged yet"],
    ["migraph commute billing@head notify@head", "two branches by their labels"],
  ],
  async run({ args, options, output, openMigrator }) {
    const migrator = await openMigrator();
    const result = await migrator.commute(args, { since: options.text("since"), ...proofSettings(options) });
    if (output.json) output.document(result);
    else printCommuted(result, output);
    return result.ok ? undefined : 6;
  },
};
