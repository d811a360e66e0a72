import type { Database } from "../database/server.ts";
import type { Listener, StepReport } from "../events.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import { type EventRecord, type Run, recordDown, recordEvent, recordUp } from "./recorder.ts";
import { newRun } from "./run.ts";
import type { StepEdges } from "./step.ts";

/** A revision to be recorded without being run, or forgotten without being reverted. */
export type StampStep =
  | { readonly direction: "stamp"; readonly revision: RevisionFolder; readonly edges: StepEdges }
  | { readonly direction: "unstamp"; readonly revision: { readonly id: string; readonly message: string } };

/** Records all in one transaction, which is committed whole or not at all. Scripts are not run. */
export async function runStamp(
  { session, schema }: Database,
  steps: readonly StampStep[],
  emit: Listener,
): Promise<readonly StepReport[]> {
  const run = newRun(schema);
  const reports = steps.map(({ direction, revision }) => ({
    direction,
    revision: revision.id,
    message: revision.message,
  }));
  emit({ type: "run-started", steps: reports });
  const messages = steps.map((step) => stampMessage(run, step));
  const outcomes = await session.pipeline(["begin", ...messages, "commit"]);
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  return reports;
}

function stampMessage(run: Run, step: StampStep): string {
  const event: EventRecord = { kind: step.direction, revision: step.revision.id };
  const record =
    step.direction === "stamp" ? recordUp(run, step.revision, step.edges, true) : recordDown(run, step.revision.id);
  return `${record};\n${recordEvent(run, event)}`;
}
