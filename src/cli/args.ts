import { type CAC, cac } from "cac";
import { DURATION_FORM, parseDuration } from "../duration.ts";
import { UsageError } from "../errors.ts";
import { nearest } from "../near.ts";
import type { Command, OptionSpec, OptionValues } from "./command.ts";

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: "--dir <path>", description: "Directory of revisions; may be repeated", repeatable: true },
  { flags: "--url <url>", description: "Database: postgresql://… or embedded:PATH" },
  { flags: "--config <file>", description: "Config file" },
  { flags: "--json", description: "Print one JSON document and nothing else" },
  { flags: "--quiet", description: "Print problems only" },
  { flags: "-v, --verbose", description: "Say more: headers of revisions, the SQL that is run" },
  { flags: "--no-color", description: "No colours (NO_COLOR does it too)" },
  { flags: "--yes", description: "Answer yes to all questions" },
  { flags: "--version", description: "Print the version" },
  { flags: "-h, --help", description: "Show help" },
];

export interface NamedCommand {
  readonly name: string;
  readonly summary: string;
}

export interface ParsedArgs {
  readonly args: readonly string[];
  readonly options: OptionValues;
}

/** Stands before every value, so that the parser takes none for a number, a boolean or another option. */
const SHIELD = "\u2060";

/** The word that names the command, and where it stands; values of global options are not it. */
export function findCommand(argv: readonly string[]): { name: string; index: number } | undefined {
  const valued = valuedNames(GLOBAL_OPTIONS);
  for (let index = 0; index < argv.length; index++) {
    const token = argv[index] ?? "";
    if (!token.startsWith("-")) return { name: token, index };
    if (valued.has(token)) index++;
  }
  return undefined;
}

/** Takes a command's arguments apart; throws UsageError for what the command does not have, with what is near. */
export function parseArgs(named: NamedCommand, command: Command, argv: readonly string[]): ParsedArgs {
  const cli = buildCli([named], named, command);
  const specs = [...command.options, ...GLOBAL_OPTIONS];
  const shielded = shieldValues(argv, specs);
  const { args: plain, options } = cli.parse(["node", "migraph", named.name, ...shielded], { run: false });
  refuseUnknown(options, specs, named.name);
  const args = plain.map(unshield);
  const matched = cli.matchedCommand;
  const most = matched?.args.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : (matched?.args.length ?? 0);
  const least = matched?.args.filter(({ required }) => required).length ?? 0;
  const usage = `migraph ${named.name} ${command.args}`.trim();
  if (args.length < least) throw new UsageError(`${named.name} needs ${command.args}`, { hint: `usage: ${usage}` });
  if (args.length > most)
    throw new UsageError(`${named.name} has no use for ${args.slice(most).join(" ")}`, { hint: `usage: ${usage}` });
  return { args, options: new ParsedOptions(options, specs) };
}

/** The help of one command, or with none of the whole tool; printed to stdout. */
export function printHelp(commands: readonly NamedCommand[], named?: NamedCommand, command?: Command): void {
  const cli = buildCli(commands, named, command);
  if (named === undefined) {
    cli.outputHelp();
    return;
  }
  cli.commands.find(({ name }) => name === named.name)?.outputHelp();
}

function buildCli(commands: readonly NamedCommand[], named?: NamedCommand, command?: Command): CAC {
  const cli = cac("migraph");
  for (const { flags, description } of GLOBAL_OPTIONS) cli.option(flags, description);
  for (const { name, summary } of commands) {
    const own = name === named?.name ? command : undefined;
    const entry = cli.command(own === undefined ? name : `${name} ${own.args}`.trim(), summary);
    for (const { flags, description } of own?.options ?? []) entry.option(flags, description);
    for (const [line, does] of own?.examples ?? []) entry.example(`  $ ${line}\n      ${does}`);
  }
  cli.globalCommand.helpCallback = (sections) => helpSections(sections, named?.summary, command?.details);
  return cli;
}

type Sections = { title?: string; body: string }[];

/** Without the banner and the list of ways to ask for help; with what the command does on top. */
function helpSections(sections: Sections, summary: string | undefined, details: string | undefined): Sections {
  const kept = sections.slice(1).filter(({ title }) => !title?.startsWith("For more info"));
  const about = summary ?? "Migrations for PostgreSQL in plain SQL, with a graph for a history.";
  // The parser pads every line and calls a switch that is not negated its default.
  for (const section of kept) section.body = section.body.replace(/ \(default: true\)/g, "").replace(/ +$/gm, "");
  const tail = summary === undefined ? [{ body: "migraph <command> --help tells more, with examples." }] : [];
  return [{ body: details === undefined ? about : `${about}\n${details}` }, ...kept, ...tail];
}

