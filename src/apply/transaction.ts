import type { ConnectionLost, Outcome, ServerError, Session } from "../database/session.ts";
import { statement } from "../database/statement.ts";
import type { Recorder } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";

export interface ScriptSettings {
  /** Milliseconds; 0 is no limit, undefined the role's own setting. */
  readonly lockTimeout: number | undefined;
  readonly statementTimeout: number | undefined;
  /** Undefined leaves the role's own setting. */
  readonly searchPath?: string;
}

export type StepOutcome =
  | { readonly ok: true; readonly duration: number | undefined }
  | { readonly ok: false; readonly where: FailurePoint; readonly error: ServerError | ConnectionLost }
  /** The script left its transaction although nothing in it could be seen to do so. */
  | { readonly ok: false; readonly where: "escaped" };

/** What the server was doing: writing the record, running the script, writing what happened, committing. */
export type FailurePoint = "record" | "script" | "finish" | "commit";

/**
 * Runs one script and its record as one transaction, in one round trip: the messages go out one behind the other. BEGIN
 * is a message of its own, since a message that the server cannot parse is refused whole, its BEGIN included; after it
 * any refusal aborts the transaction, and what follows is refused too, COMMIT included.
 */
export async function runInTransaction(
  session: Session,
  step: PlannedStep,
  recorder: Recorder,
  settings: ScriptSettings,
): Promise<StepOutcome> {
  const [begin, record, script, finish, commit] = await session.pipeline([
    "begin",
    ...stepMessages(step, recorder, settings),
    "commit",
  ]);
  const outcome = judge({ record: failed(begin) ? begin : record, script, finish });
  if (!outcome.ok) return outcome;
  if (commit === undefined) throw new TypeError("every message has an outcome");
  if (!commit.ok) return { ok: false, where: "commit", error: commit.error };
  return commit.tag === "COMMIT" ? outcome : { ok: false, where: "escaped" };
}

/** As runInTransaction, in a transaction that is open already and stays open. */
export async function runWithinTransaction(
  session: Session,
  step: PlannedStep,
  recorder: Recorder,
  settings: ScriptSettings,
): Promise<StepOutcome> {
  const [record, script, finish] = await session.pipeline(stepMessages(step, recorder, settings));
  return judge({ record, script, finish });
}

function stepMessages(step: PlannedStep, recorder: Recorder, settings: ScriptSettings): readonly string[] {
  const own = step.script.settings;
  const record = [
    statement("record/prepare_session.sql"),
    recorder.before(step),
    statement("record/settings.sql", {
      lock_timeout: timeoutSetting(own.lockTimeout ?? settings.lockTimeout),
      statement_timeout: timeoutSetting(own.statementTimeout ?? settings.statementTimeout),
      search_path: settings.searchPath,
    }),
  ];
  // The script may have changed the role, and the ledger is written by the one that logged in.
  const finish = ["reset session authorization; reset role", recorder.after(step), statement("record/transaction.sql")];
  return [joined(record), step.script.text, joined(finish)];
}

function joined(statements: readonly string[]): string {
  return statements.filter((text) => text !== "").join(";\n");
}

function timeoutSetting(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : `${milliseconds}ms`;
}

function judge(parts: Readonly<Record<"record" | "script" | "finish", Outcome | undefined>>): StepOutcome {
  for (const where of ["record", "script", "finish"] as const) {
    const outcome = parts[where];
    if (outcome === undefined) throw new TypeError("every message has an outcome");
    if (!outcome.ok) return { ok: false, where, error: outcome.error };
  }
  const before = lastRow(parts.record);
  const after = lastRow(parts.finish);
  if (before["xid"] !== after["xid"]) return { ok: false, where: "escaped" };
  const duration = after["duration_ms"];
  return { ok: true, duration: typeof duration === "number" ? duration : undefined };
}

function lastRow(outcome: Outcome | undefined): Readonly<Record<string, unknown>> {
  return outcome?.ok ? (outcome.rows.at(-1) ?? {}) : {};
}

function failed(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && !outcome.ok;
}
