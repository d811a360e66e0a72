/** A node of the drawing and the nodes that its edges lead to. */
export interface LaneNode {
  readonly id: string;
  readonly parents: readonly string[];
}

/** A line that leaves a node sideways: to a column where a lane begins, or to a lane that is open already. */
export interface Link {
  readonly to: number;
  readonly opens: boolean;
}

/** Where one node stands and what happens to the lanes under it. Columns are counted from 0. */
export interface Placement<Node extends LaneNode> {
  readonly node: Node;
  readonly column: number;
  /** No child was drawn: the column is empty above the node. */
  readonly begins: boolean;
  /** Per column: a lane runs past the node. */
  readonly passing: readonly boolean[];
  /** The node's own column goes on below. */
  readonly continues: boolean;
  readonly links: readonly Link[];
  /** The lane of this column bends into the node's column, because both lead to the same parent. */
  readonly bends: number | undefined;
  /** The lane of this column stops: it leads to a parent that is not in the drawing. */
  readonly cut: number | undefined;
}

/** Stands for all parents of a node that are not in the drawing: they share one lane, which is cut. */
const OUTSIDE = Symbol("outside");
type Goal = string | typeof OUTSIDE;

/**
 * Gives every node a column. There is one lane for each parent that is still to come, however many children wait for
 * it, so the width is that of the history and not of the edges. The first parent takes over the node's column; a lane
 * never changes its column otherwise, and a column that falls free is used again.
 *
 * Nodes come newest first. A parent that is not among the nodes after its child counts as outside.
 */
export function* placeNodes<Node extends LaneNode>(nodes: Iterable<Node>): Generator<Placement<Node>, void, undefined> {
  const list = [...nodes];
  const toCome = new Set(list.map((node) => node.id));
  const lanes = new OpenLanes();
  for (const node of list) {
    toCome.delete(node.id);
    const waiting = lanes.columnOf(node.id);
    const column = waiting ?? lanes.firstFree();
    lanes.close(column);
    const passing = lanes.occupied();
    const goals = new Set<Goal>(node.parents.map((parent) => (toCome.has(parent) ? parent : OUTSIDE)));
    yield { node, column, begins: waiting === undefined, passing, ...linkGoals(lanes, column, goals) };
  }
}

function linkGoals(lanes: OpenLanes, column: number, goals: Set<Goal>) {
  const heir = chooseHeir(lanes, column, goals);
  const bends = heir === undefined ? undefined : lanes.columnOf(heir);
  if (heir !== undefined) {
    goals.delete(heir);
    lanes.open(heir, column);
  }
  const links: Link[] = [];
  for (const goal of goals) {
    const existing = lanes.columnOf(goal);
    const to = existing ?? lanes.nearestFree(column);
    if (existing === undefined) lanes.open(goal, to);
    links.push({ to, opens: existing === undefined });
  }
  if (bends !== undefined) lanes.close(bends);
  const cut = lanes.columnOf(OUTSIDE);
  if (cut !== undefined) lanes.close(cut);
  return { continues: heir !== undefined, links, bends, cut };
}

/** The goal that takes over the node's column: the first parent, or a new one if that has a lane further left. */
function chooseHeir(lanes: OpenLanes, column: number, goals: ReadonlySet<Goal>): Goal | undefined {
  const [first, ...others] = goals;
  if (first !== undefined && (lanes.columnOf(first) ?? Number.POSITIVE_INFINITY) > column) return first;
  return others.find((goal) => lanes.columnOf(goal) === undefined);
}

/** The columns and which goal the lane in each leads to. */
class OpenLanes {
  #goals: (Goal | undefined)[] = [];
  #columns = new Map<Goal, number>();

  columnOf(goal: Goal): number | undefined {
    return this.#columns.get(goal);
  }

  open(goal: Goal, column: number): void {
    while (this.#goals.length < column) this.#goals.push(undefined);
    this.#goals[column] = goal;
    this.#columns.set(goal, column);
  }

  /** Frees the column, and forgets its goal unless that one has a lane elsewhere by now. */
  close(column: number): void {
    const goal = this.#goals[column];
    if (goal !== undefined && this.#columns.get(goal) === column) this.#columns.delete(goal);
    if (column < this.#goals.length) this.#goals[column] = undefined;
    while (this.#goals.length > 0 && this.#goals.at(-1) === undefined) this.#goals.pop();
  }

  firstFree(): number {
    const free = this.#goals.indexOf(undefined);
    return free < 0 ? this.#goals.length : free;
  }

  /** The free column with the fewest lanes to cross from `column`; the right one of two alike. */
  nearestFree(column: number): number {
    for (let distance = 1; ; distance += 1) {
      if (this.#goals[column + distance] === undefined) return column + distance;
      if (column >= distance && this.#goals[column - distance] === undefined) return column - distance;
    }
  }

  occupied(): boolean[] {
    return this.#goals.map((goal) => goal !== undefined);
  }
}
