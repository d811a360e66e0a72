import type { AppliedRevision } from "./database/ledger.ts";
import type { Project } from "./project.ts";
import type { RevisionEntry, RevisionState, Shown } from "./results.ts";
import type { RevisionFolder } from "./revision/folder.ts";
import type { State } from "./state.ts";

/** A revision as results and JSON show it, from its folder or, for a foreign one, from the ledger. */
export function describeRevision(revision: RevisionFolder | AppliedRevision): RevisionEntry {
  return {
    revision: revision.id,
    parents: revision.parents,
    depends: revision.depends,
    labels: revision.labels,
    ...("replaces" in revision && revision.replaces.length > 0 ? { replaces: revision.replaces } : {}),
    message: revision.message,
    created: revision.created ?? null,
    path: "path" in revision ? revision.path : null,
  };
}

/** A revision that is on disk or in the ledger, with its state where there is a database. */
export function describe(
  id: string,
  project: Project,
  state: State | undefined,
): RevisionEntry & { readonly state?: RevisionState } {
  const folder = project.folders.get(id);
  const applied = state?.applied.get(id);
  const revision = folder ?? applied;
  if (revision === undefined) throw new TypeError(`${id} is neither on disk nor in the ledger`);
  const described = describeRevision(revision);
  if (state === undefined) return described;
  if (folder === undefined) return { ...described, state: "foreign" };
  return { ...described, state: applied === undefined ? "pending" : "applied" };
}

export function describeApplied(applied: AppliedRevision): NonNullable<Shown["applied"]> {
  return {
    at: applied.appliedAt,
    by: applied.appliedBy,
    duration_ms: applied.duration ?? null,
    stamped: applied.stamped,
  };
}

export function appliedIds(state: State | undefined): readonly string[] {
  return state === undefined ? [] : [...state.applied.keys()];
}
