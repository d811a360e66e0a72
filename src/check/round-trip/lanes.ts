import { availableParallelism } from "node:os";
import type { Itinerary } from "./itinerary.ts";

/** Fewer revisions are through before another database has been made. */
const WORTH_A_LANE = 30;
const MOST_LANES = 4;
/** Each lane runs more besides than the one before, and gets the less to test: what lies before its part, or behind it. */
const LESS = 0.88;

/** What belongs to the whole server, where two databases would be in each other's way. */
const SHARED =
  /\b(?:create|alter|drop)\s+(?:role|user(?!\s+mapping)|group|tablespace|database|subscription)\b|\bon\s+(?:role|database|tablespace)\b/i;

/**
 * The same revisions several times over, to be tested each in one of the lists, and in the others before it only applied:
 * databases side by side, as many as there are processors to work on them. The first list has what the others test behind
 * its own: so whatever one of them tests is run once in another.
 */
export function lanesOf(itineraries: readonly Itinerary[]): readonly (readonly Itinerary[])[] {
  const tested = itineraries.filter((itinerary) => itinerary.tested);
  const shared = itineraries.some(
    ({ revision: { up, down } }) => SHARED.test(up.text) || SHARED.test(down?.text ?? ""),
  );
  const wanted = Math.min(MOST_LANES, availableParallelism(), Math.floor(tested.length / WORTH_A_LANE));
  if (wanted < 2 || shared) return [itineraries];
  const weights = Array.from({ length: wanted }, (_, index) => LESS ** (index === 0 ? wanted - 1 : index));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const lanes: (readonly Itinerary[])[] = [];
  let from = 0;
  let sum = 0;
  for (const weight of weights) {
    sum += weight;
    const to = Math.round((sum / whole) * tested.length);
    const own = new Set(tested.slice(from, to));
    const end = lanes.length === 0 ? endOf(itineraries, new Set(tested)) : endOf(itineraries, own);
    lanes.push(itineraries.slice(0, end).map((each) => ({ ...each, tested: own.has(each) })));
    from = to;
  }
  return lanes;
}

function endOf(itineraries: readonly Itinerary[], tested: ReadonlySet<Itinerary>): number {
  return itineraries.findLastIndex((itinerary) => tested.has(itinerary)) + 1;
}
