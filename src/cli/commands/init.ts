import { initialise } from "../../author/initialise.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "[dir]",
  details: "Writes migraph.config.json and makes the directory for revisions. Nothing is overwritten.",
  options: [],
  examples: [
    ["migraph init", "uses the directory migrations"],
    ["migraph init db/migrations", "uses another one"],
  ],
  async run({ args, output, cwd }) {
    const result = initialise(cwd, args[0]);
    if (output.json) output.document(result);
    for (const path of result.made) output.print(`made   ${path}`);
    for (const path of result.kept) output.print(`kept   ${path}`);
    output.print(
      '\nNext: `migraph new "what it does"` writes a revision; DATABASE_URL or --url says where the database is.',
    );
    return undefined;
  },
};
