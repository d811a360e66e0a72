import type { AppliedRevision } from "./database/ledger.ts";
import type { RevisionEntry, RevisionState, Shown } from "./results.ts";
import type { RevisionFolder } from "./revision/folder.ts";

/** A revision as results and JSON show it, from its folder or, for a foreign one, from the ledger. */
export function describeRevision(revision: RevisionFolder | AppliedRevision): RevisionEntry {
  return {
    revision: revision.id,
    parents: revision.parents,
    depends: revision.depends,
    labels: revision.labels,
    message: revision.message,
    created: revision.created ?? null,
    path: "path" in revision ? revision.path : null,
  };
}

export function revisionState(onDisk: boolean, applied: boolean): RevisionState {
  if (!onDisk) return "foreign";
  return applied ? "applied" : "pending";
}

export function describeApplied(applied: AppliedRevision): NonNullable<Shown["applied"]> {
  return {
    at: applied.appliedAt,
    by: applied.appliedBy,
    duration_ms: applied.duration ?? null,
    stamped: applied.stamped,
  };
}
