import type { PictureState, Standing } from "../../results/pictures.ts";
import type { Drawing } from "./drawing.ts";
import { PICTURE_STATES } from "./states.ts";

/** What a mark's colours and lines are chosen by. */
type MarkKind = PictureState | "none";

export interface MarkShape {
  readonly kind: MarkKind;
  /** The outline. */
  readonly path: string;
  /** What is filled besides, for the half of a revision that is applied in some databases only. */
  readonly half: string | undefined;
}

/** Shapes differ as well as colours, for those who see no colours: filled, hollow, half, dashed, a diamond. */
export function markShape(state: PictureState | null, x: number, y: number, radius: number): MarkShape {
  const half = state === "partial" ? `M${x} ${y - radius}A${radius} ${radius} 0 0 0 ${x} ${y + radius}Z` : undefined;
  return { kind: state ?? "none", path: state === "edited" ? diamond(x, y, radius) : circle(x, y, radius), half };
}

/** The state of a revision in one database, as its mark shows it. */
export function stateIn(standing: Standing | null | undefined): PictureState | null {
  if (standing === null || standing === undefined) return null;
  return standing.edited === undefined ? standing.state : "edited";
}

/** All that marks in a drawing stand for, those in the columns of databases too, in the order of legends. */
export function statesDrawn({ revisions, databases }: Drawing): readonly PictureState[] {
  const drawn = new Set<PictureState | null>();
  for (const { state, standings } of revisions) {
    drawn.add(state);
    if (databases.length > 1) for (const standing of standings) drawn.add(stateIn(standing));
  }
  return PICTURE_STATES.filter((state) => drawn.has(state));
}

function circle(x: number, y: number, radius: number): string {
  const half = `A${radius} ${radius} 0 0 1`;
  return `M${x - radius} ${y}${half} ${x + radius} ${y}${half} ${x - radius} ${y}Z`;
}

function diamond(x: number, y: number, radius: number): string {
  const size = radius * 1.25;
  return `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}Z`;
}
