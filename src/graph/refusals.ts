import { GraphError } from "../errors.ts";
import { didYouMean } from "../near.ts";
import type { Address } from "./address.ts";
import { lineage, type Vertex } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

/** A message names so many at most; `data` has them all. */
const LISTED = 10;

/** A branch as an address names it: the revision that stands for it, and all that shares lineage with that one. */
export interface Branch {
  readonly name: string;
  readonly vertex: Vertex;
  readonly lineage: ReadonlySet<Vertex>;
}

export function unknownRevision(name: string, near: readonly string[]): GraphError {
  return new GraphError("unknown_revision", `there is no revision or label ${name}`, {
    hint: didYouMean(near) ?? "`migraph history` lists all revisions",
    data: { name, candidates: near },
  });
}

export function squashedRevision(name: string, { id }: Vertex): GraphError {
  return new GraphError("unknown_revision", `${name} is no revision any more: it was squashed into ${id}`, {
    hint: `name ${id}, which does what it did`,
    data: { name, candidates: [id] },
  });
}

export function unknownBranch(name: string, near: readonly string[]): GraphError {
  return new GraphError("unknown_branch", `there is no branch ${name}`, {
    hint: didYouMean(near) ?? "a branch is named by a label, or by a revision of it",
    data: { name, candidates: near },
  });
}

export function ambiguousPrefix(vertices: Vertices, name: string, matches: readonly Vertex[]): GraphError {
  return new GraphError(
    "ambiguous_prefix",
    `${matches.length} revisions begin with ${name}: ${list(vertices, matches)}`,
    {
      hint: "write more characters of the one that you mean",
      data: { name, candidates: ids(matches) },
    },
  );
}

export function notInBranch({ id }: Vertex, branch: Branch): GraphError {
  return new GraphError("not_in_branch", `${id} is not in the branch ${branch.name}`, {
    hint: `the branch is ${branch.vertex.id} with its ancestors and descendants; leave out ${branch.name}@, or name a revision of it`,
    data: { revision: id, branch: branch.name },
  });
}

export function multipleHeads(vertices: Vertices, heads: readonly Vertex[], branch: Branch | undefined): GraphError {
  const where = branch === undefined ? "" : ` in the branch ${branch.name}`;
  const [all, merge] =
    branch === undefined ? ["heads", "merge"] : [`${branch.name}@heads`, `merge ${branch.name}@heads`];
  return new GraphError("multiple_heads", `there are ${heads.length} heads${where}: ${list(vertices, heads)}`, {
    hint: `name one of them, or take all with \`${all}\`, or join them with \`migraph ${merge}\``,
    data: { candidates: ids(heads) },
  });
}

/** `suffix`: what was asked of the state, such as `-1`, to be shown with each branch. */
export function ambiguousCurrent(
  vertices: Vertices,
  heads: readonly Vertex[],
  strangers: readonly string[],
  suffix: string,
): GraphError {
  const labels = heads.map((head) => vertices.branchLabels(head));
  const forms = heads.slice(0, LISTED).map(({ id }, which) => {
    const own = labels[which]?.find((label) =>
      labels.every((other, index) => index === which || !other.includes(label)),
    );
    return `${own ?? id}@${suffix}`;
  });
  const all = [list(vertices, heads), ...strangers].filter((part) => part !== "").join(", ");
  return new GraphError(
    "ambiguous_current",
    `${heads.length + strangers.length} applied heads could be meant: ${all}`,
    {
      hint: forms.length === 0 ? "name a revision" : `say which: ${forms.join(" or ")}`,
      data: { candidates: [...ids(heads), ...strangers] },
    },
  );
}

