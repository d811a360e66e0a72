import type { Direction, StepReport } from "../events.ts";
import type { LockHolder, LockKind } from "../holder.ts";
import type { ChangedFiles } from "./differences.ts";
import type { RevisionEntry, RevisionState } from "./revisions.ts";

/** What a run did, and where a database stands. */

/** What was done, or with `dry_run` what would be. `heads` are the applied heads then. */
export interface RunResult {
  readonly steps: readonly StepReport[];
  readonly heads: readonly string[];
  readonly dry_run: boolean;
}

export interface Status {
  readonly database: string;
  readonly server: string;
  /** Where the server is: `host:port`, the directory of a socket, or the URL of an embedded one. */
  readonly host: string;
  readonly role: string;
  readonly ledger: { readonly schema: string; readonly exists: boolean };
  readonly applied: number;
  /** Applied heads. */
  readonly heads: readonly string[];
  readonly disk_heads: readonly string[];
  readonly pending: readonly string[];
  readonly foreign: readonly string[];
  /** With the files that mean something else now than what was run. */
  readonly edited: readonly ChangedFiles[];
  /** With the files in which only layout, comments or the header are other ones. */
  readonly reformatted: readonly ChangedFiles[];
  /** What the ledger holds of revisions that were squashed into one that is applied, and counts as it. */
  readonly replaced: readonly { readonly revision: string; readonly replaces: readonly string[] }[];
  /** Revisions of whose parts, before these were squashed, the ledger holds some and lacks others. */
  readonly midway: readonly {
    readonly revision: string;
    readonly applied: readonly string[];
    readonly missing: readonly string[];
    /** What to stamp where all of it is there: it, and what is applied above it. */
    readonly stamped: readonly string[];
  }[];
  readonly out_of_order: readonly string[];
  /** Revisions whose scripts run outside a transaction and were broken off. `statement`: where each goes on, from 1. */
  readonly interrupted: readonly {
    readonly revision: string;
    readonly direction: Direction;
    readonly statement: number;
    readonly total: number;
    /** RFC 3339. */
    readonly since: string;
  }[];
  /** Which lock a change takes here, and why: the connection is `direct`, goes through a `pooler`, or it is `configured`. */
  readonly locking: { readonly kind: LockKind; readonly reason: "direct" | "pooler" | "configured" };
  /** Who holds it, of either kind. */
  readonly lock: LockHolder | null;
  /** Headers of the applied heads, the pending, the foreign and the edited. */
  readonly revisions: readonly (RevisionEntry & { readonly state?: RevisionState })[];
}

/** Who was found to hold the lock, if anybody, and whether it was broken. */
export interface Unlocked {
  readonly lock: LockHolder | null;
  readonly broken: boolean;
}

/** What a run would be, as a file for psql. */
export interface OfflineResult {
  readonly sql: string;
  readonly steps: readonly StepReport[];
  /** The applied heads afterwards. */
  readonly heads: readonly string[];
}

/** How a script that was broken off was settled. */
export interface Settled {
  readonly revision: string;
  readonly direction: Direction;
  readonly settlement: "done" | "again" | "forget";
  /** Of `total`, from 1; null where all were forgotten. */
  readonly statement: number | null;
  readonly total: number;
}
