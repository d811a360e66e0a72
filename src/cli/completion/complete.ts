import { escapeControls } from "../../report/text.ts";
import type { Command, OptionSpec } from "../command.ts";
import { COMMANDS, commandNamed } from "../commands/index.ts";
import { choicesOf, findCommand, GLOBAL_OPTIONS, namesOf, placeholderOf } from "../option.ts";
import { type Word, wordsOf } from "../words.ts";
import { addressesLike } from "./addresses.ts";
import { SCRIPTS } from "./scripts.ts";

export interface Candidate {
  readonly text: string;
  readonly about: string;
}

/** A path, which the shell completes by itself. */
type Paths = "::file" | "::directory";

/**
 * Prints what could stand at the end of a command line, of which `argv` are the words up to the cursor, the last one
 * being what is typed so far. Whatever is wrong with them, with the config file or with a revision: nothing is said of
 * it, since it would be said into the line that somebody types.
 */
export async function complete(argv: readonly string[]): Promise<number> {
  const words = argv[0] === "--" ? argv.slice(1) : argv;
  const typed = words.at(-1) ?? "";
  try {
    const found = await candidatesFor(words.slice(0, -1), typed);
    const lines = typeof found === "string" ? [found] : found.filter(({ text }) => text.startsWith(typed)).map(lineOf);
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  } catch {}
  return 0;
}

function lineOf({ text, about }: Candidate): string {
  return `${text}\t${escapeControls(about)}`;
}

async function candidatesFor(before: readonly string[], typed: string): Promise<readonly Candidate[] | Paths> {
  const found = findCommand(before);
  const entry = found === undefined ? undefined : commandNamed(found.name);
  const command = entry === undefined ? undefined : (await entry.load()).command;
  const specs = [...(command?.options ?? []), ...GLOBAL_OPTIONS];
  const rest = found === undefined ? before : [...before.slice(0, found.index), ...before.slice(found.index + 1)];
  const words = [...wordsOf(rest, specs)];
  const last = words.at(-1);
  const onlyArguments = before.includes("--");
  if (!onlyArguments && last?.kind === "option" && last.spec !== undefined && last.value === undefined) {
    const values = await valuesOf(last.spec, typed, words);
    if (values !== undefined) return values;
  }
  const inline = onlyArguments ? null : /^(--[\w-]+=)(.*)$/s.exec(typed);
  if (inline !== null) return inlineValues(inline[1] ?? "", inline[2] ?? "", specs, words);
  if (!onlyArguments && typed.startsWith("-") && !/^-\d/.test(typed)) return optionsLeft(specs, words);
  if (found === undefined || found.name === "help") return commandNames();
  return command === undefined ? [] : argumentsOf(command, typed, words);
}

function commandNames(): readonly Candidate[] {
  const own = COMMANDS.flatMap(({ name, aliases = [], summary }) =>
    [name, ...aliases].map((text) => ({ text, about: summary })),
  );
  return [...own, { text: "help", about: "Show help" }];
}

/** Those that are not there yet, or may be there again. */
function optionsLeft(specs: readonly OptionSpec[], words: readonly Word[]): readonly Candidate[] {
  const given = words.flatMap((word) => (word.kind === "option" ? (word.spec ?? []) : []));
  const left = specs.filter((spec) => spec.repeatable || !given.includes(spec));
  return left.flatMap((spec) => namesOf(spec).map((text) => ({ text, about: spec.description })));
}

/** Undefined for an option that takes no value. */
async function valuesOf(
  spec: OptionSpec,
  typed: string,
  words: readonly Word[],
): Promise<readonly Candidate[] | Paths | undefined> {
  const placeholder = placeholderOf(spec);
  if (placeholder === undefined) return undefined;
  const choices = choicesOf(spec);
  if (choices !== undefined) return choices.map((text) => ({ text, about: "" }));
  return ofKind(placeholder, typed, words);
}

async function inlineValues(
  prefix: string,
  typed: string,
  specs: readonly OptionSpec[],
  words: readonly Word[],
): Promise<readonly Candidate[]> {
  const spec = specs.find((candidate) => namesOf(candidate).includes(prefix.slice(0, -1)));
  const values = spec === undefined ? [] : ((await valuesOf(spec, typed, words)) ?? []);
  return typeof values === "string" ? [] : values.map(({ text, about }) => ({ text: prefix + text, about }));
}

async function argumentsOf(command: Command, typed: string, words: readonly Word[]) {
  const [, dots, kind = ""] = /^[<[](\.\.\.)?([\w-]+)/.exec(command.args) ?? [];
  const given = words.filter((word) => word.kind === "argument").length;
  return given > 0 && dots === undefined ? [] : ofKind(kind, typed, words);
}

/** By what stands in the brackets of an argument or an option. */
async function ofKind(kind: string, typed: string, words: readonly Word[]): Promise<readonly Candidate[] | Paths> {
  switch (kind) {
    case "file":
      return "::file";
    case "dir":
    case "path":
    case "folder":
      return "::directory";
    case "shell":
      return Object.keys(SCRIPTS).map((text) => ({ text, about: "" }));
    case "address":
    case "addresses":
    case "target":
    case "targets":
    case "range":
    case "revisions": {
      // Of a range, the end that is being typed.
      const start = typed.slice(0, typed.lastIndexOf(":") + 1);
      const ends = await addressesLike(typed.slice(start.length), projectOf(words));
      return ends.map(({ text, about }) => ({ text: start + text, about }));
    }
    default:
      return [];
  }
}

/** Where the command line says that the revisions are. */
function projectOf(words: readonly Word[]) {
  const values = (name: string) =>
    words.flatMap((word) =>
      word.kind === "option" && word.spec !== undefined && namesOf(word.spec).includes(name) ? (word.value ?? []) : [],
    );
  const directories = values("--dir");
  return { config: values("--config")[0], directories: directories.length === 0 ? undefined : directories };
}
