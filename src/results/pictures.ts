import type { RevisionEntry, RevisionState, Shown } from "./revisions.ts";

/** The graph, for a picture of it. */

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
