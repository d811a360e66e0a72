import { planScripts } from "../../apply/plan.ts";
import type { PlannedStep } from "../../apply/step.ts";
import { RevisionGraph } from "../../graph/index.ts";
import type { RevisionFolder } from "../../revision/folder.ts";
import type { State } from "../../state.ts";

/** In the order in which they ran here: columns that two branches added to one table stand in that order. */
export function stepsOf({ ledger }: State, folders: ReadonlyMap<string, RevisionFolder>): readonly PlannedStep[] {
  const graph = RevisionGraph.from(
    ledger.applied.map(({ id, parents, depends, created }) => ({ id, parents, depends, created })),
  );
  const done = new Set<string>();
  const isInOrder = ledger.applied.every(({ id, parents, depends }) => {
    done.add(id);
    return [...parents, ...depends].every((other) => done.has(other));
  });
  const ids = ledger.applied.map(({ id }) => id);
  const order = isInOrder ? ids : graph.sort(ids);
  const steps = order.map((revision) => ({ revision, direction: "up" as const }));
  return planScripts(graph, folders, new Set(), steps);
}
