import type { LockHolder } from "./holder.ts";

/** Which way a script goes. */
export type Direction = "up" | "down";

/** A session that keeps a script waiting for a lock. */
export interface Blocker {
  readonly pid: number;
  readonly role: string;
  readonly application: string;
  /** As pg_stat_activity has it: `active`, `idle in transaction`, … */
  readonly state: string;
  /** The beginning of its last query, as far as our role may see it. */
  readonly query: string;
  /** How long its transaction has been open, in milliseconds. */
  readonly age_ms: number;
}

/** What a server says beside its answers. */
export interface Notice {
  readonly severity: string;
  readonly message: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
}

/** A step of a run as it is told: `duration_ms` is the server's measure, from BEGIN to just before COMMIT. */
export interface StepReport {
  readonly revision: string;
  readonly direction: Direction | "stamp" | "unstamp";
  readonly message: string;
  readonly duration_ms?: number;
}

/** Where in a script that runs outside a transaction. `line`: in the file, from 1. */
interface StatementReport {
  readonly revision: string;
  readonly direction: Direction;
  readonly statement: number;
  readonly total: number;
  readonly line: number;
}

interface RoundTripPlace {
  readonly revision: string;
  readonly message: string;
  readonly index: number;
  readonly total: number;
}

/** Everything that happens while an operation runs. */
export type MigraphEvent =
  | {
      readonly type: "embedded-server";
      readonly what: "initialising" | "starting" | "joining";
      readonly path: string | undefined;
    }
  /** After each try that failed; `waited` since the first, in milliseconds. */
  | {
      readonly type: "database-waiting";
      readonly reason: string;
      readonly waited: number;
      readonly wait: number;
    }
  | { readonly type: "lock-waiting"; readonly holder: LockHolder | undefined; readonly wait: number }
  | { readonly type: "ledger-created"; readonly schema: string }
  /** The schema file that is kept beside the revisions; not changed where it had that text. */
  | { readonly type: "schema-written"; readonly file: string; readonly changed: boolean }
  | { readonly type: "run-started"; readonly steps: readonly StepReport[] }
  /** However it ended. */
  | { readonly type: "run-ended" }
  /** `text` is the script; undefined for a secret revision. */
  | {
      readonly type: "step-started";
      readonly step: StepReport;
      readonly path: string;
      readonly text: string | undefined;
    }
  | { readonly type: "step-finished"; readonly step: StepReport; readonly index: number; readonly total: number }
  /** A script has been waiting for a lock for some time. */
  | { readonly type: "lock-blocked"; readonly revision: string; readonly blockers: readonly Blocker[] }
  /** A transaction failed for a lock or a deadlock, and is tried again after `wait` milliseconds. */
  | {
      readonly type: "retrying";
      readonly step: StepReport;
      readonly sqlstate: string;
      readonly message: string;
      /** From 1, of `retries`. */
      readonly retry: number;
      readonly retries: number;
      readonly wait: number;
      readonly blockers: readonly Blocker[];
    }
  /** A script that runs outside a transaction goes on behind the statements that an earlier run has done. */
  | {
      readonly type: "step-resumed";
      readonly revision: string;
      readonly direction: Direction;
      readonly done: number;
      readonly total: number;
    }
  /** One statement of such a script, or a transaction of its own; from 1. `text`: undefined for a secret revision. */
  | (StatementReport & { readonly type: "statement-started"; readonly text: string | undefined })
  /** `duration_ms`: the server's measure. */
  | (StatementReport & { readonly type: "statement-finished"; readonly duration_ms?: number })
  /** How far the server has got with an index, every second or so. What is counted changes from phase to phase. */
  | {
      readonly type: "statement-progress";
      readonly revision: string;
      readonly statement: number;
      readonly total: number;
      /** The server's words. */
      readonly phase: string;
      readonly done: number | null;
      readonly of: number | null;
    }
  /** A verify.sql is to be run by itself. `text`: undefined for a secret revision. */
  | {
      readonly type: "verify-started";
      readonly revision: string;
      readonly path: string;
      readonly text: string | undefined;
    }
  | {
      readonly type: "verify-finished";
      readonly revision: string;
      readonly message: string;
      readonly ok: boolean;
      readonly duration_ms: number;
      /** From 0, of `total`. */
      readonly index: number;
      readonly total: number;
    }
  /** `test` takes a revision up, down and up again, in a scratch database; `index` from 0. */
  | ({ readonly type: "round-trip-started" } & RoundTripPlace)
  | ({
      readonly type: "round-trip-finished";
      readonly outcome: "restored" | "irreversible" | "failed" | "untested";
      readonly duration_ms: number;
    } & RoundTripPlace)
  /** Something is tried in scratch databases; `index` from 0, of `total` that have to be. */
  | { readonly type: "proof-started"; readonly what: string; readonly index: number; readonly total: number }
  /** `drift` runs what the ledger holds, in a scratch database; `index` from 0. */
  | ({ readonly type: "replay-started" } & RoundTripPlace)
  | { readonly type: "notice"; readonly revision: string; readonly notice: Notice }
  | { readonly type: "warning"; readonly message: string; readonly hint?: string };

export type Listener = (event: MigraphEvent) => void;
