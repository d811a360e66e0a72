import { ConnectionLost } from "../database/answers.ts";
import type { Database } from "../database/server.ts";
import type { Listener, StepReport } from "../events.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import { recordError } from "./failure.ts";
import { forgetJournal } from "./outside/journal.ts";
import { type EventRecord, type Forgotten, newRun, type Run, recordDown, recordEvent, recordUp } from "./recorder.ts";
import { completedBy, lostError } from "./settle.ts";
import type { StepEdges } from "./step.ts";
import { writeLedger } from "./write.ts";

/** A revision to be recorded without being run, or forgotten without being reverted. */
export type StampStep =
  | { readonly direction: "stamp"; readonly revision: RevisionFolder; readonly edges: StepEdges }
  | { readonly direction: "unstamp"; readonly revision: Forgotten & { readonly message: string } };

/**
 * Records all in one transaction, which is committed whole or not at all. Scripts are not run. `settled`: revisions that
 * were broken off, whose journals end with this.
 */
export async function runStamp(
  database: Database,
  steps: readonly StampStep[],
  settled: readonly string[],
  emit: Listener,
): Promise<readonly StepReport[]> {
  const run = newRun(database.schema);
  const reports = steps.map(({ direction, revision }) => ({
    direction,
    revision: revision.id,
    message: revision.message,
  }));
  emit({ type: "run-started", steps: reports });
  const { failed, error } = await writeLedger(database, [
    ...steps.map((step) => stampSql(run, step)),
    ...settled.map((revision) => forgetJournal(database.schema, revision)),
  ]);
  emit({ type: "run-ended" });
  if (error === undefined) return reports;
  const step = steps[failed] ?? steps.at(-1);
  if (step === undefined) throw error;
  if (!(error instanceof ConnectionLost)) throw recordError(step, error, {});
  const { direction, revision } = step;
  const completed = await completedBy(database, run, undefined);
  const committed = completed === undefined ? undefined : completed.size > 0;
  throw lostError(error, "the stamp", committed, { revision: revision.id, direction });
}

/** What is written for one step. */
export function stampSql(run: Run, step: StampStep): string {
  const event: EventRecord = { kind: step.direction, revision: step.revision.id };
  const record =
    step.direction === "stamp" ? recordUp(run, step.revision, step.edges, true) : recordDown(run, step.revision);
  return `${record};\n${recordEvent(run, event)}`;
}
