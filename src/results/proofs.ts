import type { Finding, VerifyFailure } from "../errors.ts";
import type { ScratchServerFacts } from "../schema/scratch/index.ts";

/** What checks and proofs found. */

/** A finding of a verify.sql, with the revision. */
export type VerifyFinding = VerifyFailure & { readonly revision: string };

export interface VerifyResult {
  readonly ok: boolean;
  readonly revisions: readonly {
    readonly revision: string;
    readonly ok: boolean;
    /** How many booleans were looked at. */
    readonly checks: number;
    readonly duration_ms: number;
  }[];
  readonly findings: readonly VerifyFinding[];
}

/** A lock that a statement takes. */
export interface TraceLock {
  /** With its schema. */
  readonly relation: string;
  readonly kind: string;
  /** As PostgreSQL's documentation calls it: `ACCESS EXCLUSIVE`. */
  readonly mode: string;
  /** It was there before the revision, so that others may be using it. */
  readonly existed: boolean;
}

export interface TracedRevision {
  readonly revision: string;
  readonly message: string;
  readonly file: string;
  /** False for a script that runs outside a transaction. */
  readonly transaction: boolean;
  readonly statements: readonly {
    /** From 1. */
    readonly statement: number;
    readonly line: number;
    /** Null for a secret revision. */
    readonly text: string | null;
    /** Which transaction of the script it runs in, from 1; null for one that is taken in none. */
    readonly transaction: number | null;
    /** Those that are stronger than what its transaction held before; of several on one relation the strongest. */
    readonly locks: readonly TraceLock[];
    /** Tables, materialized views and indexes that are stored anew, of those that were there before the revision. */
    readonly rewrites: readonly string[];
    /** Tables that are read through, of those. */
    readonly scans: readonly string[];
    /** Tables, of those, that nobody else can read, and that nobody else can write to, from then on. */
    readonly blocks_reads: readonly string[];
    readonly blocks_writes: readonly string[];
    /** How many statements come behind it before its locks are given back. */
    readonly held_for: number;
  }[];
}

export interface TraceResult {
  /** What it ran on; null where nothing was run. */
  readonly scratch: { readonly version: string; readonly major: number; readonly embedded: boolean } | null;
  readonly revisions: readonly TracedRevision[];
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

/** What came of taking revisions up, down and up again in a scratch database. */
export interface RoundTrips {
  /** True when there is no finding but warnings. */
  readonly ok: boolean;
  /** How many were tried; the irreversible ones among them only up. */
  readonly revisions: number;
  readonly irreversible: number;
  /** How many stand on one whose up.sql fails. */
  readonly untested: number;
  /** How many have a verify.sql that was run. */
  readonly verified: number;
  readonly findings: readonly CheckFinding[];
  /** What it was tried on. */
  readonly server: ScratchServerFacts;
}

/** What proofs that were broken off have left on a server of the user's. */
export interface Leftovers {
  readonly databases: readonly string[];
  readonly roles: readonly string[];
  /** They were removed, but for `kept`. */
  readonly cleaned: boolean;
  readonly kept: readonly { readonly name: string; readonly why: string }[];
  readonly server: ScratchServerFacts;
}

/**
 * How two lines of work go together: what both orders leave is the same, but for what sequences give, but for the order
 * of columns, or not. `ordered`: there is one order only, as one of them depends on the other. `not run`: what both stand
 * on does not run.
 */
export type CommuteGrade = "identical" | "generated values" | "column order" | "conflict" | "ordered" | "not run";

/** What is different when the second line comes first. */
export interface CommuteDifference {
  readonly kind: "schema" | "rows" | "failure";
  readonly grade: "generated values" | "column order" | "conflict";
  /** Of a change `this → that`: this where the first line comes first, that where the second does. */
  readonly message: string;
  readonly hint?: string;
  /** What it is about; null for a failure. */
  readonly object: string | null;
  /** Of a failure. */
  readonly revision?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface CommutePair {
  /** The revision that joins them; null where none does yet. */
  readonly merge: string | null;
  /** The ends of both lines. */
  readonly branches: readonly [string, string];
  /** The heads of what both have. */
  readonly base: readonly string[];
  /** What each has of its own, in graph order. */
  readonly revisions: readonly [readonly string[], readonly string[]];
  readonly grade: CommuteGrade;
  readonly differences: readonly CommuteDifference[];
  /** It was proved by an earlier run, and nothing that counts has changed since. */
  readonly cached: boolean;
}

/** Whether lines of work can be applied in either order. `server`: what that was proved on; null where nothing was run. */
export interface Commuted {
  /** No pair is in conflict, and all that could be run were. */
  readonly ok: boolean;
  readonly server: ScratchServerFacts | null;
  readonly pairs: readonly CommutePair[];
}
