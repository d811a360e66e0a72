import { DURATION_FORM, parseDuration } from "../duration.ts";
import { UsageError } from "../errors.ts";
import { nearest } from "../near.ts";
import type { Command, NamedCommand, OptionSpec, OptionValues } from "./command.ts";
import { declare } from "./declare.ts";
import { choicesOf, GLOBAL_OPTIONS, longName, namesOf, takesValue } from "./option.ts";
import { type Word, wordsOf } from "./words.ts";

export interface ParsedArgs {
  readonly args: readonly string[];
  readonly options: OptionValues;
}

/**
 * Takes a command's arguments apart. Undefined when help is asked for, which makes up for every fault. Throws UsageError
 * for what the command does not have, with what is near.
 */
export function parseArgs(named: NamedCommand, command: Command, argv: readonly string[]): ParsedArgs | undefined {
  const specs = [...command.options, ...GLOBAL_OPTIONS];
  const words = [...wordsOf(argv, specs)];
  if (words.some((word) => word.kind === "option" && word.spec !== undefined && longName(word.spec) === "--help")) {
    return undefined;
  }
  assertOptions(named.name, words, specs);
  const cli = declare([named], named, command);
  const parsed = cli.parse(["node", "migraph", named.name, ...argumentsFirst(words).map(shielded)], { run: false });
  const args = parsed.args.map(unshielded);
  assertArguments(named.name, command.args, args);
  return { args, options: new GivenOptions(parsed.options, namesGiven(words)) };
}

function namesGiven(words: readonly Word[]): ReadonlySet<string> {
  return new Set(words.flatMap((word) => (word.kind === "option" && word.spec ? [longName(word.spec)] : [])));
}

/**
 * Stands before every value on its way through the parser, which else takes `0012` for the number 12, an empty text for
 * 0, and `-1` for an option.
 */
const SHIELD = "\u2060";

/** A switch with a dash in its name, such as --dry-run, would take an argument behind it for its value. */
function argumentsFirst(words: readonly Word[]): readonly Word[] {
  return words.toSorted((a, b) => Number(a.kind === "option") - Number(b.kind === "option"));
}

function shielded(word: Word): string {
  if (word.kind === "argument") return SHIELD + word.text;
  const name = word.spec === undefined ? word.given : longName(word.spec);
  return word.value === undefined ? name : `${name}=${SHIELD}${word.value}`;
}

function unshielded(text: string): string {
  return text.startsWith(SHIELD) ? text.slice(SHIELD.length) : text;
}

/** The parser takes options that nobody declared, makes lists of repeated ones, and `true` of a value that is missing. */
function assertOptions(command: string, words: readonly Word[], specs: readonly OptionSpec[]): void {
  const seen = new Set<OptionSpec>();
  for (const word of words) {
    if (word.kind === "argument") continue;
    const { given, spec, value } = word;
    if (spec === undefined) throw unknownOption(command, given, specs);
    if (seen.has(spec) && !spec.repeatable) throw new UsageError(`${given} is given twice`, { hint: "give it once" });
    seen.add(spec);
    if (!takesValue(spec)) {
      if (value !== undefined) throw new UsageError(`${given} takes no value`, { hint: `write ${given} alone` });
    } else if (value === undefined) {
      throw new UsageError(`${given} needs a value`, { hint: `write ${given} VALUE, or ${given}=VALUE` });
    } else if (value.trim() === "") {
      const hint = `an empty one means nothing; leave ${given} out instead`;
      throw new UsageError(`${given} needs a value`, { hint });
    } else if (choicesOf(spec)?.includes(value) === false) {
      const hint = `write one of ${choicesOf(spec)?.join(", ")}`;
      throw new UsageError(`${given} knows no ${JSON.stringify(value)}`, { hint });
    }
  }
}

function unknownOption(command: string, given: string, specs: readonly OptionSpec[]): UsageError {
  // One letter is as near to another as to any.
  const [near] = given.startsWith("--") ? nearest(given, specs.flatMap(namesOf)) : [];
  const hint = near === undefined ? `migraph ${command} --help lists the options` : `did you mean ${near}?`;
  return new UsageError(`${command} has no option ${given}`, { code: "unknown_option", hint });
}

function assertArguments(name: string, declared: string, args: readonly string[]): void {
  const hint = `usage: migraph ${name} ${declared}`.trim();
  const least = declared.startsWith("<") ? 1 : 0;
  const most = declared === "" ? 0 : declared.includes("...") ? Number.POSITIVE_INFINITY : 1;
  if (args.length < least) throw new UsageError(`${name} needs ${declared}`, { hint });
  if (args.length > most) {
    const extra = args.slice(most).map((arg) => (/\s/.test(arg) ? JSON.stringify(arg) : arg));
    throw new UsageError(`${name} has no use for ${extra.join(" ")}`, { hint });
  }
  if (args.some((arg) => arg.trim() === ""))
    throw new UsageError(`an argument of ${name} is empty`, { hint: `${hint}; is a variable of the shell unset?` });
}

class GivenOptions implements OptionValues {
  readonly #values: Readonly<Record<string, unknown>>;

  readonly #given: ReadonlySet<string>;

  /** `given`: long names. The parser takes a switch that has a `--no-` beside it for given where neither is. */
  constructor(values: Readonly<Record<string, unknown>>, given: ReadonlySet<string>) {
    this.#values = values;
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#given.has(`--${name}`);
  }

  text(name: string): string | undefined {
    return this.list(name)?.[0];
  }

  list(name: string): readonly string[] | undefined {
    const value = this.#values[keyOf(name)];
    return value === undefined ? undefined : [value].flat().map((text) => unshielded(String(text)));
  }

  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^\d{1,6}$/.test(text)) return Number(text);
    throw new UsageError(`--${name} ${JSON.stringify(text)} is not a whole number`, { hint: "write 0 or more" });
  }

  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined) return milliseconds;
    throw new UsageError(`--${name} ${JSON.stringify(text)} is not a duration`, { hint: DURATION_FORM });
  }
}

/** The name under which the parser gives an option's value. */
function keyOf(name: string): string {
  return name.replace(/^no-/, "").replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
