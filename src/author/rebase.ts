import { readFileSync } from "node:fs";
import { MigraphError, UsageError } from "../errors.ts";
import { RevisionGraph } from "../graph/index.ts";
import { graphNode, type Project } from "../project.ts";
import type { HeaderPlace, Rebased } from "../results.ts";
import { withHeaderValue } from "../revision/edit.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import { replaceFiles } from "../revision/replace.ts";
import { toSeconds } from "./create.ts";
import { assertUnrelated, resolveParents } from "./parents.ts";
import { selectRevisions, withAbove } from "./selection.ts";

export interface RebaseSettings {
  /** Addresses of the new parents; `base` for none. */
  readonly onto: string | readonly string[];
  /** Gives what moves a new `created`. */
  readonly touch?: boolean | undefined;
  /** Tells what would be changed, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Asks no database whether what moves is applied. */
  readonly offline?: boolean | undefined;
}

/** What a rebase comes to, before anything is changed. */
export interface RebasePlan extends Omit<Rebased, "asked" | "dry_run"> {
  /** All that stands elsewhere afterwards: what was named, and what stands on it. */
  readonly moved: readonly string[];
}

/**
 * The revisions that are named begin to continue `onto`: those of them that continue none of the others get it as their
 * parents, and the others keep theirs, so that a run keeps its shape. What stands on them comes along, since its header
 * names them and they keep their ids. Dependencies stay: one that the new parents bring along would be missing if the
 * revision were moved on. Throws GraphError or UsageError for what cannot be.
 */
export function planRebase(project: Project, named: readonly string[], settings: RebaseSettings): RebasePlan {
  const { graph, folders } = project;
  const run = selectRevisions(graph, named);
  const onto = resolveParents(graph, [settings.onto].flat());
  assertUnrelated(graph, onto);
  const firsts = run.filter((id) => !graph.parents(id).some((parent) => run.includes(parent)));
  assertApart(graph, run, firsts, onto);
  const standing = new Set(firsts.flatMap((id) => [...withAbove(graph, id)]));
  const moved = graph.sort([...run, ...standing]);
  const created = settings.touch ? toSeconds(new Date()) : undefined;
  const revisions = moved.flatMap((id) => {
    const folder = folders.get(id);
    if (folder === undefined) return [];
    const before = placeOf(folder);
    // In another order they are the same parents.
    const parents = firsts.includes(id) && !isSameSet(before.parents, onto) ? onto : before.parents;
    const after = { parents, created: created ?? before.created };
    return isSame(before, after) ? [] : [{ revision: id, path: folder.path, before, after }];
  });
  const rewritten = new Map(revisions.map(({ revision, after }) => [revision, after]));
  const graphAfter = RevisionGraph.from(
    [...folders.values()].map((folder) => {
      const { parents, created: time } = rewritten.get(folder.id) ?? placeOf(folder);
      return { ...graphNode(folder), parents, created: time ?? undefined };
    }),
  );
  return {
    onto,
    moved,
    revisions,
    followed: revisions.length === 0 ? [] : moved.filter((id) => !rewritten.has(id)),
    redundant: newlyRedundant(graph, graphAfter),
    heads: graphAfter.heads(),
  };
}

/** Throws UsageError when any of what would move is applied: it was run where it stands now. */
export function assertNotApplied(plan: RebasePlan, applied: Iterable<string>): void {
  const moved = new Set(plan.moved);
  const there = [...applied].filter((id) => moved.has(id));
  if (plan.revisions.length === 0 || there.length === 0) return;
  const several = there.length > 1;
  throw new UsageError(
    `${there.join(", ")} ${several ? "are" : "is"} applied in this database, where ${several ? "they stand" : "it stands"} now`,
    {
      code: "applied",
      hint: "take back what is to move with `migraph downgrade`, or leave it where it is and join the lines with `migraph merge`",
      data: { applied: there },
    },
  );
}

/** Rewrites the headers; of each file everything else stays as it is, byte for byte. */
export function rewriteHeaders({ folders }: Project, { revisions }: RebasePlan): void {
  replaceFiles(
    revisions.flatMap(({ revision, before, after }) => {
      const folder = folders.get(revision);
      return folder === undefined ? [] : [{ path: folder.up.path, text: rewritten(folder, before, after) }];
    }),
  );
}

function rewritten({ up, message }: RevisionFolder, before: HeaderPlace, after: HeaderPlace): string {
  const text = readFileSync(up.path, "utf8");
  if (text !== (up.marked ? `\ufeff${up.text}` : up.text)) {
    throw new MigraphError("changed_meanwhile", 2, `${up.path} was changed while this ran; no file was written`, {
      hint: "run the same command again",
    });
  }
  const list = (ids: readonly string[]) => (ids.length === 0 ? "none" : ids.join(", "));
  const edits = [
    ["parents", list(before.parents), list(after.parents), "revision"],
    ["created", before.created ?? "", after.created ?? "", message === "" ? "parents" : "message"],
  ] as const;
  return edits.reduce(
    (edited, [key, was, is, behind]) => (was === is ? edited : withHeaderValue(edited, key, is, behind)),
    text,
  );
}

function placeOf({ parents, created }: RevisionFolder): HeaderPlace {
  return { parents, created: created ?? null };
}

function isSame(before: HeaderPlace, after: HeaderPlace): boolean {
  return before.created === after.created && isSameSet(before.parents, after.parents);
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

/** Refuses what would go round in a circle. */
function assertApart(
  graph: RevisionGraph,
  run: readonly string[],
  firsts: readonly string[],
  onto: readonly string[],
): void {
  for (const target of onto) {
    if (run.includes(target)) {
      throw new UsageError(`${target} is among what is to move, and cannot be what that continues`, {
        code: "onto_itself",
        hint: "name another revision with --onto, or leave it out of those that move",
      });
    }
    const first = firsts.find((id) => graph.descendants([id]).has(target));
    if (first === undefined) continue;
    const above = graph.children(first).find((child) => withAbove(graph, child).has(target));
    const parents = graph.parents(first).map((parent) => ` --onto ${parent}`);
    throw new UsageError(`${target} needs ${first}: ${first} cannot continue what stands on it`, {
      code: "cycle",
      hint:
        above === undefined
          ? `take the dependency out that makes ${target} need it, or name another revision with --onto`
          : `to change their order, first \`migraph rebase ${above}${parents.join("") || " --onto base"}\``,
      data: { revision: first, onto: target },
    });
  }
}

function newlyRedundant(before: RevisionGraph, after: RevisionGraph): Rebased["redundant"] {
  const known = new Set(before.redundantParents().map(({ revision, parent }) => `${revision} ${parent}`));
  return after.redundantParents().filter(({ revision, parent }) => !known.has(`${revision} ${parent}`));
}
