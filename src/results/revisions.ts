import type { ScriptFile } from "./differences.ts";

/** Revisions, as lists of them show them. */

export interface RevisionEntry {
  readonly revision: string;
  readonly parents: readonly string[];
  readonly depends: readonly string[];
  readonly labels: readonly string[];
  /** Revisions that were squashed into it; left out where there are none. */
  readonly replaces?: readonly string[];
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
  /** What ran, where the files on disk mean something else now; null where the ledger has not kept it. */
  readonly edited?: readonly { readonly file: ScriptFile; readonly ran: string | null; readonly diff: string | null }[];
  readonly applied?: {
    readonly at: string;
    readonly by: string;
    readonly duration_ms: number | null;
    readonly stamped: boolean;
  };
}
