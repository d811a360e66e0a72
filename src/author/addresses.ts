import { GraphError, UsageError } from "../errors.ts";
import { parseAddress, type RevisionGraph } from "../graph/index.ts";

/**
 * The revisions that an address names, without a database: what counts from where one stands is refused, since it would
 * count from nothing. None for `base`.
 */
export function resolveOnDisk(graph: RevisionGraph, text: string): readonly string[] {
  const { symbol, steps, branch } = parseAddress(text);
  if (symbol === undefined || symbol.kind === "current") {
    throw new GraphError("bad_address", `${text} counts from where a database stands, and none is asked here`, {
      hint: "name the revision by its id or a label, or write LABEL@head",
    });
  }
  const revisions = graph.resolve(text, { applied: [] });
  const isWhole = branch === undefined && steps === undefined;
  if (revisions.length > 0 || (isWhole && symbol.kind !== "name")) return revisions;
  throw new GraphError("bad_address", `${text} is the state before a revision, and no revision itself`, {
    hint: "`base` alone is the state before all revisions",
  });
}

/** As resolveOnDisk for several addresses, each of which must name a revision; each revision once. */
export function resolveRevisions(graph: RevisionGraph, addresses: readonly string[]): readonly string[] {
  const revisions = addresses.flatMap((address) => {
    const named = resolveOnDisk(graph, address);
    if (named.length > 0) return named;
    throw new UsageError(`${address} names no revision`, { hint: "name a revision: `migraph history` lists them" });
  });
  return [...new Set(revisions)];
}

/** For people: a label whose branch has only this one of them, else the id. */
export function shortNames(graph: RevisionGraph, revisions: readonly string[]): readonly string[] {
  const labels = revisions.map((id) => graph.branchLabels(id));
  return revisions.map((id, index) => {
    const isOwn = (label: string) => labels.every((others, at) => at === index || !others.includes(label));
    return labels[index]?.find(isOwn) ?? id;
  });
}
