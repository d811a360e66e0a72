import { MigraphError, UsageError } from "../errors.ts";
import { nearest } from "../near.ts";
import type { Output } from "../report/output.ts";
import { TOOL_VERSION } from "../version.ts";
import { findCommand, type ParsedArgs, parseArgs, printHelp } from "./args.ts";
import type { Command, CommandContext } from "./command.ts";
import { COMMANDS, type CommandEntry, commandNamed } from "./commands/index.ts";
import { Interruption } from "./interruption.ts";
import { processOutput } from "./output.ts";

/** Runs one command line and returns the exit code. The one place where errors end. */
export async function main(argv: readonly string[]): Promise<number> {
  const output = processOutput(argv);
  const interruption = new Interruption(output);
  try {
    return await dispatch(argv, output, interruption);
  } catch (error) {
    if (!(error instanceof MigraphError)) return await defect(error, output);
    const { reportError } = await import("../report/error.ts");
    reportError(error, output);
    return interruption.code ?? error.exitCode;
  } finally {
    interruption.end();
  }
}

async function dispatch(argv: readonly string[], output: Output, interruption: Interruption): Promise<number> {
  const found = findCommand(argv);
  if (found === undefined) return withoutCommand(argv);
  if (found.name === "help") return help(argv[found.index + 1]);
  const entry = commandNamed(found.name);
  if (entry === undefined) throw unknownCommand(found.name);
  const { command } = await entry.load();
  const rest = [...argv.slice(0, found.index), ...argv.slice(found.index + 1)];
  if (rest.includes("--help") || rest.includes("-h")) {
    printHelp(COMMANDS, entry, command);
    return 0;
  }
  return await runCommand(command, parseArgs(entry, command, rest), output, interruption);
}

async function runCommand(
  command: Command,
  parsed: ParsedArgs,
  output: Output,
  interruption: Interruption,
): Promise<number> {
  let migrator: ReturnType<CommandContext["openMigrator"]> | undefined;
  const context: CommandContext = {
    ...parsed,
    output,
    cwd: process.cwd(),
    openMigrator: () => {
      migrator ??= openFromOptions(parsed, output).then((opened) => interruption.watch(opened));
      return migrator;
    },
  };
  try {
    const code = await command.run(context);
    return interruption.code ?? code ?? 0;
  } finally {
    const opened = await migrator?.catch(() => undefined);
    await opened?.close();
  }
}

async function openFromOptions(
  { options }: ParsedArgs,
  output: Output,
): Promise<Awaited<ReturnType<CommandContext["openMigrator"]>>> {
  const [{ openMigrator }, { reportEvents }] = await Promise.all([import("../open.ts"), import("../report/events.ts")]);
  return openMigrator({
    config: options.text("config"),
    directories: options.list("dir"),
    url: options.text("url"),
    onEvent: reportEvents(output),
  });
}

async function withoutCommand(argv: readonly string[]): Promise<number> {
  const [first] = argv;
  if (argv.includes("--version")) process.stdout.write(`${TOOL_VERSION}\n`);
  else if (first === undefined || argv.includes("--help") || argv.includes("-h")) printHelp(COMMANDS);
  else throw new UsageError(`no command in: migraph ${argv.join(" ")}`, { hint: "migraph --help lists the commands" });
  return 0;
}

async function help(name: string | undefined): Promise<number> {
  const entry = name === undefined ? undefined : commandNamed(name);
  if (name !== undefined && entry === undefined) throw unknownCommand(name);
  printHelp(COMMANDS, entry, (await entry?.load())?.command);
  return 0;
}

function unknownCommand(name: string): UsageError {
  const names = COMMANDS.flatMap((entry: CommandEntry) => [entry.name, ...(entry.aliases ?? [])]);
  const [near] = nearest(name, names);
  const hint = near === undefined ? "migraph --help lists the commands" : `did you mean ${near}?`;
  return new UsageError(`there is no command ${name}`, { code: "unknown_command", hint });
}

/** An error that nobody foresaw: said as such, its stack only where it is asked for. */
async function defect(error: unknown, output: Output): Promise<number> {
  const { reportDefect } = await import("../report/error.ts");
  reportDefect(error, output);
  return 1;
}
