import { MigraphError } from "../errors.ts";
import { openMigrator } from "../open.ts";
import { reportDefect, reportError } from "../report/error.ts";
import { reportEvents } from "../report/events.ts";
import type { Output } from "../report/output.ts";
import { type ParsedArgs, parseArgs } from "./args.ts";
import type { Command, CommandContext, NamedCommand } from "./command.ts";
import { Interruption } from "./interruption.ts";
import { openOutput } from "./output.ts";

export { noCommand, unknownCommand } from "./unknown.ts";

type OpenMigrator = CommandContext["openMigrator"];

/** Runs a command and returns the exit code; undefined when its help is asked for. */
export async function runCommandLine(
  named: NamedCommand,
  command: Command,
  argv: readonly string[],
): Promise<number | undefined> {
  const parsed = parseArgs(named, command, argv);
  return parsed === undefined ? undefined : runCommand(command, parsed);
}

async function runCommand(command: Command, { args, options }: ParsedArgs): Promise<number> {
  if (!command.headersOnly) await compileParserOnce();
  const interruption = new Interruption();
  const output = await openOutput(
    {
      json: options.has("json"),
      quiet: options.has("quiet"),
      verbose: options.has("verbose"),
      color: !options.has("no-color"),
      yes: options.has("yes"),
    },
    interruption.signal,
  );
  interruption.tell(output);
  let migrator: ReturnType<OpenMigrator> | undefined;
  const openMigrator: OpenMigrator = () => {
    migrator ??= openFrom(options, output, interruption);
    return migrator;
  };
  try {
    const code = await command.run({ args, options, output, cwd: process.cwd(), openMigrator });
    return interruption.code ?? code ?? 0;
  } catch (error) {
    return report(error, output, interruption.code);
  } finally {
    const opened = await migrator?.catch(() => undefined);
    await opened?.close();
    interruption.end();
  }
}

/**
 * The SQL parser is WebAssembly, which else is compiled a second time in the background, and the process waits for that
 * at its end: half a second after work that takes a hundredth. Here, since it concerns the whole process.
 */
async function compileParserOnce(): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--liftoff-only");
}

/** For what went wrong before a command was understood: options are looked for as they stand. */
export async function reportEarly(error: unknown, argv: readonly string[]): Promise<number> {
  const end = argv.indexOf("--");
  const flags = new Set(end === -1 ? argv : argv.slice(0, end));
  return report(
    error,
    await openOutput({
      json: flags.has("--json"),
      quiet: flags.has("--quiet"),
      verbose: flags.has("--verbose") || flags.has("-v"),
      color: !flags.has("--no-color"),
      yes: true,
    }),
  );
}

async function openFrom(
  options: ParsedArgs["options"],
  output: Output,
  interruption: Interruption,
): ReturnType<OpenMigrator> {
  const tell = reportEvents(output);
  const migrator = await openMigrator({
    config: options.text("config"),
    directories: options.list("dir"),
    url: options.text("url"),
    wait: options.duration("wait"),
    onEvent: (event) => {
      if (event.type === "run-started") interruption.running = true;
      tell(event);
    },
  });
  return interruption.watch(migrator);
}

/** An error that nobody foresaw is said as such, its stack only where it is asked for. */
function report(error: unknown, output: Output, interrupted?: number): number {
  if (error instanceof MigraphError) reportError(error, output);
  else reportDefect(error, output);
  return interrupted ?? (error instanceof MigraphError ? error.exitCode : 1);
}
