import { DURATION_FORM, parseDuration } from "../duration.ts";
import { UsageError } from "../errors.ts";
import { nearest } from "../near.ts";
import type { Command, NamedCommand, OptionSpec, OptionValues } from "./command.ts";
import { GLOBAL_OPTIONS, longName, namesOf, takesValue } from "./option.ts";
import { wordsOf } from "./words.ts";

export interface ParsedArgs {
  readonly args: readonly string[];
  readonly options: OptionValues;
}

/**
 * Takes a command's arguments apart. Undefined when help is asked for, which makes up for every fault. Throws UsageError
 * for what the command does not have, with what is near.
 */
export function parseArgs(
  { name }: NamedCommand,
  command: Pick<Command, "args" | "options">,
  argv: readonly string[],
): ParsedArgs | undefined {
  const given = new Given(name, [...command.options, ...GLOBAL_OPTIONS], argv);
  if (given.values.has("--help")) return undefined;
  if (given.fault !== undefined) throw given.fault;
  assertArguments(name, command.args, given.args);
  return { args: given.args, options: new GivenOptions(given.values) };
}

/** What a command line says. */
class Given {
  readonly args: string[] = [];
  /** By long name; an empty list for a switch. */
  readonly values = new Map<string, readonly string[]>();
  /** The first thing that cannot be taken. */
  fault: UsageError | undefined;
  readonly #command: string;
  readonly #specs: readonly OptionSpec[];

  constructor(command: string, specs: readonly OptionSpec[], argv: readonly string[]) {
    this.#command = command;
    this.#specs = specs;
    for (const word of wordsOf(argv, specs)) {
      if (word.kind === "argument") this.args.push(word.text);
      else if (word.spec === undefined)
        this.#refuse(`${command} has no option ${word.given}`, this.#near(word.given), "unknown_option");
      else this.#take(word.given, word.spec, word.value);
    }
  }

  #take(given: string, spec: OptionSpec, value: string | undefined): void {
    const name = longName(spec);
    const before = this.values.get(name);
    if (before !== undefined && !spec.repeatable) this.#refuse(`${given} is given twice`, "give it once");
    else if (!takesValue(spec)) {
      if (value !== undefined) this.#refuse(`${given} takes no value`, `write ${given} alone`);
      this.values.set(name, []);
    } else if (value === undefined) this.#refuse(`${given} needs a value`, `write ${given} VALUE, or ${given}=VALUE`);
    else if (value.trim() === "")
      this.#refuse(`${given} needs a value`, `an empty one means nothing; leave ${given} out instead`);
    else this.values.set(name, [...(before ?? []), value]);
  }

  #near(given: string): string {
    // One letter is as near to another as to any.
    const [near] = given.startsWith("--") ? nearest(given, this.#specs.flatMap(namesOf)) : [];
    return near === undefined ? `migraph ${this.#command} --help lists the options` : `did you mean ${near}?`;
  }

  #refuse(message: string, hint: string, code = "usage"): void {
    this.fault ??= new UsageError(message, { code, hint });
  }
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
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(`--${name}`);
  }

  text(name: string): string | undefined {
    return this.list(name)?.[0];
  }

  list(name: string): readonly string[] | undefined {
    return this.#values.get(`--${name}`);
  }

  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined) return milliseconds;
    throw new UsageError(`--${name} ${JSON.stringify(text)} is not a duration`, { hint: DURATION_FORM });
  }
}
