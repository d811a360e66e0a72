import { expect } from "vitest";
import { GraphError, type GraphErrorCode, type GraphNode, RevisionGraph, type Step } from "../../src/graph/index.ts";

/**
 * A revision in one line: `id < parent, parent ~ dependency, dependency [label, label] @created`, everything but the id
 * optional. A line that begins with `?` is foreign: only a ledger knows of it.
 */
export function node(line: string): GraphNode {
  const match = /^(\?)?\s*(\w+)(?:\s*<([^~[@]*))?(?:\s*~([^[@]*))?(?:\s*\[(.*)\])?(?:\s*@(\S+))?$/.exec(line.trim());
  if (match === null) throw new TypeError(`not a revision: ${line}`);
  const [, foreign, id = "", parents = "", depends = "", labels = "", created] = match;
  return {
    id,
    parents: words(parents),
    depends: words(depends),
    labels: words(labels),
    created,
    ...(foreign === undefined ? {} : { foreign: true }),
  };
}

export function graphOf(...lines: readonly string[]): RevisionGraph {
  return RevisionGraph.from(lines.map(node));
}

/** These revisions and all that they need. */
export function upTo(graph: RevisionGraph, heads: string): string[] {
  const ids = words(heads);
  return [...new Set([...ids, ...graph.ancestors(ids)])];
}

export interface Plan {
  /** Addresses; several are separated by spaces. */
  readonly target: string;
  /** What is applied, exactly. */
  readonly applied: Iterable<string>;
  /** Ids in order, separated by spaces; of a stamp each with + or - before it. */
  readonly steps: string;
  /** The applied heads afterwards. */
  readonly heads: string;
}

/** Plans, and follows the plan: the steps, and what is applied afterwards. */
export function expectPlan(
  graph: RevisionGraph,
  command: "upgrade" | "downgrade" | "stamp" | "purge" | "upgrade out of order",
  { target, applied, steps, heads }: Plan,
): void {
  const before = [...applied];
  const plan = planOf(graph, command, before, words(target));
  const sign = command === "stamp" || command === "purge";
  const shown = plan.map(({ revision, direction }) => (sign ? (direction === "stamp" ? "+" : "-") : "") + revision);
  expect(shown.join(" ")).toBe(words(steps).join(" "));
  expect(graph.current(appliedAfter(before, plan)).join(" ")).toBe(words(heads).join(" "));
}

/** What is applied when the steps have been taken. */
export function appliedAfter(applied: Iterable<string>, steps: readonly Step[]): Set<string> {
  const now = new Set(applied);
  for (const { revision, direction } of steps) {
    if (direction === "up" || direction === "stamp") now.add(revision);
    else now.delete(revision);
  }
  return now;
}

/** Calls, and gives back the error that it must throw, which must say what to do. */
export function refusal(call: () => unknown, code: GraphErrorCode): GraphError {
  try {
    call();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    expect({ code: error.code, hinted: error.hint !== undefined || error.findings.length > 1 }).toEqual({
      code,
      hinted: true,
    });
    return error;
  }
  throw new Error(`nothing was refused; expected ${code}`);
}

export function words(list: string): string[] {
  return list.split(/[\s,]+/).filter((word) => word !== "");
}

function planOf(graph: RevisionGraph, command: string, applied: readonly string[], targets: string[]): readonly Step[] {
  switch (command) {
    case "upgrade":
      return graph.upgrade(applied, targets);
    case "upgrade out of order":
      return graph.upgrade(applied, targets, { outOfOrder: true });
    case "downgrade":
      return graph.downgrade(applied, targets);
    case "stamp":
      return graph.stamp(applied, targets);
    default:
      return graph.stamp(applied, targets, { purge: true });
  }
}
