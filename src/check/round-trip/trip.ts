import type { CheckFinding } from "../../results.ts";
import { compareSnapshots, type SchemaDifference } from "../../schema/compare.ts";
import type { Snapshot } from "../../schema/model.ts";
import type { Course } from "./course.ts";
import { failed, notRepeated, notRestored } from "./findings.ts";
import type { Itinerary } from "./itinerary.ts";
import { isSameSchema } from "./same.ts";
import { verify } from "./verify.ts";

/** What came of one revision. */
export interface Trip {
  readonly findings: readonly CheckFinding[];
  /** It is there, and what stands on it can be tried. */
  readonly applied: boolean;
  /** The schema behind it; undefined where the database is not as an upgrade would have left it. */
  readonly after: Snapshot | undefined;
  /** What the second up.sql has made has not been looked at. */
  readonly unseen: boolean;
  /** What is found may be the doing of the second up.sql before, which nobody has looked at. */
  readonly doubtful: boolean;
}

/**
 * Up, down and up again. `before`: the schema as it should be. There is a look after the first up.sql and after down.sql,
 * and one after the second up.sql only if `thorough`: else it is left to the look behind the next down.sql, which comes to
 * the same schema if both are right.
 */
export async function roundTrip(
  course: Course,
  itinerary: Itinerary,
  before: Snapshot,
  { thorough, certain }: { readonly thorough: boolean; readonly certain: boolean },
): Promise<Trip> {
  const { revision, up, down } = itinerary;
  const refused = await course.run(up);
  if (refused !== undefined) {
    const after = up.script.settings.transaction ? before : undefined;
    return { findings: [failed(up, refused)], applied: false, after, unseen: false, doubtful: !certain };
  }
  const after = await course.look();
  const findings = [...(await verify(course, revision))];
  const doubtful = !certain && findings.length > 0;
  if (down === undefined) return { findings, applied: true, after, unseen: false, doubtful };
  const kept = await course.run(down);
  if (kept !== undefined) {
    const whole = down.script.settings.transaction;
    const sound = whole ? after : undefined;
    findings.push(failed(down, kept));
    return { findings, applied: true, after: sound, unseen: false, doubtful: !certain };
  }
  const restored = differences(before, await course.look());
  const again = await course.run(up);
  const isSeen = thorough || restored.length > 0;
  const repeated = again === undefined && isSeen ? differences(after, await course.look()) : [];
  const spoilt = restored.some(isReal);
  findings.push(...restored.map((difference) => notRestored(down, difference)));
  // What down.sql has left behind, or lost, shows once more: only what is new is told.
  const known = new Set(restored.map(({ key }) => key));
  findings.push(...repeated.filter(({ key }) => !(spoilt && known.has(key))).map((each) => notRepeated(up, each)));
  if (again !== undefined) findings.push(failed(up, again, { again: true, spoilt }));
  const sound = again === undefined && !repeated.some(isReal) && !spoilt;
  return {
    findings,
    applied: true,
    after: sound ? after : undefined,
    unseen: !isSeen,
    doubtful:
      !certain && (findings.some(({ severity }) => severity === "error") || isDoubtful(restored, before, after)),
  };
}

export function differences(expected: Snapshot, found: Snapshot): readonly SchemaDifference[] {
  return isSameSchema(expected, found) ? [] : compareSnapshots(expected, found);
}

/** No script can set columns in order again, and nothing but SELECT * minds. */
export function isReal({ grade }: SchemaDifference): boolean {
  return grade === "difference";
}

/** Where columns stood in order behind up.sql still, it was down.sql that put them into another. */
function isDoubtful(restored: readonly SchemaDifference[], before: Snapshot, after: Snapshot): boolean {
  if (restored.length === 0) return false;
  const reordered = new Set(
    differences(before, after).flatMap(({ grade, key }) => (grade === "column order" ? key : [])),
  );
  return restored.some(({ key }) => reordered.has(key));
}
