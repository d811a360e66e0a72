import type { Listener } from "../../events.ts";
import type { Project } from "../../project.ts";
import type { RoundTrips } from "../../results.ts";
import { type Scratch, type ScratchRequest, withScratch } from "../../schema/scratch/index.ts";
import type { Workplace } from "../../workplace.ts";
import { Course } from "./course.ts";
import { type Itinerary, itinerariesOf } from "./itinerary.ts";
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
  const course = await Course.begin(scratch, itineraries);
  const tour = new Tour(course, graph, itineraries, emit);
  return { ...(await tour.travel()), server: scratch.server };
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