/** `from`: where the walk stood when it found several candidates; undefined for nothing. */
export function ambiguousWalk(
  vertices: Vertices,
  address: Address,
  from: Vertex | undefined,
  candidates: readonly Vertex[],
): GraphError {
  const down = (address.steps ?? 0) < 0;
  const kind = down ? "parents" : from === undefined ? "bases" : "children";
  const rest = address.text.slice(address.text.indexOf("@") + 1);
  // A branch decides nothing where one candidate descends from another: both belong to it.
  const forms = candidates.slice(0, LISTED).flatMap((vertex) => {
    const branch = lineage(vertex);
    if (candidates.some((other) => other !== vertex && branch.has(other))) return [];
    return [`${(down ? undefined : vertex.node.labels?.[0]) ?? vertex.id}@${rest}`];
  });
  const start = from === undefined ? "the base" : from.id;
  const message = `the way ${down ? "down" : "up"} from ${start} divides: it has ${candidates.length} ${kind}: ${list(vertices, candidates)}`;
  return new GraphError("ambiguous_walk", message, {
    hint: forms.length === 0 ? "name a revision" : `say which branch: ${forms.join(" or ")}; or name a revision`,
    data: { from: from?.id ?? null, candidates: ids(candidates) },
  });
}

/** `taken`: how many steps there were on the way. */
export function outOfRange({ text, steps = 0 }: Address, from: Vertex | undefined, taken: number): GraphError {
  const up = steps > 0;
  const start = from === undefined ? "the base" : from.id;
  const away = `${start} is ${taken} ${taken === 1 ? "step" : "steps"} from the ${up ? "end" : "base"}`;
  const why = taken === 0 ? `there is nothing ${up ? "above" : "below"} ${start}` : away;
  return new GraphError("out_of_range", `${text} goes too far: ${why}`, {
    hint: up
      ? "`migraph history` shows what there is"
      : from === undefined
        ? "no revision is applied that could be counted from: see `migraph status`"
        : "`base` is the state before every revision",
    data: { from: from?.id ?? null, steps: taken },
  });
}

export function wrongDirection(text: string, command: "upgrade" | "downgrade"): GraphError {
  const opposite = command === "upgrade" ? "downgrade" : "upgrade";
  return new GraphError(
    "out_of_range",
    `${text} is not on the way of ${command === "upgrade" ? "an upgrade" : "a downgrade"}`,
    {
      hint: `for that direction there is \`migraph ${opposite} ${text}\``,
    },
  );
}

export function notAncestor(message: string, hint: string, revision: string): GraphError {
  return new GraphError("not_ancestor", message, { hint, data: { revision } });
}

/** `why`: what they would be needed for. */
export function foreignRevision(revisions: readonly string[], why: string): GraphError {
  const [subject, verb] = revisions.length === 1 ? ["revision", "is"] : ["revisions", "are"];
  return new GraphError("foreign_revision", `${subject} ${revisions.join(", ")} ${verb} not on disk: ${why}`, {
    hint: "bring it back, from the git branch that has it, or name a target that has nothing to do with it",
    data: { revisions },
  });
}

export function outOfOrder(vertices: Vertices, missing: readonly Vertex[]): GraphError {
  const [count, verb] = missing.length === 1 ? ["1 revision", "is"] : [`${missing.length} revisions`, "are"];
  return new GraphError(
    "out_of_order",
    `${count} below what is applied ${verb} not applied: ${list(vertices, missing)}`,
    {
      hint: "look whether they may run after what stands on them, then say --out-of-order; or record them without running: `migraph stamp current`",
      data: { revisions: ids(missing) },
    },
  );
}

function ids(vertices: readonly Vertex[]): string[] {
  return vertices.map(({ id }) => id);
}

/** Ids, each with the labels of its branches; the first of them when there are many. */
function list(vertices: Vertices, some: readonly Vertex[]): string {
  const named = some.slice(0, LISTED).map((vertex) => {
    const labels = vertices.branchLabels(vertex);
    return labels.length === 0 ? vertex.id : `${vertex.id} (${labels.join(", ")})`;
  });
  return named.join(", ") + (some.length > LISTED ? ` and ${some.length - LISTED} more` : "");
}
