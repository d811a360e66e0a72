import type { Direction, StepReport } from "../events.ts";
import type { RevisionFolder, Script } from "../revision/folder.ts";

/** One step of a plan, with all that is needed to run and record it. */
export interface PlannedStep {
  readonly revision: RevisionFolder;
  readonly direction: Direction;
  readonly script: Script;
  /** Revisions that this one's record is tied to. */
  readonly edges: StepEdges;
}

/** Ids. Parents and depends are what it stands on; the others are applied already and stand on it. */
export interface StepEdges {
  readonly parents: readonly string[];
  readonly depends: readonly string[];
  readonly children: readonly string[];
  readonly dependents: readonly string[];
}

export const NO_EDGES: StepEdges = { parents: [], depends: [], children: [], dependents: [] };

export function reportStep(step: PlannedStep, duration?: number): StepReport {
  return {
    revision: step.revision.id,
    direction: step.direction,
    message: step.revision.message,
    ...(duration === undefined ? {} : { duration_ms: duration }),
  };
}
