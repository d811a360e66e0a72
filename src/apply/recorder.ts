import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type StatementValue, statement } from "../database/statement.ts";
import type { Direction } from "../events.ts";
import type { RevisionFolder, Script } from "../revision/folder.ts";
import { TOOL_VERSION } from "../version.ts";
import { keptOf } from "./kept.ts";
import type { PlannedStep, StepEdges } from "./step.ts";

/** What is written beside a script, in its transaction: SQL to be sent before it and after it. */
export interface Recorder {
  /** Fails unless the step that was sent before has been completed. Gives the transaction's number and process. */
  guard(previous: PlannedStep | undefined): string;
  before(step: PlannedStep): string;
  /** Fails if the transaction is not the one that `before` was sent in. */
  after(step: PlannedStep): string;
}

/** Marks all that one command writes as belonging together. */
export interface Run {
  /** A UUID. */
  readonly id: string;
  /** The ledger's schema. */
  readonly schema: string;
}

export function newRun(schema: string): Run {
  return { id: randomUUID(), schema };
}

/**
 * Records revisions of the user's graph. `opaque`: scripts that the server must keep from committing by themselves, since
 * nobody could read them. Their event is there from the start, and completed at the end; so is that of a step down, which
 * leaves nothing else behind. Of a step up the record itself is found again, by the number of its transaction; not so in a
 * transaction that holds all steps, where it bears that of a savepoint which a script has left open.
 */
export function ledgerRecorder(run: Run, opaque: ReadonlySet<Script>, singleTransaction: boolean): Recorder {
  const { schema, id } = run;
  const eventFirst = ({ direction, script }: PlannedStep) =>
    singleTransaction || direction === "down" || opaque.has(script);
  return {
    guard: (previous) =>
      previous === undefined
        ? statement("record/transaction.sql")
        : statement("record/guard.sql", {
            schema,
            run: id,
            before: previous.revision.id,
            before_kind: previous.direction,
          }),
    before: (step) => {
      const { revision, direction, script } = step;
      const record = direction === "up" ? recordUp(run, revision, step.edges, false) : recordDown(run, revision);
      if (!eventFirst(step)) return record;
      const event = { kind: direction, revision: revision.id, direction, guarded: opaque.has(script) };
      return `${record};\n${recordEvent(run, event)}`;
    },
    after: (step) => {
      const { revision, direction } = step;
      const values = { schema, run: id, revision: revision.id };
      return eventFirst(step)
        ? statement("record/finish.sql", { ...values, kind: direction })
        : statement("record/finish_up.sql", { ...values, client: hostname(), tool_version: TOOL_VERSION });
    },
  };
}

/** Records revisions of the ledger's own schema, in a table that the first of them makes. `first`: SQL before that one. */
export function ownRecorder(run: Run, first: string): Recorder {
  let before = first;
  return {
    // Each waits for the one before it.
    guard: () => statement("record/transaction.sql"),
    before: () => {
      const once = before;
      before = "";
      return once;
    },
    after: ({ revision }) =>
      statement("record/ledger_revision.sql", {
        schema: run.schema,
        revision: revision.id,
        tool_version: TOOL_VERSION,
      }),
  };
}

/** `stamped`: recorded without having been run. */
export function recordUp(run: Run, revision: RevisionFolder, edges: StepEdges, stamped: boolean): string {
  const record = statement("record/up.sql", {
    ...keptOf(revision),
    schema: run.schema,
    revision: revision.id,
    stamped,
  });
  // Whoever stamps a squashed revision says that the database has all of it, however much of the parts is recorded.
  const parts = stamped ? forgetReplaced(run, revision) : [];
  return [...parts, record, ...recordEdges(run, revision.id, edges)].join(";\n");
}

/** A statement for each edge: most revisions have one, and a list to be unnested takes the server longer to plan. */
export function recordEdges(run: Run, id: string, edges: StepEdges): readonly string[] {
  const edge = (child: string, parent: string, kind: "parent" | "depends") =>
    statement("record/edge.sql", { schema: run.schema, child, parent, kind });
  return [
    ...edges.parents.map((parent) => edge(id, parent, "parent")),
    ...edges.depends.map((dependency) => edge(id, dependency, "depends")),
    ...edges.children.map((child) => edge(child, id, "parent")),
    ...edges.dependents.map((child) => edge(child, id, "depends")),
  ];
}

/** A revision as it is forgotten; a foreign one replaces nothing that is known here. */
export type Forgotten = Pick<RevisionFolder, "id"> & Partial<Pick<RevisionFolder, "replaces">>;

/** Fails when the revision is not recorded. What was squashed into it, and is still recorded, goes with it. */
export function recordDown(run: Run, revision: Forgotten): string {
  const record = statement("record/down.sql", { schema: run.schema, revision: revision.id });
  return [...forgetReplaced(run, revision), record].join(";\n");
}

function forgetReplaced(run: Run, { id, replaces = [] }: Forgotten): readonly string[] {
  if (replaces.length === 0) return [];
  return [statement("record/forget_replaced.sql", { schema: run.schema, revision: id, replaced: replaces })];
}

export interface EventRecord {
  readonly kind: "up" | "down" | "stamp" | "unstamp" | "reparent" | "repair" | "verify" | "unlock" | "failure";
  readonly revision?: string;
  readonly direction?: Direction;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** No COMMIT gets through until the event is completed. */
  readonly guarded?: boolean;
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
    // Numbers start at 1.
    unfinished: event.guarded ? 0 : null,
  };
  return statement("record/event.sql", values);
}
