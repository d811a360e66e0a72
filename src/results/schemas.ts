import type { Finding } from "../errors.ts";

/** Schemas, and what differs between two. */

/** The schema as SQL. */
export interface Dumped {
  readonly sql: string;
  readonly objects: number;
  readonly server: { readonly version: string; readonly major: number };
  /** The file that was asked for, and whether it had another text. */
  readonly file?: string;
  readonly changed?: boolean;
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
