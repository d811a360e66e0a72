import type { PictureState, Standing } from "../../results/pictures.ts";

/**
 * A graph with a place for everything: what svg and html draw, and what the page is given as data. A revision's row is
 * its place in the list, newest first.
 */
export interface Drawing {
  readonly databases: readonly { readonly name: string; readonly error: string | null }[];
  readonly revisions: readonly DrawnRevision[];
}

export interface DrawnRevision {
  readonly id: string;
  readonly message: string;
  readonly labels: readonly string[];
  readonly created: string | null;
  readonly path: string | null;
  readonly head: boolean;
  readonly secret: boolean;
  /** The column of its mark, from 0. */
  readonly lane: number;
  /** Rows. */
  readonly parents: readonly number[];
  readonly depends: readonly number[];
  /** Ids of parents and dependencies that are not drawn. */
  readonly outside: readonly string[];
  readonly state: PictureState | null;
  /** One for each database; null where it has nothing to do with it, or could not be read. */
  readonly standings: readonly (Standing | null)[];
}
