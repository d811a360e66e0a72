import { UsageError } from "../../errors.ts";
import type { Command } from "../command.ts";
import { SCRIPTS } from "../completion/scripts.ts";

export const command: Command = {
  args: "<shell>",
  details:
    "The shell is bash, zsh or fish. Commands, options, ids, labels and paths are completed; no database is asked for it.",
  headersOnly: true,
  options: [],
  examples: [
    ["migraph completion bash >~/.local/share/bash-completion/completions/migraph", "for every bash to come"],
    ["migraph completion zsh >~/.zfunc/_migraph", "where ~/.zfunc is in $fpath"],
    ["migraph completion fish >~/.config/fish/completions/migraph.fish", "for every fish to come"],
  ],
  async run({ args, output }) {
    const [shell = ""] = args;
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined) {
      const hint = `the shells are ${Object.keys(SCRIPTS).join(", ")}`;
      throw new UsageError(`there is no completion for ${JSON.stringify(shell)}`, { hint });
    }
    if (output.json) output.document({ shell, script });
    else output.print(script);
    return undefined;
  },
};
