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
  const tours: Tour[] = [];
  for (const lane of lanesOf(itineraries)) {
    tours.push(new Tour(await Course.begin(scratch, lane), graph, lane, diary));
  }
  await allOrNone(tours);
  return { ...diary.result(), server: scratch.server };
}

/** What one of them throws ends the others too, before their databases are taken from them. */
async function allOrNone(tours: readonly Tour[]): Promise<void> {
  const stop = new AbortController();
  const ends = await Promise.allSettled(
    tours.map((tour) =>
      tour.travel(stop.signal).catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    ),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
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
