import type { ConnectionLost, Outcome, ServerError } from "../../database/answers.ts";
import type { ScriptStatement } from "../../script/statements.ts";
import { BEGIN } from "../write.ts";
import type { Execution } from "./execution.ts";
import type { Unit } from "./unit.ts";

/** Duration in milliseconds, the server's measure. */
export type UnitOutcome =
  | { readonly ok: true; readonly duration: number | undefined }
  | UnitFailure
  /** It was stopped between two of its statements, and rolled back. */
  | "interrupted";

export interface UnitFailure {
  readonly ok: false;
  readonly error: ServerError | ConnectionLost;
  /** The statement that failed; undefined for a mark of ours. */
  readonly at: ScriptStatement | undefined;
  readonly atCommit: boolean;
  /** It ran by itself, and may have left something behind. */
  readonly bare: boolean;
}

/** Once more when the request to cancel what ran before has come too late for that. */
export async function markAfterwards({ database: { session }, marks }: Execution, unit: Unit): Promise<UnitOutcome> {
  for (let tries = 1; ; tries++) {
    const [begin, mark, commit] = await session.pipeline([BEGIN, marks.finished(unit, false), "commit"]);
    const failure = failureIn(begin, undefined) ?? failureIn(mark, undefined) ?? failureIn(commit, undefined);
    if (failure === undefined) return marked(mark);
    if (tries === 5 || !("sqlState" in failure.error && failure.error.sqlState === "57014")) return failure;
  }
}

export function failureIn(
  outcome: Outcome | undefined,
  at: ScriptStatement | undefined,
  atCommit = false,
): UnitFailure | undefined {
  if (outcome === undefined) throw new TypeError("every message has an outcome");
  return outcome.ok ? undefined : { ok: false, error: outcome.error, at, atCommit, bare: false };
}

export function marked(mark: Outcome | undefined): UnitOutcome {
  const row = mark?.ok ? mark.rows.at(-1) : undefined;
  const duration = row?.["duration_ms"];
  return { ok: true, duration: typeof duration === "number" ? duration : undefined };
}