function shieldValues(argv: readonly string[], specs: readonly OptionSpec[]): string[] {
  const valued = valuedNames(specs);
  const result: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const token = argv[index] ?? "";
    if (token === "--") {
      // What follows is arguments, whatever it looks like.
      result.push(...argv.slice(index + 1).map((rest) => SHIELD + rest));
      break;
    }
    // An address such as -1 or +2 is an argument.
    if (!token.startsWith("-") || token === "-" || /^-\d/.test(token)) result.push(SHIELD + token);
    else if (token.includes("=")) result.push(shieldInline(token, specs));
    else if (valued.has(token)) {
      const value = argv[++index];
      if (value === undefined)
        throw new UsageError(`${token} needs a value`, { hint: `write ${token} VALUE, or ${token}=VALUE` });
      result.push(`${longName(token, specs)}=${SHIELD}${value}`);
    } else result.push(token);
  }
  return result;
}

function shieldInline(token: string, specs: readonly OptionSpec[]): string {
  const at = token.indexOf("=");
  const name = token.slice(0, at);
  const spec = specs.find((each) => namesOf(each).includes(name));
  if (spec !== undefined && !takesValue(spec))
    throw new UsageError(`${name} takes no value`, { hint: `write ${name} alone` });
  return `${longName(name, specs)}=${SHIELD}${token.slice(at + 1)}`;
}

function refuseUnknown(
  options: Readonly<Record<string, unknown>>,
  specs: readonly OptionSpec[],
  command: string,
): void {
  const known = new Set(specs.flatMap((spec) => namesOf(spec).map(key)));
  for (const name of Object.keys(options)) {
    if (name === "--" || known.has(name)) continue;
    const flag = name.length === 1 ? `-${name}` : `--${kebab(name)}`;
    const candidates = specs.flatMap(namesOf);
    const [near] = nearest(flag, candidates);
    const hint = near === undefined ? `migraph ${command} --help lists the options` : `did you mean ${near}?`;
    throw new UsageError(`${command} has no option ${flag}`, { code: "unknown_option", hint });
  }
}

class ParsedOptions implements OptionValues {
  readonly #values = new Map<string, readonly string[] | boolean>();

  constructor(options: Readonly<Record<string, unknown>>, specs: readonly OptionSpec[]) {
    for (const spec of specs) {
      const name = namesOf(spec).at(-1) ?? "";
      const value = options[key(name)];
      if (value === undefined) continue;
      if (Array.isArray(value) && !spec.repeatable)
        throw new UsageError(`${name} is given twice`, { hint: "give it once" });
      const long = name.replace(/^--/, "");
      if (takesValue(spec))
        this.#values.set(
          long,
          [value].flat().map((text) => checkedValue(name, String(text))),
        );
      else this.#values.set(long, name.startsWith("--no-") ? value === false : value === true);
    }
  }

  has(name: string): boolean {
    const value = this.#values.get(name);
    return value !== undefined && value !== false;
  }

  text(name: string): string | undefined {
    return this.list(name)?.[0];
  }

  list(name: string): readonly string[] | undefined {
    const value = this.#values.get(name);
    return typeof value === "object" ? value : undefined;
  }

  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined) return milliseconds;
    throw new UsageError(`--${name} ${JSON.stringify(text)} is not a duration`, { hint: DURATION_FORM });
  }
}

function checkedValue(name: string, text: string): string {
  const value = unshield(text);
  if (value === "")
    throw new UsageError(`${name} needs a value`, { hint: `an empty one means nothing; leave ${name} out instead` });
  return value;
}

function valuedNames(specs: readonly OptionSpec[]): ReadonlySet<string> {
  return new Set(specs.filter(takesValue).flatMap(namesOf));
}

function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes("<");
}

/** `-m, --message <text>` as `-m`, `--message`. */
function namesOf({ flags }: OptionSpec): readonly string[] {
  return flags.replace(/ <.*/, "").split(", ");
}

function longName(name: string, specs: readonly OptionSpec[]): string {
  const spec = specs.find((each) => namesOf(each).includes(name));
  return spec === undefined ? name : (namesOf(spec).at(-1) ?? name);
}

/** The key under which the parser gives an option. */
function key(name: string): string {
  return name.replace(/^--?(?:no-)?/, "").replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function unshield(text: string): string {
  return text.startsWith(SHIELD) ? text.slice(SHIELD.length) : text;
}
