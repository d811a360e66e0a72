import type { Violation } from "./faults-judge.ts";
import type { Course, Point, Sweep } from "./faults-sweep.ts";

const HOW = ["fin", "rst"] as const;

/** Every fault that a course has room for, and of each kind one more, which comes too late. */
export function allPoints({ messages, answers }: Course): readonly Point[] {
  const points: Point[] = [];
  for (let number = 1; number <= messages.length + 1; number++) {
    for (const how of HOW) {
      points.push({ at: "message", number, side: "before", how }, { at: "message", number, side: "after", how });
    }
    points.push({ at: "message", number, side: "after", how: "kill" });
  }
  for (let number = 1; number <= answers + 1; number++) {
    for (const how of HOW) {
      points.push({ at: "answer", number, side: "before", how }, { at: "answer", number, side: "after", how });
    }
  }
  return points;
}

/**
 * So many of them: around the first and the last message of each kind, then spread evenly over the rest. The ways to cut
 * take turns, so that each has its share.
 */
export function somePoints(course: Course, count: number): readonly Point[] {
  const { messages } = course;
  const edges = new Set(messages.flatMap((kind) => [messages.indexOf(kind) + 1, messages.lastIndexOf(kind) + 1]));
  const points = allPoints(course);
  const near = points.filter(({ at, number }) => at === "message" && edges.has(number));
  const chosen = new Set(spread(near, Math.ceil(count / 2)));
  const others = points.filter((point) => !chosen.has(point));
  return [...chosen, ...spread(others, count - chosen.size)];
}

/** Steps of uneven length, which meet all the ways to cut instead of the same one each time. */
function spread(points: readonly Point[], count: number): readonly Point[] {
  if (points.length <= count) return points;
  return Array.from({ length: count }, (_, index) => points[Math.floor((index * points.length) / count)]).filter(
    (point) => point !== undefined,
  );
}

export interface Tried {
  readonly point: Point;
  readonly violations: readonly Violation[];
}

/** Tries the points, `width` at a time; those that came too late are left out. */
export async function tryPoints(
  sweep: Sweep,
  points: readonly Point[],
  width: number,
  onTried: (tried: Tried) => void = () => undefined,
): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  const waiting = [...points];
  const work = async () => {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
      const violations = await sweep.attempt(point);
      if (violations === undefined) continue;
      const one = { point, violations };
      tried.push(one);
      onTried(one);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return tried;
}

export function pointName({ at, number, side, how }: Point): string {
  return `${how} ${side} ${at} ${number}`;
}
