import { isRelativeToState, parseAddress } from "./address.ts";
import type { Step } from "./node.ts";
import { foreignRevision, notAncestor, outOfOrder, wrongDirection } from "./refusals.ts";
import { resolveAddress, type Target } from "./resolve.ts";
import { missingAncestors, type State } from "./state.ts";
import { type Vertex, withAncestors, withDescendants } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

// A plan is data: what is to be done, found from the graph, the applied set and the targets, before anything is done.

export interface UpgradeOptions {
  /** Also runs what is missing below applied revisions, instead of refusing. */
  readonly outOfOrder?: boolean | undefined;
}

/** The targets and what they need, less what is applied. */
export function planUpgrade(
  vertices: Vertices,
  state: State,
  addresses: readonly string[],
  options: UpgradeOptions,
): Step<"up">[] {
  const targets = resolveTargets(vertices, state, addresses, "upgrade");
  const missing = missingAncestors(vertices, state);
  if (missing.length > 0 && options.outOfOrder !== true) throw outOfOrder(vertices, missing);
  const required = withAncestors([...targets.flatMap(({ revisions }) => revisions), ...missing]);
  const pending = vertices.sort(required.difference(state.applied));
  refuseForeign(pending, "this upgrade would need the scripts");
  return pending.map(({ id }) => ({ revision: id, direction: "up" }));
}

/** What stands on the targets, by all edges, as far as it is applied; the targets stay. */
export function planDowngrade(vertices: Vertices, state: State, addresses: readonly string[]): Step<"down">[] {
  const targets = resolveTargets(vertices, state, addresses, "downgrade");
  for (const { base, branch } of targets) {
    if (!base || branch !== undefined || state.strangers.length === 0) continue;
    throw foreignRevision(state.strangers, "the way down to base would need the down scripts");
  }
  const roots = targets.flatMap((target) => downgradeRoots(vertices, state, target));
  const going = withDescendants(roots).intersection(state.applied);
  for (const { address, revisions } of targets) {
    const taken = revisions.find((vertex) => going.has(vertex));
    if (taken === undefined) continue;
    const message = `${address.text} cannot stay: ${taken.id} stands on what another target takes down`;
    throw notAncestor(message, "name only targets of which none is above another", taken.id);
  }
  const steps = vertices.sort(going).reverse();
  refuseForeign(steps, "this downgrade would need the down scripts");
  return steps.map(({ id }) => ({ revision: id, direction: "down" }));
}

export interface StampOptions {
  /** Forgets everything first, also what the graph does not know. */
  readonly purge?: boolean | undefined;
}

/**
 * (applied − descendants of the targets) ∪ targets ∪ their ancestors, all by all edges. What is forgotten comes first,
 * newest first; a purge forgets what is recorded again as well.
 */
export function planStamp(
  vertices: Vertices,
  state: State,
  addresses: readonly string[],
  options: StampOptions,
): Step<"stamp" | "unstamp">[] {
  const targets = addresses.map((address) => resolveAddress(vertices, state, parseAddress(address)));
  const named = targets.flatMap(({ revisions }) => revisions);
  const recorded = withAncestors(named);
  const emptied = options.purge === true || targets.some(({ base, branch }) => base && branch === undefined);
  const affected = withDescendants([...named, ...targets.flatMap((target) => basesOf(vertices, target))]);
  const cleared = emptied ? state.applied : state.applied.intersection(affected);
  const forgotten = options.purge === true ? cleared : cleared.difference(recorded);
  const added = vertices.sort(recorded.difference(options.purge === true ? new Set<Vertex>() : state.applied));
  refuseForeign(added, "a stamp records only what is there");
  const strangers = emptied ? state.strangers : [];
  return [
    ...[...vertices.sort(forgotten).map(({ id }) => id), ...strangers].reverse().map(unstamp),
    ...added.map(({ id }): Step<"stamp"> => ({ revision: id, direction: "stamp" })),
  ];
}

function unstamp(revision: string): Step<"unstamp"> {
  return { revision, direction: "unstamp" };
}

function resolveTargets(
  vertices: Vertices,
  state: State,
  addresses: readonly string[],
  command: "upgrade" | "downgrade",
): Target[] {
  return addresses.map((text) => {
    const address = parseAddress(text);
    const isUp = (address.steps ?? 0) > 0;
    if (isRelativeToState(address) && isUp !== (command === "upgrade")) throw wrongDirection(text, command);
    return resolveAddress(vertices, state, address);
  });
}

/** Which revisions must go, with all that stands on them, so that the target is what stays. */
function downgradeRoots(vertices: Vertices, state: State, target: Target): readonly Vertex[] {
  if (target.base) return target.branch === undefined ? vertices.all : basesOf(vertices, target);
  const { revisions, branch } = target;
  for (const { id } of revisions.filter((vertex) => !state.applied.has(vertex))) {
    const message = `${id} is not applied, so there is no way down to it`;
    throw notAncestor(message, `name an applied revision, or go up with \`migraph upgrade ${id}\``, id);
  }
  const children = revisions.flatMap((vertex) => vertex.children);
  return branch === undefined ? children : children.filter((child) => branch.lineage.has(child));
}

/** The bases that a `base` of one branch means. */
function basesOf(vertices: Vertices, { base, branch }: Target): Vertex[] {
  if (!base || branch === undefined) return [];
  return vertices.all.filter((vertex) => vertex.isBase && branch.lineage.has(vertex));
}

function refuseForeign(steps: readonly Vertex[], why: string): void {
  const foreign = steps.filter((vertex) => vertex.foreign).map(({ id }) => id);
  if (foreign.length > 0) throw foreignRevision(foreign, why);
}
