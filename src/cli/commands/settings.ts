import { UsageError } from "../../errors.ts";
import type { LockKind } from "../../holder.ts";
import type { RunSettings } from "../../settings.ts";
import type { OptionSpec, OptionValues } from "../command.ts";

/** Of every command that connects and takes the lock. */
export const WAIT_OPTION: OptionSpec = {
  flags: "--wait <duration>",
  description: "Wait for the database to start, and the lock",
};

/** Of every command that only looks. */
export const START_OPTION: OptionSpec = {
  flags: "--wait <duration>",
  description: "Wait for the database to start",
};

export const LOCK_OPTION: OptionSpec = {
  flags: "--lock <kind>",
  description: "advisory or lease; found out unless given",
};

/** Options of every command that runs scripts. */
export const RUN_OPTIONS: readonly OptionSpec[] = [
  { flags: "--dry-run", description: "Say what would be done, and do nothing" },
  { flags: "--single-transaction", description: "Keep all steps or none" },
  { flags: "--lock-timeout <duration>", description: "How long a script waits for a lock (5s)" },
  { flags: "--statement-timeout <duration>", description: "How long a statement may run" },
  { flags: "--retries <count>", description: "New tries after lock timeout or deadlock (3)" },
  { flags: "--role <role>", description: "The role that scripts run as" },
  WAIT_OPTION,
  LOCK_OPTION,
];

/** Options of the commands that run up.sql. */
export const VERIFY_OPTIONS: readonly OptionSpec[] = [
  { flags: "--verify", description: "Run verify.sql too; keep none that fails" },
  { flags: "--no-verify", description: "Run none, whatever is configured" },
];

/** Options of every command that runs scripts and may leave another schema. */
export const DUMP_OPTIONS: readonly OptionSpec[] = [
  { flags: "--dump <file>", description: "Write the schema as SQL into a file afterwards" },
  { flags: "--no-dump", description: "Write none, whatever is configured" },
];

/** Undefined: as configured. */
export function dumpChoice(options: OptionValues): string | false | undefined {
  const [file, no] = [options.has("dump") ? options.text("dump") : undefined, options.has("no-dump")];
  if (file !== undefined && no) {
    throw new UsageError("--dump and --no-dump ask for different things", { hint: "give one of them" });
  }
  return no ? false : file;
}

/** Undefined: as configured. */
export function verifyChoice(options: OptionValues): boolean | undefined {
  const [yes, no] = [options.has("verify"), options.has("no-verify")];
  if (yes && no) {
    throw new UsageError("--verify and --no-verify ask for different things", { hint: "give one of them" });
  }
  return yes ? true : no ? false : undefined;
}

export function runSettings(options: OptionValues): RunSettings {
  return {
    dryRun: options.has("dry-run"),
    singleTransaction: options.has("single-transaction"),
    lockTimeout: options.duration("lock-timeout"),
    statementTimeout: options.duration("statement-timeout"),
    retries: options.count("retries"),
    role: options.text("role"),
    lock: lockChoice(options),
  };
}

export function lockChoice(options: OptionValues): LockKind | undefined {
  const text = options.text("lock");
  if (text === undefined || text === "advisory" || text === "lease") return text;
  throw new UsageError(`--lock ${JSON.stringify(text)} is no kind of lock`, {
    hint: "write --lock advisory or --lock lease; without it a lease is taken behind a pooler, else an advisory lock",
  });
}
