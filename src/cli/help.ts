import type { Command, NamedCommand } from "./command.ts";
import { GLOBAL_OPTIONS, longName } from "./option.ts";

/** The help of the whole tool. */
export function helpText(commands: readonly NamedCommand[]): string {
  return joined([
    "Migrations for PostgreSQL in plain SQL, with a graph for a history.",
    section("Usage", ["$ migraph <command> [options]"]),
    section("Commands", columns(commands.map(({ name, summary }) => [name, summary]))),
    section("Options", columns(GLOBAL_OPTIONS.map(({ flags, description }) => [flags, description]))),
    "migraph <command> --help tells more, with examples.",
  ]);
}

/** The help of one command. */
export function commandHelpText({ name, summary, aliases }: NamedCommand, command: Command): string {
  const { args, details, options, examples } = command;
  const about = [`${summary}.`, details, aliases === undefined ? undefined : `Aliases: ${aliases.join(", ")}.`];
  const others = GLOBAL_OPTIONS.map(longName).filter((option) => option !== "--version" && option !== "--help");
  return joined([
    about.flatMap((text) => (text === undefined ? [] : wrapped(text))).join("\n"),
    section("Usage", [`$ migraph ${name} ${args}`.trim()]),
    options.length === 0 ? "" : section("Options", columns(options.map((spec) => [spec.flags, spec.description]))),
    section("Options of every command; migraph --help says what they do", [others.join(" ")]),
    section(
      "Examples",
      examples.flatMap(([line, does]) => [`$ ${line}`, `    ${does}`]),
    ),
  ]);
}

const WIDTH = 80;

/** Lines of no more than 80 columns. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}

function section(title: string, lines: readonly string[]): string {
  return `${title}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `${first.padEnd(width)}  ${second}`);
}

function joined(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
