import type { CheckFinding } from "../../results.ts";
import { compareSnapshots, type SchemaDifference } from "../../schema/compare.ts";
import type { Snapshot } from "../../schema/model.ts";
import type { Course } from "./course.ts";
import { failed, notRepeated, notRestored } from "./findings.ts";
import type { Itinerary } from "./itinerary.ts";
import { verify } from "./verify.ts";

/** What came of one revision. */
export interface Trip {
  readonly findings: readonly CheckFinding[];
  /** It is there, and what stands on it can be tried. */
  readonly applied: boolean;
  /** Its verify.sql was run. */
  readonly verified: boolean;
  /** The schema behind it; undefined where the database is not as an upgrade would have left it. */
  readonly after: Snapshot | undefined;
}

/** Up, down and up again, with a look at the schema after each. `before`: the schema as it is. */
export async function roundTrip(course: Course, itinerary: Itinerary, before: Snapshot): Promise<Trip> {
  const { revision, up, down } = itinerary;
  const refused = await course.run(up);
  if (refused !== undefined) {
    const after = up.script.settings.transaction ? before : undefined;
    return { findings: [failed(up, refused)], applied: false, verified: false, after };
  }
  const after = await course.look();
  const verified = revision.verify !== undefined;
  const findings = [...(await verify(course, revision))];
  if (down === undefined) return { findings, applied: true, verified, after };
  const kept = await course.run(down);
  if (kept !== undefined) {
    const whole = down.script.settings.transaction;
    return { findings: [...findings, failed(down, kept)], applied: true, verified, after: whole ? after : undefined };
  }
  const restored = compareSnapshots(before, await course.look());
  const again = await course.run(up);
  const repeated = again === undefined ? compareSnapshots(after, await course.look()) : [];
  const spoilt = restored.some(isReal);
  findings.push(...restored.map((difference) => notRestored(down, difference)));
  // What down.sql has left behind, or lost, shows once more: only what is new is told.
  const known = new Set(restored.map(({ key }) => key));
  findings.push(...repeated.filter(({ key }) => !(spoilt && known.has(key))).map((each) => notRepeated(up, each)));
  if (again !== undefined) findings.push(failed(up, again, { again: true, spoilt }));
  const sound = again === undefined && !repeated.some(isReal) && !spoilt;
  return { findings, applied: true, verified, after: sound ? after : undefined };
}

/** No script can set columns in order again, and nothing but SELECT * minds. */
function isReal({ grade }: SchemaDifference): boolean {
  return grade === "difference";
}
