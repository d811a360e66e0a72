import type { Finding, VerifyFailure } from "./errors.ts";
import type { Direction, StepReport } from "./events.ts";
import type { LockHolder, LockKind } from "./holder.ts";
import type { ScratchServerFacts } from "./schema/scratch/index.ts";

/** What operations answer. Keys are those of the JSON that the command line prints. */

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

export type ScriptFile = "up.sql" | "down.sql" | "verify.sql";

export interface ChangedFiles {
  readonly revision: string;
  readonly files: readonly ScriptFile[];
}

/** One file, as it was run and as it is on disk. */
export interface FileDifference {
  readonly file: ScriptFile;
  /**
   * Unified; empty where only ends of lines or a byte order mark are other ones; null for a secret revision, of which the
   * ledger has no text.
   */
  readonly diff: string | null;
  /** False where only layout, comments or the header are other ones. */
  readonly meaning_changed: boolean;
  /** Of the bytes, as `algorithm:hex`; null where there was no such file, or is none. */
  readonly ran_checksum: string | null;
  readonly disk_checksum: string | null;
}

export interface RevisionDifference extends RevisionEntry {
  readonly state: RevisionState;
  /** Its texts are kept out of everything: only that they differ is known. */
  readonly secret: boolean;
  /** Files that mean something else now than what was run. */
  readonly edited: readonly ScriptFile[];
  /** Every file that is not, byte for byte, what was run. */
  readonly files: readonly FileDifference[];
}

export interface Differences {
  readonly revisions: readonly RevisionDifference[];
  /** Revisions in which nothing means anything else. They are among `revisions` only where an address names them. */
  readonly reformatted: readonly string[];
}

