import type { RevisionEntry, RevisionState } from "./revisions.ts";

/** What ran against what is on disk. */

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
