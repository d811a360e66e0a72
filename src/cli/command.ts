import type { Migrator } from "../migrator.ts";
import type { Output } from "../report/output.ts";

/** An option as help shows it: `-m, --message <text>`. A placeholder in angle brackets makes it take a value. */
export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  /** May be given several times. */
  readonly repeatable?: boolean;
}

export interface NamedCommand {
  readonly name: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
}

/** What a command file exports. */
export interface Command {
  /** Positional arguments as help shows them: `[...targets]`, `<message>`. */
  readonly args: string;
  readonly options: readonly OptionSpec[];
  /** It looks at no SQL: what that needs is not made ready. */
  readonly headersOnly?: true;
  /** Lines below the summary in the command's help. */
  readonly details?: string;
  /** Whole command lines, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** Prints what it did; problems are thrown. Returns the exit code where it is not 0. */
  run(context: CommandContext): Promise<number | undefined>;
}

export interface CommandContext {
  readonly args: readonly string[];
  readonly options: OptionValues;
  readonly output: Output;
  /** The directory that the command was called in. */
  readonly cwd: string;
  /** Opened at the first call, closed by the caller of the command. */
  openMigrator(): Promise<Migrator>;
}

/** Values by the option's long name. Each method throws UsageError for a value that cannot be. */
export interface OptionValues {
  has(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[] | undefined;
  /** A whole number from 0. */
  count(name: string): number | undefined;
  /** Milliseconds. */
  duration(name: string): number | undefined;
}