/** What was taken into the ledger, or with `dry_run` what would be. */
export interface Repaired {
  readonly revisions: readonly RevisionDifference[];
  readonly dry_run: boolean;
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

/** The schema as SQL. */
export interface Dumped {
  readonly sql: string;
  readonly objects: number;
  readonly server: { readonly version: string; readonly major: number };
  /** The file that was asked for, and whether it had another text. */
  readonly file?: string;
  readonly changed?: boolean;
}

/** A first revision that was read from a live database. */
export interface Baselined extends Created {
  readonly objects: number;
  /** How many rows came along, by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly proof: { readonly server: ScratchServerFacts };
  /** It is recorded in that database. */
  readonly stamped: boolean;
}

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

/** One line of a header that changes. */
export interface HeaderChange {
  readonly revision: string;
  /** The revision's folder. */
  readonly path: string;
  readonly key: "parents" | "depends" | "labels";
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What a squash was proved to be, and on what. */
export interface SquashProof {
  readonly server: {
    readonly version: string;
    readonly major: number;
    readonly embedded: boolean;
    /** The target's major, where none of it was to be had. */
    readonly wanted_major?: number;
  };
  /** What was found to be the same, besides the schema. */
  readonly tables: number;
  readonly rows: number;
  readonly sequences: number;
  /** Columns whose values are others whenever the scripts are run, such as times, and were not compared. */
  readonly ignored: readonly { readonly table: string; readonly columns: readonly string[] }[];
  /**
   * The new way back `restores` what was there before; or, where the old ways back did not, it does `as before`; or there is
   * none, since it is `irreversible`.
   */
  readonly down: "restores" | "as before" | "irreversible";
  /** What the way back leaves or lacks, where it does so as before. */
  readonly left: readonly string[];
}

/** What a squash has made or, with `dry_run`, would make. */
export interface Squashed extends RevisionEntry {
  readonly path: string;
  readonly replaces: readonly string[];
  /** Folders that are gone, or would be. */
  readonly removed: readonly string[];
  /** What changes in the headers of other revisions. */
  readonly carried: readonly HeaderChange[];
  readonly irreversible: string | null;
  /** Revisions whose verify.sql is in the new one, and those whose would not pass any more, with why. */
  readonly verified: readonly string[];
  readonly unverified: readonly { readonly revision: string; readonly message: string }[];
  readonly notes: readonly string[];
  readonly proof: SquashProof;
  /** The heads afterwards. */
  readonly heads: readonly string[];
  /** What the database that was asked has of the run; null where none was asked. */
  readonly database: "none" | "all" | null;
  readonly dry_run: boolean;
}

/** The file that holds the heads, and what it holds. */
export interface HeadsWritten extends RevisionList {
  readonly file: string;
  /** False where it was so already. */
  readonly changed: boolean;
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

/** Where a revision stands over all databases that answered: `partial` is applied in some of them. */
export type PictureState = RevisionState | "edited" | "partial";

/** Where a revision stands in one database. */
export interface Standing {
  readonly state: RevisionState;
  /** Files that are not what ran. */
  readonly edited?: readonly string[];
  readonly applied?: NonNullable<Shown["applied"]>;
}

export interface GraphRevision extends RevisionEntry {
  /** No revision on disk has it as a parent. */
  readonly head: boolean;
  readonly secret: boolean;
  /** Undefined where no database answered. */
  readonly state?: PictureState;
  /** By the names of the databases that have it, or could have it. */
  readonly databases: Readonly<Record<string, Standing>>;
  /** Where they were asked for; null for what there is not, and for all of a secret revision. */
  readonly scripts?: { readonly up: string | null; readonly down: string | null; readonly verify: string | null };
}

export interface GraphEdge {
  /** The child, or what depends. */
  readonly from: string;
  readonly to: string;
  readonly kind: "parent" | "depends";
}

export interface GraphDatabase {
  readonly name: string;
  /** The applied heads; empty where it could not be read. */
  readonly heads: readonly string[];
  /** Why it could not be read. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The graph, or a range of it, newest first. Edges may lead out of the range. */
export interface Graph {
  readonly revisions: readonly GraphRevision[];
  readonly edges: readonly GraphEdge[];
  /** Heads of what is on disk. */
  readonly heads: readonly string[];
  readonly databases: readonly GraphDatabase[];
}

/** One difference between the live schema and what the revisions make. */
export interface DriftFinding extends Finding {
  /** `missing_object`, `unexpected_object`, `changed_object` or `column_order`. */
  readonly code: string;
  /** `revision` is the one that last touched the object; there is none for what is in no revision. */
  readonly revision?: string;
  readonly revision_message?: string;
  /** Its kind and qualified name: `column public.users.email`. */
  readonly object: string;
  readonly kind: string;
  /** Of an object that was changed: what of it, and what that is in the replay and in the database. */
  readonly property: string | null;
  readonly expected: unknown;
  readonly found: unknown;
}

export interface DriftResult {
  readonly ok: boolean;
  readonly database: string;
  /** How many were replayed. */
  readonly revisions: number;
  readonly findings: readonly DriftFinding[];
  /** Of the live database, and of the server that the revisions were replayed on. */
  readonly server: { readonly version: string; readonly major: number };
  readonly scratch: {
    readonly version: string;
    readonly major: number;
    readonly embedded: boolean;
    /** The major of the live database, where none of it was to be had. */
    readonly wanted_major?: number;
  };
  readonly ignored: {
    readonly schemas: readonly string[];
    readonly objects: readonly string[];
    readonly owners: boolean;
    readonly grants: boolean;
    readonly partitions: boolean;
    readonly column_order: boolean;
  };
  /** What differs and is no drift, since no revision has touched it and every new database has it in its own way. */
  readonly set_up: readonly string[];
  /** Unified; null unless asked for. */
  readonly diff: string | null;
  /**
   * SQL that makes the database what the replay is, and what that leaves as it is. Null unless asked for; its `sql` is null
   * where none was found.
   */
  readonly fix: { readonly sql: string | null; readonly left: readonly string[] } | null;
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

export interface Merged extends Created {
  /** Null where it was not proved that what is joined can be applied in either order. */
  readonly proof: Commuted | null;
}

/** A revision that was generated. */
export interface GeneratedScript {
  /**
   * `values` of enums that must be committed before they are used, what a transaction does at once (`main`), what takes no
   * transaction (`outside`), and what is checked afterwards (`late`).
   */
  readonly kind: "values" | "main" | "outside" | "late";
  readonly transaction: boolean;
  /** SQL, with the header's lines that say how it is run. */
  readonly up: string;
  readonly down: string;
  /** What is lost by it, for people. */
  readonly destructive: readonly string[];
  /** What of it fails where tables have rows that stand against it, for people. */
  readonly fails_with_rows: readonly string[];
}

/** What leads from what the graph builds to a declared schema. */
export interface SchemaDelta {
  readonly equal: boolean;
  /** Seen from what is declared: what is missing in the graph or left over there, `table users: column email: not null → null`. */
  readonly differences: readonly string[];
  /** In their order, each a revision; proved in both directions. */
  readonly scripts: readonly GeneratedScript[];
  /** As `--rename` takes them: what goes and what appears have the same shape. */
  readonly possible_renames: readonly string[];
  /** Columns that are in another order afterwards, as no script can help. */
  readonly column_order: readonly string[];
  /** What it was proved on. */
  readonly scratch: { readonly version: string; readonly major: number; readonly embedded: boolean };
}

/** The revisions that were written for a difference, in their order; none where there was none. */
export interface CreatedFrom extends SchemaDelta {
  readonly revisions: readonly Created[];
}
