import type { Finding } from "./errors.ts";
import type { LockHolder, StepReport } from "./events.ts";

/** What operations answer. Keys are those of the JSON that the command line prints. */

export interface RevisionEntry {
  readonly revision: string;
  readonly parents: readonly string[];
  readonly depends: readonly string[];
  readonly labels: readonly string[];
  readonly message: string;
  /** RFC 3339. */
  readonly created: string | null;
  /** The revision's folder; null for a foreign one. */
  readonly path: string | null;
}

export type RevisionState = "applied" | "pending" | "foreign";

export interface RevisionList {
  readonly revisions: readonly RevisionEntry[];
}

export interface BranchList {
  readonly revisions: readonly (RevisionEntry & { readonly children: readonly string[] })[];
  /** Headers of the children. */
  readonly children: readonly RevisionEntry[];
}

/** The applied heads. */
export interface Current {
  readonly revisions: readonly (RevisionEntry & { readonly state?: RevisionState })[];
  /** Heads of what is on disk. */
  readonly heads: readonly string[];
  readonly at_heads: boolean;
}

/** `state` where a database was asked. Newest first. */
export interface History {
  readonly revisions: readonly (RevisionEntry & { readonly state?: RevisionState })[];
  /** Heads of what is on disk. */
  readonly heads: readonly string[];
}

export interface Shown extends RevisionEntry {
  /** Null for a foreign revision whose text the ledger has not. */
  readonly up: string | null;
  readonly down: string | null;
  readonly verify: string | null;
  readonly state?: RevisionState;
  /** What ran, where the files on disk are not that any more; null where the ledger has not kept it. */
  readonly edited?: readonly { readonly file: string; readonly ran: string | null }[];
  readonly applied?: {
    readonly at: string;
    readonly by: string;
    readonly duration_ms: number | null;
    readonly stamped: boolean;
  };
}

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
  readonly edited: readonly { readonly revision: string; readonly files: readonly string[] }[];
  readonly out_of_order: readonly string[];
  readonly interrupted: readonly string[];
  readonly lock: LockHolder | null;
  /** Headers of the applied heads, the pending and the foreign. */
  readonly revisions: readonly (RevisionEntry & { readonly state?: RevisionState })[];
}

export interface CheckFinding extends Finding {
  readonly severity: "error" | "warning";
}

export interface CheckResult {
  /** True when there is no finding but warnings. */
  readonly ok: boolean;
  readonly revisions: number;
  readonly heads: readonly string[];
  readonly findings: readonly CheckFinding[];
}

export interface Created {
  readonly revision: string;
  readonly parents: readonly string[];
  /** The revision's folder. */
  readonly path: string;
  /** The scripts in it. */
  readonly files: readonly string[];
}

/** What a header says of a revision's place. */
export interface HeaderPlace {
  readonly parents: readonly string[];
  readonly created: string | null;
}

/** What a rebase has changed or, with `dry_run`, would change. */
export interface Rebased {
  /** The new parents; empty for a base. */
  readonly onto: readonly string[];
  /** The revisions whose headers are rewritten, in graph order; empty where they were so already. */
  readonly revisions: readonly {
    readonly revision: string;
    readonly path: string;
    readonly before: HeaderPlace;
    readonly after: HeaderPlace;
  }[];
  /** What stands on them and comes along, with its header as it was. */
  readonly followed: readonly string[];
  /** Parents of a revision that another parent of it has now become a descendant of. */
  readonly redundant: readonly { readonly revision: string; readonly parent: string; readonly through: string }[];
  /** The heads afterwards. */
  readonly heads: readonly string[];
  /** Whether a database was asked what is applied. */
  readonly asked: boolean;
  readonly dry_run: boolean;
}

/** The file that holds the heads, and what it holds. */
export interface HeadsWritten extends RevisionList {
  readonly file: string;
  /** False where it was so already. */
  readonly changed: boolean;
}
