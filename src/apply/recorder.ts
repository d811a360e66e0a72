import { hostname } from "node:os";
import { type StatementValue, statement } from "../database/statement.ts";
import type { Direction } from "../events.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import { checksum } from "../script/checksum.ts";
import { TOOL_VERSION } from "../version.ts";
import type { PlannedStep, StepEdges } from "./step.ts";

/** What is written beside a script, in its transaction: SQL to be sent before it and after it. */
export interface Recorder {
  before(step: PlannedStep): string;
  after(step: PlannedStep): string;
}

/** Marks all that one command writes as belonging together. */
export interface Run {
  /** A UUID. */
  readonly id: string;
  /** The ledger's schema. */
  readonly schema: string;
}

/** Records revisions of the user's graph. */
export function ledgerRecorder(run: Run): Recorder {
  return {
    before: (step) =>
      step.direction === "up" ? recordUp(run, step.revision, step.edges, false) : recordDown(run, step.revision.id),
    after: (step) => {
      const revision = step.revision.id;
      const happened = recordEvent(run, { kind: step.direction, revision, direction: step.direction });
      return step.direction === "up" ? `${duration(run, revision)};\n${happened}` : happened;
    },
  };
}

/** Records revisions of the ledger's own schema, in a table that the first of them makes. */
export function ownRecorder(run: Run): Recorder {
  return {
    before: () => "",
    after: (step) =>
      statement("record/ledger_revision.sql", {
        schema: run.schema,
        revision: step.revision.id,
        tool_version: TOOL_VERSION,
      }),
  };
}

/** `stamped`: recorded without having been run. */
export function recordUp(run: Run, revision: RevisionFolder, edges: StepEdges, stamped: boolean): string {
  const { up, down, verify, secret } = revision;
  if (down === undefined) throw new TypeError(`the scripts of ${revision.id} have not been read`);
  return statement("record/up.sql", {
    schema: run.schema,
    revision: revision.id,
    message: revision.message,
    labels: revision.labels,
    created: revision.created,
    up_sql: secret ? null : up.text,
    down_sql: secret ? null : down.text,
    verify_sql: secret ? null : verify?.text,
    up_checksum: checksum(up),
    down_checksum: checksum(down),
    verify_checksum: verify === undefined ? null : checksum(verify),
    stamped,
    ...edges,
  });
}

export function recordDown(run: Run, revision: string): string {
  return statement("record/down.sql", { schema: run.schema, revision });
}

export interface EventRecord {
  readonly kind: "up" | "down" | "stamp" | "unstamp" | "reparent" | "failure";
  readonly revision: string;
  readonly direction?: Direction;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export function recordEvent(run: Run, event: EventRecord): string {
  const values: Record<string, StatementValue> = {
    schema: run.schema,
    run: run.id,
    client: hostname(),
    tool_version: TOOL_VERSION,
    kind: event.kind,
    revision: event.revision,
    direction: event.direction,
    error: event.error,
    detail: event.detail,
  };
  return statement("record/event.sql", values);
}

function duration(run: Run, revision: string): string {
  return statement("record/duration.sql", { schema: run.schema, revision });
}
