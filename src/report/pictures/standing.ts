import type { GraphRevision, PictureState } from "../../results/pictures.ts";
import type { Lines } from "../output.ts";
import { markOf, paintOf } from "../revisions.ts";

/** As in a history, with marks for what only pictures show. */
export function pictureMark(state: PictureState | undefined, output: Lines): string {
  if (state === "edited") return output.unicode ? "◆" : "#";
  if (state === "partial") return output.unicode ? "◐" : "%";
  return markOf(state, output);
}

export function pictureColor(state: PictureState | undefined, output: Lines): (text: string) => string {
  if (state === "edited") return output.colors.yellow;
  if (state === "partial") return output.colors.cyan;
  return paintOf(state, output);
}

/** Names of the databases in which a revision is recorded, where others do not have it. */
export function appliedOnlyIn({ state, databases }: GraphRevision, count: number): readonly string[] {
  const names = Object.entries(databases).flatMap(([name, standing]) => (standing.state === "pending" ? [] : [name]));
  const differs = state !== undefined && names.length > 0 && names.length < count;
  return differs ? names : [];
}
