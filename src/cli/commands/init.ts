import { initialise } from "../../author/initialise.ts";
import { printInitialised } from "../../report/initialised.ts";
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
    const result = await initialise(cwd, args[0]);
    if (output.json) output.document(result);
    else printInitialised(result, output);
    return undefined;
  },
};
