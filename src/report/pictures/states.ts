import type { GraphRevision, PictureState } from "../../results/pictures.ts";

/** All states, in the order of legends. */
export const PICTURE_STATES = ["applied", "partial", "pending", "edited", "foreign"] as const;

/** What a legend says of a state. */
export const STATE_WORDS: Readonly<Record<PictureState, string>> = {
  applied: "applied",
  partial: "applied in some databases",
  pending: "pending",
  edited: "edited since it was applied",
  foreign: "foreign: applied, and not on disk",
};

/** The states that occur, in the order of legends. */
export function statesIn(revisions: readonly Pick<GraphRevision, "state">[]): readonly PictureState[] {
  const states = new Set(revisions.map(({ state }) => state));
  return PICTURE_STATES.filter((state) => states.has(state));
}
