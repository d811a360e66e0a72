import { UsageError } from "../../errors.ts";
import type { Output } from "../../report/output.ts";
import type { OfflineResult } from "../../results.ts";
import type { OfflineSettings } from "../../settings.ts";
import type { OptionSpec, OptionValues } from "../command.ts";
import { runSettings } from "./settings.ts";

/** Options of the commands that can write SQL instead of running it. */
export const OFFLINE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--sql",
    description: "Print SQL for psql; no database is asked",
  },
  { flags: "--from <address>", description: "With --sql: it and its ancestors are applied", repeatable: true },
];

export function offlineSettings(options: OptionValues): OfflineSettings {
  const { singleTransaction, lockTimeout, statementTimeout, role } = runSettings(options);
  if (options.has("dump")) {
    throw new UsageError("--dump is for a run, and --sql makes none", { hint: "give one of them" });
  }
  if (options.has("dry-run")) {
    throw new UsageError("--sql and --dry-run ask for different things", { hint: "give one of them" });
  }
  return { singleTransaction, lockTimeout, statementTimeout, role, from: options.list("from") };
}

/** --from says nothing to a database that can be asked. */
export function assertOnline(options: OptionValues): void {
  if (options.list("from") === undefined) return;
  throw new UsageError("--from is for --sql", { hint: "the database itself knows what is applied" });
}

/** The SQL alone, so that it can be piped into psql. */
export function printOffline(result: OfflineResult, output: Output): void {
  if (output.json) output.document(result);
  else output.raw(result.sql);
}
