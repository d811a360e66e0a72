import { UsageError } from "../../errors.ts";
import { type RevisionGraph, splitRange } from "../../graph/index.ts";
import { resolveRevisions } from "../addresses.ts";

/** Revisions that are to become one. */
export interface SquashRun {
  /** In graph order. */
  readonly ids: readonly string[];
  /** The one whose id stays: all others are below it, unless several ends were allowed. */
  readonly end: string;
}

/**
 * The revisions that addresses and ranges name together. Refused are those that could not be one: a path that leaves them
 * and comes back. `reparent` allows several ends, and that what goes on from inside goes on from the new revision.
 */
export function chooseRun(graph: RevisionGraph, words: readonly string[], reparent: boolean): SquashRun {
  const ids = graph.sort(words.flatMap((word) => named(graph, word)));
  const run = new Set(ids);
  const [only] = ids;
  if (only === undefined || ids.length === 1) {
    throw new UsageError(`there is nothing to squash: ${words.join(" ")} names only ${only ?? "what is before all"}`, {
      code: "nothing_to_squash",
      hint: "name a run of revisions, such as 3f2a:7c1b, or :7c1b for all that leads to 7c1b",
    });
  }
  assertClosed(graph, run);
  const ends = ids.filter((id) => graph.descendants([id]).isDisjointFrom(run));
  const end = ends.at(-1) ?? only;
  if (reparent) return { ids, end };
  if (ends.length > 1) {
    throw notOne(graph, words, run, `what was named has ${ends.length} ends: ${ends.join(", ")}`);
  }
  const branching = branchesOf(graph, run, end)[0];
  if (branching !== undefined) {
    const { child, parent } = branching;
    throw notOne(
      graph,
      words,
      run,
      `${child} continues ${parent}, which is inside of what is to be squashed into ${end}`,
    );
  }
  return { ids, end };
}

function named(graph: RevisionGraph, word: string): readonly string[] {
  return word.includes(":") ? graph.range(word) : resolveRevisions(graph, [word]);
}

/** Children, outside of the run, of what is inside and not its end. */
function branchesOf(graph: RevisionGraph, run: ReadonlySet<string>, end: string) {
  return [...run].flatMap((parent) =>
    parent === end
      ? []
      : graph
          .children(parent)
          .filter((child) => !run.has(child))
          .map((child) => ({ child, parent })),
  );
}

function assertClosed(graph: RevisionGraph, run: ReadonlySet<string>): void {
  const between = outsideBetween(graph, run);
  const [first] = between;
  if (first === undefined) return;
  const above = graph.sort(run).find((id) => graph.ancestors([id]).has(first));
  const below = graph.sort(run).findLast((id) => graph.descendants([id]).has(first));
  throw new UsageError(`${first} stands between ${below} and ${above}, and is not named`, {
    code: "not_a_run",
    hint: `name it too: ${between.join(" ")}`,
    data: { between },
  });
}

function outsideBetween(graph: RevisionGraph, run: ReadonlySet<string>): readonly string[] {
  return graph.sort(graph.descendants(run).intersection(graph.ancestors(run)).difference(run));
}

function notOne(graph: RevisionGraph, words: readonly string[], run: ReadonlySet<string>, why: string): UsageError {
  const fitting = [smaller(graph, run), larger(graph, run)].flatMap((found) => (found === undefined ? [] : [found]));
  const told = fitting.map(
    ({ end, size }) => `\`migraph squash ${addressOf(graph, words, run, end)}\` (${size} revisions)`,
  );
  const reparented = "let what goes on from inside go on from the new revision, which rewrites its header: --reparent";
  return new UsageError(why, {
    code: "not_a_run",
    hint: told.length === 0 ? reparented : `these can be one: ${told.join(", ")}. Or ${reparented}`,
    data: { fitting: fitting.map(({ end, size }) => ({ end, revisions: size })) },
  });
}

/** So many ends are tried, in search of one that does. */
const TRIED = 100;

interface Fitting {
  readonly end: string;
  readonly size: number;
}

/** The largest part of a run that ends in one of its revisions and can be squashed. */
function smaller(graph: RevisionGraph, run: ReadonlySet<string>): Fitting | undefined {
  const ends = graph.sort(run).toReversed().slice(0, TRIED);
  return firstFitting(graph, ends, (end) => run.intersection(graph.ancestors([end]).union(new Set([end]))));
}

/** The smallest run that takes what goes on from it along until it has one end. */
function larger(graph: RevisionGraph, run: ReadonlySet<string>): Fitting | undefined {
  const above = graph.descendants(run);
  const ends = graph.sort(above.difference(run)).slice(0, TRIED);
  return firstFitting(graph, ends, (end) => {
    const below = graph.ancestors([end]).union(new Set([end]));
    return run.union(above.intersection(below));
  });
}

function firstFitting(
  graph: RevisionGraph,
  ends: readonly string[],
  runTo: (end: string) => ReadonlySet<string>,
): Fitting | undefined {
  for (const end of ends) {
    const run = runTo(end);
    const whole = run.size > 1 && run.difference(graph.ancestors([end])).size === 1;
    if (whole && outsideBetween(graph, run).length === 0 && branchesOf(graph, run, end).length === 0) {
      return { end, size: run.size };
    }
  }
  return undefined;
}

function addressOf(graph: RevisionGraph, words: readonly string[], run: ReadonlySet<string>, end: string): string {
  const [word] = words;
  const from = words.length === 1 && word?.includes(":") ? splitRange(word).from : undefined;
  if (from !== undefined) return `${from}:${end}`;
  const [first] = graph.sort(run);
  return first === undefined || graph.parents(first).length === 0 ? `:${end}` : `${first}:${end}`;
}
