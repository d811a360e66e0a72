import type { DifferencePlace } from "../schema/delta/difference.ts";
import type { DifferenceSettings } from "../schema/delta/settings.ts";
import type { Workplace } from "../workplace.ts";
import { resolveParents } from "./parents.ts";

/** A declared schema is compared with what the revision's parents build. */
export function differencePlace(
  workplace: Workplace,
  settings: Pick<DifferenceSettings, "parents" | "root">,
  signal: AbortSignal,
): DifferencePlace {
  const project = workplace.read("scripts", { empty: true });
  const revisions = settings.root ? [] : resolveParents(project.graph, settings.parents);
  return { workplace, project, revisions, signal };
}
