import type { OptionSpec } from "./command.ts";

/** Taken by every command. */
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

export function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes("<");
}

/** What stands in the angle brackets: what kind of value it is, or with bars in it the values that there are. */
export function placeholderOf({ flags }: OptionSpec): string | undefined {
  return /<(.*)>/.exec(flags)?.[1];
}

/** The only values that an option takes, where there are such. */
export function choicesOf(spec: OptionSpec): readonly string[] | undefined {
  const placeholder = placeholderOf(spec);
  return placeholder?.includes("|") ? placeholder.split("|") : undefined;
}

/** `-m, --message <text>` as `-m`, `--message`. */
export function namesOf({ flags }: OptionSpec): readonly string[] {
  return flags.replace(/ <.*/, "").split(", ");
}

export function longName(spec: OptionSpec): string {
  return namesOf(spec).at(-1) ?? "";
}

/** The word that names the command, and where it stands; values of options before it are not it. */
export function findCommand(argv: readonly string[]): { readonly name: string; readonly index: number } | undefined {
  for (let index = 0; index < argv.length; index++) {
    const token = argv[index] ?? "";
    if (isArgument(token)) return { name: token, index };
    if (GLOBAL_OPTIONS.some((spec) => takesValue(spec) && namesOf(spec).includes(token))) index++;
  }
  return undefined;
}

/** Addresses such as -1 and -3:current begin like options, and are none. */
export function isArgument(token: string): boolean {
  return !token.startsWith("-") || token === "-" || /^-\d/.test(token);
}
