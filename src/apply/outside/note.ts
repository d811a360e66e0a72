import { ConnectionLost, type ServerError } from "../../database/answers.ts";
import { LOCK_LOST } from "../../database/lock.ts";
import { recordEvent } from "../recorder.ts";
import { writeLedger } from "../write.ts";
import type { Execution } from "./execution.ts";
import type { Explain } from "./failure.ts";
import { type Facts, journalOf } from "./journal.ts";
import type { UnitFailure } from "./outcome.ts";
import type { Unit } from "./unit.ts";

/**
 * Writes a failure among the events and into the journal, and puts the session back. Where nothing has been done, and
 * what failed has kept nothing, there is no journal any more: the revision is as pending as before.
 */
export async function noteFailure(
  execution: Execution,
  unit: Unit,
  failure: (UnitFailure & { readonly error: ServerError }) | undefined,
  explain: Explain,
  reset: string,
): Promise<void> {
  const { database, step, marks, emit, units } = execution;
  const { error: refused } = await writeLedger(database, [
    reset,
    failureEvent(execution, unit, failure?.error, explain),
  ]);
  // Without the lock the journal may be another's by now.
  if (failure?.error.sqlState === LOCK_LOST) return;
  const entries = refused === undefined ? await journalOf(database, step.revision.id) : [];
  const nothingDone = entries.every(({ finished, position, before }) => {
    const work = units[position - 1]?.work;
    return finished ? work?.kind === "statement" && work.lasting : before === undefined;
  });
  const journal = nothingDone
    ? marks.forgotten()
    : failure === undefined
      ? undefined
      : marks.failed(unit, errorOf(execution, unit, failure.error, explain));
  const written =
    refused !== undefined || journal === undefined ? refused : (await writeLedger(database, [journal])).error;
  if (written === undefined || written instanceof ConnectionLost) return;
  emit({ type: "warning", message: `the failure could not be written to the ledger: ${written.message}` });
}

/** `unit`: undefined where all were done. */
export function failureEvent(
  execution: Execution,
  unit: Unit | undefined,
  error: ServerError | undefined,
  explain: Explain,
): string {
  const { run, step } = execution;
  const { revision, direction } = step;
  const told = errorOf(execution, unit, error, explain);
  return recordEvent(run, { kind: "failure", revision: revision.id, direction, error: told });
}

function errorOf({ step }: Execution, unit: Unit | undefined, error: ServerError | undefined, explain: Explain): Facts {
  const { code, data } = explain({ applied: [], heads: [] });
  const { line, column } = data as { line?: number | null; column?: number | null };
  return {
    code,
    sqlstate: error?.sqlState ?? null,
    statement: unit?.position ?? null,
    line: line ?? unit?.line ?? null,
    column: column ?? null,
    // The server's message may quote the text of a secret revision.
    ...(step.revision.secret || error === undefined ? {} : { message: error.message }),
  };
}
