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

/** What can be joined: none of them is an ancestor, by parents, of another. */
export function assertUnrelated(graph: RevisionGraph, parents: readonly string[]): void {
  for (const parent of parents) {
    // What only depends on the other shares no lineage with it, and both may be heads.
    const lineage = graph.lineage(parent);
    const below = graph.ancestors([parent]);
    const related = parents.find((other) => other !== parent && lineage.has(other) && below.has(other));
    if (related === undefined) continue;
    throw new UsageError(`${related} is an ancestor of ${parent}: there is nothing to join`, {
      code: "related",
      hint: `leave ${related} out: ${parent} contains it already`,
      data: { ancestor: related, descendant: parent },
    });
  }
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
