import type { Listener } from "../../events.ts";
import type { Project } from "../../project.ts";
import type { RoundTrips } from "../../results.ts";
import { type Scratch, type ScratchRequest, withScratch } from "../../schema/scratch/index.ts";
import type { Workplace } from "../../workplace.ts";
import { Course } from "./course.ts";
import { SharedDiary } from "./diary.ts";
import { type Itinerary, itinerariesOf } from "./itinerary.ts";
import { lanesOf } from "./lanes.ts";
import { Tour } from "./tour.ts";
import { differences, isReal } from "./trip.ts";
import { assertVerifiable } from "./verify.ts";

/**
 * Takes each revision of a range up, down and up again, in graph order in one scratch database, and looks at the schema
 * after each step. What fails is a finding, and the others go on without it and what stands on it.
 */
export async function testRoundTrips(
  workplace: Workplace,
  range: string | undefined,
  request: ScratchRequest,
  signal: AbortSignal,
): Promise<RoundTrips> {
  const project = workplace.read("scripts");
  const tested = await revisionsOf(workplace, project, range, signal);
  const itineraries = itinerariesOf(project, tested);
  await assertVerifiable(itineraries);
  return withScratch(workplace, request, (scratch) => travel(scratch, project, itineraries, workplace.emit));
}

/** The same on a server where there is nothing else of these revisions. */
export async function travel(
  scratch: Scratch,
  { graph }: Project,
  itineraries: readonly Itinerary[],
  emit: Listener,
): Promise<RoundTrips> {
  const diary = new SharedDiary(itineraries, emit);
  const lanes = lanesOf(itineraries);
  const tours: Tour[] = [];
  const begin = async (lane: readonly Itinerary[], quick: boolean) => {
    const tour = new Tour(await Course.begin(scratch, lane), graph, lane, diary, quick);
    tours.push(tour);
    return tour;
  };
  await allOrNone(lanes, async (lane, stop) => {
    const tour = await begin(lane, isRunOnce(lane, lanes));
    return () => tour.travel(stop);
  });
  const [first] = tours;
  // Another lane has run once what this one has run twice: where they differ, every step is looked at.
  const unsure = tours.filter(({ reached }, index) => {
    const once = index === tours.length - 1 ? first?.finished : tours[index + 1]?.began;
    return reached !== undefined && (once === undefined || differences(once, reached).some(isReal));
  });
  for (const lane of unsure.map((tour) => lanes[tours.indexOf(tour)] ?? [])) {
    await (await begin(lane, false)).travel(new AbortController().signal);
  }
  return { ...diary.result(), server: scratch.server };
}

/** Another lane comes to where the tested part of this one ends, with nothing besides, and each up.sql run once. */
function isRunOnce(lane: readonly Itinerary[], lanes: readonly (readonly Itinerary[])[]): boolean {
  const end = lane.findLastIndex(({ tested }) => tested) + 1;
  if (lanes.length === 1) return false;
  if (lane === lanes.at(-1)) return lanes[0]?.length === end;
  return lanes[lanes.indexOf(lane) + 1]?.findIndex(({ tested }) => tested) === end;
}

/** Each sets off as soon as it is ready. What one throws ends the others too, before their databases are taken from them. */
async function allOrNone(
  lanes: readonly (readonly Itinerary[])[],
  begin: (lane: readonly Itinerary[], stop: AbortSignal) => Promise<() => Promise<void>>,
): Promise<void> {
  const stop = new AbortController();
  const failures: unknown[] = [];
  const ways: Promise<unknown>[] = [];
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      stop.abort();
      failures.push(error);
      return undefined;
    }
  };
  for (const lane of lanes) {
    const travel = await guarded(() => begin(lane, stop.signal));
    if (travel === undefined) break;
    ways.push(guarded(travel));
  }
  await Promise.all(ways);
  if (failures.length > 0) throw failures[0];
}

/** Ids: all unless a range is given, as `history` takes them, or an address. */
async function revisionsOf(
  workplace: Workplace,
  project: Project,
  range: string | undefined,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (range === undefined) return new Set(project.graph.ids());
  const state = await workplace.stateIfAny(project, signal, "tested");
  const graph = state?.graph ?? project.graph;
  const applied = { applied: state?.applied.keys() };
  const ids = range.includes(":") ? graph.range(range, applied) : graph.resolve(range, applied);
  return new Set(ids.filter((id) => project.folders.has(id)));
}
