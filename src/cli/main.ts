import { COMMANDS, commandNamed } from "./commands/index.ts";
import { printCommandHelp, printHelp } from "./help.ts";
import { findCommand } from "./option.ts";

/** Runs one command line and returns the exit code. What help does not need is loaded when it is needed. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    const { reportEarly } = await import("./run.ts");
    return reportEarly(error, argv);
  }
}

async function dispatch(argv: readonly string[]): Promise<number> {
  const found = findCommand(argv);
  if (found === undefined) return withoutCommand(argv);
  const before = argv.slice(0, found.index);
  const after = argv.slice(found.index + 1);
  const [first, second] = after;
  if (found.name === "help") return help(first);
  if (found.name === "__complete") return (await import("./completion/complete.ts")).complete(after);
  if (before.length === 0 && second === undefined && (first === "--help" || first === "-h")) return help(found.name);
  const entry = commandNamed(found.name);
  const { runCommandLine, unknownCommand } = await import("./run.ts");
  if (entry === undefined) throw unknownCommand(found.name, before, COMMANDS);
  const { command } = await entry.load();
  const code = await runCommandLine(entry, command, [...before.filter((word) => word !== "--"), ...after]);
  return code ?? help(entry.name);
}

async function withoutCommand(argv: readonly string[]): Promise<number> {
  if (argv.length === 0 || argv.includes("--help") || argv.includes("-h")) return help(undefined);
  if (!argv.includes("--version")) throw (await import("./run.ts")).noCommand(argv);
  const { TOOL_VERSION } = await import("../version.ts");
  process.stdout.write(`${TOOL_VERSION}\n`);
  return 0;
}

async function help(name: string | undefined): Promise<number> {
  const entry = name === undefined ? undefined : commandNamed(name);
  if (entry !== undefined) printCommandHelp(entry, (await entry.load()).command);
  else if (name === undefined || name === "help" || name.startsWith("-")) printHelp(COMMANDS);
  else throw (await import("./run.ts")).unknownCommand(name, [], COMMANDS);
  return 0;
}
