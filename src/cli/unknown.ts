import { UsageError } from "../errors.ts";
import { nearest } from "../near.ts";
import type { CommandEntry } from "./commands/index.ts";
import { GLOBAL_OPTIONS, namesOf } from "./option.ts";

const GLOBALS = GLOBAL_OPTIONS.flatMap(namesOf);

export function noCommand(argv: readonly string[]): UsageError {
  const stray = strayOption(argv);
  if (stray === undefined) return new UsageError("no command is given", { hint: "migraph --help lists the commands" });
  const [near] = stray.startsWith("--") ? nearest(stray, GLOBALS) : [];
  return new UsageError(`there is no option ${stray}`, {
    code: "unknown_option",
    hint: near === undefined ? "migraph --help lists commands and options" : `did you mean ${near}?`,
  });
}

/** `before`: the words in front of what stands for a command. */
export function unknownCommand(name: string, before: readonly string[], commands: readonly CommandEntry[]): UsageError {
  const stray = strayOption(before);
  if (stray !== undefined) {
    return new UsageError(`the option ${stray} stands before the command`, {
      code: "unknown_command",
      hint: "options of a command come after its name, as in migraph upgrade --wait 5s",
    });
  }
  const names = commands.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])]);
  const [near] = nearest(name, [...names, "help"]);
  return new UsageError(`there is no command ${name}`, {
    code: "unknown_command",
    hint: near === undefined ? "migraph --help lists the commands" : `did you mean ${near}?`,
  });
}

/** The first option that is not one of all commands; without its value, which may be a secret. */
function strayOption(words: readonly string[]): string | undefined {
  const options = words.filter((word) => word.startsWith("-")).map((word) => word.replace(/=.*/s, ""));
  return options.find((option) => option !== "--" && !GLOBALS.includes(option));
}
