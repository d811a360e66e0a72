import { printStatus } from "../../report/status.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "",
  options: [
    { flags: "--exit-code", description: "Exit with 6 unless everything is applied and in order" },
    START_OPTION,
  ],
  examples: [
    ["migraph status", "one screen"],
    ["migraph status --exit-code --quiet", "for scripts"],
    ["migraph status --wait 60s", "when the server may still be starting"],
  ],
  async run({ options, output, openMigrator }) {
    const status = await (await openMigrator()).status();
    if (output.json) output.document(status);
    else printStatus(status, output);
    const { pending, foreign, edited, out_of_order, interrupted } = status;
    const clean = [pending, foreign, edited, out_of_order, interrupted].every((list) => list.length === 0);
    return options.has("exit-code") && !clean ? 6 : undefined;
  },
};
