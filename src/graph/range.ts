import { type Address, isRelativeToState, parseAddress, parseRange } from "./address.ts";
import { notAncestor } from "./refusals.ts";
import { resolveAddress, resolveFrom, type Target } from "./resolve.ts";
import type { State } from "./state.ts";
import { properAncestors, type Vertex, withAncestors, withDescendants } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

/**
 * `a:b`, newest first, both ends included: what b needs, less what is below a, and only what stands on a, by all edges.
 * An empty a is `base`; an empty b is `heads`, of a's branch if a is the base of one.
 */
export function selectRange(vertices: Vertices, state: State, text: string): Vertex[] {
  const { from, to } = resolveEnds(vertices, state, text);
  const below = withAncestors(to.revisions);
  if (from.base) return vertices.sort(below).reverse();
  for (const { id } of from.revisions.filter((vertex) => !below.has(vertex))) {
    const end = to.base ? "base" : to.revisions.map((vertex) => vertex.id).join(", ");
    const message = `the range ${text} is empty: ${id} is not an ancestor of ${end}`;
    throw notAncestor(
      message,
      `write the older end first; for all that leads to ${to.address.text} write :${to.address.text}`,
      id,
    );
  }
  const above = withDescendants(from.revisions).intersection(below);
  const older = properAncestors(from.revisions);
  for (const vertex of from.revisions) older.delete(vertex);
  return vertices.sort(above.difference(older)).reverse();
}

function resolveEnds(vertices: Vertices, state: State, text: string): { from: Target; to: Target } {
  const { from: fromAddress, to: toAddress } = parseRange(text);
  const resolve = (address: Address) => resolveAddress(vertices, state, address);
  // Steps without a symbol count from the other end, unless that end is itself told from the state.
  if (fromAddress !== undefined && isBareWalk(fromAddress, "down") && !isOfState(toAddress)) {
    const to = resolve(toAddress ?? headsOf(undefined));
    return { from: resolveFrom(vertices, state, fromAddress, to), to };
  }
  const from = fromAddress === undefined ? resolve(parseAddress("base")) : resolve(fromAddress);
  const counted = toAddress !== undefined && isBareWalk(toAddress, "up");
  return {
    from,
    to: counted ? resolveFrom(vertices, state, toAddress, from) : resolve(toAddress ?? headsOf(fromAddress)),
  };
}

function isBareWalk({ symbol, steps }: Address, direction: "up" | "down"): boolean {
  return symbol === undefined && steps !== undefined && steps > 0 === (direction === "up");
}

function isOfState(address: Address | undefined): boolean {
  return address !== undefined && (isRelativeToState(address) || address.symbol?.kind === "current");
}

function headsOf(from: Address | undefined): Address {
  const isBranchBase = from?.branch !== undefined && from.symbol?.kind === "base" && from.steps === undefined;
  return parseAddress(isBranchBase ? `${from.branch}@heads` : "heads");
}
