import type { ScratchServerFacts } from "../schema/scratch/index.ts";
import type { Commuted } from "./proofs.ts";
import type { RevisionEntry, RevisionList } from "./revisions.ts";
import type { SchemaDelta } from "./schemas.ts";

/** What was written beside the revisions, or in them. */

export interface Created {
  readonly revision: string;
  readonly parents: readonly string[];
  /** The revision's folder. */
  readonly path: string;
  /** The scripts in it. */
  readonly files: readonly string[];
}

export interface Merged extends Created {
  /** Null where it was not proved that what is joined can be applied in either order. */
  readonly proof: Commuted | null;
}

/** The revisions that were written for a difference, in their order; none where there was none. */
export interface CreatedFrom extends SchemaDelta {
  readonly revisions: readonly Created[];
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
