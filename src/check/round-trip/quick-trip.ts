import type { CheckFinding } from "../../results.ts";
import type { Snapshot } from "../../schema/model.ts";
import type { Course } from "./course.ts";
import { notRestored } from "./findings.ts";
import type { Itinerary } from "./itinerary.ts";
import { differences, isReal } from "./trip.ts";
import { verify } from "./verify.ts";

/** A revision that nothing is wrong with, but perhaps the order of columns; and the schema behind its second up.sql. */
export interface QuickTrip {
  readonly findings: readonly CheckFinding[];
  readonly after: Snapshot;
}

/**
 * Up, down and up again, with a look after down.sql and one after the second up.sql: what is made is looked at once, and
 * what is gone again never. Undefined where something is wrong, which takes more looks to tell. That the first up.sql made
 * the same is for others to find out, from a database in which each up.sql ran once.
 */
export async function quickTrip(
  course: Course,
  { revision, up, down }: Itinerary,
  before: Snapshot,
): Promise<QuickTrip | undefined> {
  if (down === undefined || revision.verify !== undefined) {
    if ((await course.run(up)) !== undefined) return undefined;
    if ((await verify(course, revision)).length > 0) return undefined;
    if (down === undefined) return { findings: [], after: await course.look() };
    if ((await course.run(down)) !== undefined) return undefined;
  } else if ((await course.run(up, down)) !== undefined) return undefined;
  const restored = differences(before, await course.look());
  if (restored.some(isReal) || (await course.run(up)) !== undefined) return undefined;
  return { findings: restored.map((each) => notRestored(down, each)), after: await course.look() };
}
