import type { Command, NamedCommand } from "./command.ts";
import { declare } from "./declare.ts";
import { GLOBAL_OPTIONS, longName } from "./option.ts";

interface Section {
  title?: string;
  body: string;
}

/** Prints the help of the whole tool. */
export function printHelp(commands: readonly NamedCommand[]): void {
  const cli = declare(commands);
  cli.globalCommand.helpCallback = (sections) => [
    { body: "Migrations for PostgreSQL in plain SQL, with a graph for a history." },
    ...tidied(sections),
    { body: "migraph <command> --help tells more, with examples." },
  ];
  cli.outputHelp();
}

/** Prints the help of one command. */
export function printCommandHelp(named: NamedCommand, command: Command): void {
  const { summary, aliases } = named;
  const about = [`${summary}.`, command.details, aliases === undefined ? undefined : `Aliases: ${aliases.join(", ")}.`];
  const globals = GLOBAL_OPTIONS.map(longName).filter((option) => option !== "--version" && option !== "--help");
  const cli = declare([named], named, command);
  // Those of every command are named at the end, so that its own are not lost among them.
  cli.globalCommand.options = [];
  cli.globalCommand.helpCallback = (sections) => {
    const kept = tidied(sections);
    const examples = kept.findIndex(({ title }) => title === "Examples");
    kept.splice(examples, 0, {
      title: "Options of every command; migraph --help says what they do",
      body: `  ${globals.join(" ")}`,
    });
    return [{ body: about.flatMap((text) => (text === undefined ? [] : wrapped(text))).join("\n") }, ...kept];
  };
  cli.commands[0]?.outputHelp();
}

/** Without the parser's banner and list of ways to ask for help, and without its padding. */
function tidied(sections: readonly Section[]): Section[] {
  return sections
    .slice(1)
    .filter(({ title }) => !title?.startsWith("For more info"))
    .map(({ title, body }) => ({
      ...(title === undefined ? {} : { title }),
      // It calls `true` the default of a switch that is negated.
      body: body.replace(/ \(default: true\)/g, "").replace(/ +$/gm, ""),
    }));
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
