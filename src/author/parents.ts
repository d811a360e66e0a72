import { GraphError, UsageError } from "../errors.ts";
import type { RevisionGraph } from "../graph/index.ts";
import { resolveOnDisk, shortNames } from "./addresses.ts";

/** Parents of a new revision by their addresses: the only head unless given, none for `base` or in an empty project. */
export function resolveParents(graph: RevisionGraph, addresses: readonly string[] | undefined): readonly string[] {
  if (addresses === undefined) return onlyHead(graph);
  if (addresses.length === 0) {
    throw new UsageError("the list of parents is empty", { hint: "leave it out for the head, or ask for a root" });
  }
  const parents: string[] = [];
  for (const address of addresses) {
    const named = resolveOnDisk(graph, address);
    if (named.length === 0 && addresses.length > 1) {
      throw new UsageError(`${address} means no parents, and others are named beside it`, {
        hint: "name revisions, or `base` alone",
      });
    }
    for (const id of named) {
      if (parents.includes(id)) {
        throw new UsageError(`${id} is named twice as a parent`, { hint: "name each parent once" });
      }
      parents.push(id);
    }
  }
  return parents;
}

/** What can be joined: none of them is an ancestor, by parents, of another. All that are, are told at once. */
export function assertUnrelated(graph: RevisionGraph, parents: readonly string[]): void {
  const related = parents.flatMap((descendant) => {
    // What only depends on the other shares no lineage with it, and both may be heads.
    const lineage = graph.lineage(descendant);
    const below = graph.ancestors([descendant]);
    const ancestors = parents.filter((other) => other !== descendant && lineage.has(other) && below.has(other));
    return ancestors.map((ancestor) => ({ ancestor, descendant }));
  });
  const [first] = related;
  if (first === undefined) return;
  const needless = [...new Set(related.map(({ ancestor }) => ancestor))];
  const told = related.map(({ ancestor, descendant }) => `${ancestor} is an ancestor of ${descendant}`);
  const left = parents.filter((parent) => !needless.includes(parent));
  const why = left.length > 1 ? `only ${left.join(" and ")} are apart` : "there is nothing to join";
  throw new UsageError(`${told.join(", and ")}: ${why}`, {
    code: "related",
    hint: `leave ${needless.join(" and ")} out: ${left.join(" and ")} ${
      left.length > 1 ? "contain" : "contains"
    } ${needless.length > 1 ? "them" : "it"} already`,
    data: { ...first, related },
  });
}

/** `splice` allows parents that have children already. */
export function assertHeads(graph: RevisionGraph, parents: readonly string[], splice: boolean): void {
  if (splice) return;
  const passed = parents.find((id) => graph.children(id).length > 0);
  if (passed === undefined) return;
  const children = graph.children(passed);
  const named = children.length === 1 ? "the child" : "the children";
  throw new UsageError(`${passed} is not a head: it has ${named} ${children.join(", ")}`, {
    code: "not_a_head",
    hint: "give a head, or --splice to begin a branch here",
    data: { revision: passed, children },
  });
}

/** A message names so many at most; `data` has them all. */
const LISTED = 10;

function onlyHead(graph: RevisionGraph): readonly string[] {
  const heads = graph.heads();
  if (heads.length < 2) return heads;
  const names = shortNames(graph, heads);
  const shown = heads.slice(0, LISTED).map((id, index) => (names[index] === id ? id : `${id} (${names[index]})`));
  const rest = heads.length > LISTED ? ` and ${heads.length - LISTED} more` : "";
  const forms = heads.slice(0, LISTED).map((id, index) => (names[index] === id ? id : `${names[index]}@head`));
  throw new GraphError("multiple_heads", `there are ${heads.length} heads: ${shown.join(", ")}${rest}`, {
    hint: `say which to continue: ${forms.map((form) => `--parent ${form}`).join(" or ")}; or join them first with \`migraph merge\``,
    data: { candidates: heads },
  });
}
