/** A revision as the graph sees it: a name and its edges. */
export interface GraphNode {
  readonly id: string;
  /** Ids of the revisions that this one continues; empty for a base. */
  readonly parents: readonly string[];
  /** Ids or labels of revisions that must be applied before. */
  readonly depends?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  /** Ids of revisions that this one stands for since they were squashed into it; none of them is on disk any more. */
  readonly replaces?: readonly string[] | undefined;
  /** RFC 3339; orders revisions that the edges leave free. Without one a revision counts as the oldest. */
  readonly created?: string | undefined;
  /** Known from a ledger only, not on disk: it may have been applied, and can never be asked for. */
  readonly foreign?: boolean | undefined;
  /** Where it was read, named in faults. */
  readonly source?: { readonly file: string; readonly line?: number } | undefined;
}

/** One act of a plan. */
export interface Step<Direction extends string = "up" | "down" | "stamp" | "unstamp"> {
  readonly revision: string;
  readonly direction: Direction;
}
