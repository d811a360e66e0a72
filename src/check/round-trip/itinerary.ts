import { planScripts } from "../../apply/plan.ts";
import type { PlannedStep } from "../../apply/step.ts";
import type { Project } from "../../project.ts";
import type { RevisionFolder } from "../../revision/folder.ts";

/** The steps that a revision goes through. */
export interface Itinerary {
  readonly revision: RevisionFolder;
  readonly up: PlannedStep;
  /** Undefined for one that is irreversible. */
  readonly down: PlannedStep | undefined;
  /** Of what lies before the range it is false: that is only applied. */
  readonly tested: boolean;
}

/** Of these revisions and all that they need, in graph order. */
export function itinerariesOf({ graph, folders }: Project, tested: ReadonlySet<string>): readonly Itinerary[] {
  const applied = new Set<string>();
  return graph.sort(new Set([...graph.ancestors(tested), ...tested])).map((id) => {
    const revision = folders.get(id);
    const reversible = revision?.down !== undefined && revision.down.irreversible === undefined;
    const planned = planScripts(graph, folders, applied, [
      { revision: id, direction: "up" },
      ...(reversible ? [{ revision: id, direction: "down" as const }] : []),
    ]);
    applied.add(id);
    const [up, down] = planned;
    if (up === undefined) throw new TypeError("a plan has every step that it is made from");
    return { revision: up.revision, up, down, tested: tested.has(id) };
  });
}
