import { InterruptedError } from "../../errors.ts";
import type { Listener } from "../../events.ts";
import type { RevisionGraph } from "../../graph/index.ts";
import type { CheckFinding, RoundTrips } from "../../results.ts";
import type { Snapshot } from "../../schema/model.ts";
import type { Course } from "./course.ts";
import { failed, untested } from "./findings.ts";
import type { Itinerary } from "./itinerary.ts";
import { roundTrip } from "./trip.ts";

/** Goes through all revisions, around those that fail. */
export class Tour {
  readonly #course: Course;
  readonly #graph: RevisionGraph;
  readonly #itineraries: readonly Itinerary[];
  readonly #emit: Listener;
  readonly #findings: CheckFinding[] = [];
  readonly #applied: Itinerary[] = [];
  /** What cannot be applied: revisions whose up.sql fails, and those that stand on them, with what they stand on. */
  readonly #lost = new Map<string, string>();
  readonly #counts = { revisions: 0, irreversible: 0, untested: 0, verified: 0 };

  constructor(course: Course, graph: RevisionGraph, itineraries: readonly Itinerary[], emit: Listener) {
    this.#course = course;
    this.#graph = graph;
    this.#itineraries = itineraries;
    this.#emit = emit;
  }

  async travel(): Promise<Omit<RoundTrips, "server">> {
    for (let next = 0; next < this.#itineraries.length; ) {
      next = await this.#course.whileLocked(() => this.#stretch(next));
      if (next < this.#itineraries.length) await this.#course.rebuild(this.#applied);
    }
    const ok = this.#findings.every(({ severity }) => severity !== "error");
    return { ok, ...this.#counts, findings: this.#findings };
  }

  /** As far as one database goes: the end, or behind a revision that has spoilt it. */
  async #stretch(from: number): Promise<number> {
    let before: Snapshot | undefined;
    for (let at = from; at < this.#itineraries.length; at++) {
      const itinerary = this.#itineraries[at];
      if (itinerary === undefined) break;
      if (this.#course.context.signal.aborted) throw interrupted();
      const root = this.#lost.get(itinerary.revision.id);
      if (root !== undefined) this.#skip(itinerary, root);
      else if (!itinerary.tested) {
        const end = this.#endOfPrelude(at);
        const reached = await this.#prelude(this.#itineraries.slice(at, end));
        if (!reached) return at;
        at = end - 1;
        before = undefined;
      } else {
        before = await this.#test(itinerary, before ?? (await this.#course.look()));
        if (before === undefined) return at + 1;
      }
    }
    return this.#itineraries.length;
  }

  /** The schema behind it, where that is as an upgrade would have left it. */
  async #test(itinerary: Itinerary, before: Snapshot): Promise<Snapshot | undefined> {
    const { revision, down } = itinerary;
    const counts = this.#counts;
    const total = this.#itineraries.filter(({ tested }) => tested).length;
    const place = { revision: revision.id, message: revision.message, index: counts.revisions, total };
    this.#emit({ type: "round-trip-started", ...place });
    const since = performance.now();
    const { findings, applied, verified, after } = await roundTrip(this.#course, itinerary, before);
    this.#findings.push(...findings);
    counts.revisions++;
    if (down === undefined) counts.irreversible++;
    if (verified) counts.verified++;
    if (applied) this.#applied.push(itinerary);
    else this.#lose(revision.id);
    const sound = findings.every(({ severity }) => severity !== "error");
    const outcome = !sound ? "failed" : down === undefined ? "irreversible" : "restored";
    const duration_ms = Math.round(performance.now() - since);
    this.#emit({ type: "round-trip-finished", ...place, outcome, duration_ms });
    return after;
  }

  /** Only applies. False where one has failed: the database is to be made anew, and the others are tried again. */
  async #prelude(itineraries: readonly Itinerary[]): Promise<boolean> {
    const error = await this.#course.run(...itineraries.map(({ up }) => up));
    if (error === undefined) {
      this.#applied.push(...itineraries);
      return true;
    }
    const culprit = itineraries.find(({ revision }) => revision.id === error.data["revision"]);
    if (culprit === undefined) throw error;
    this.#findings.push(failed(culprit.up, error));
    this.#lose(culprit.revision.id);
    return false;
  }

  #endOfPrelude(from: number): number {
    const isEnd = ({ tested, revision }: Itinerary, at: number) => at > from && (tested || this.#lost.has(revision.id));
    const end = this.#itineraries.findIndex(isEnd);
    return end === -1 ? this.#itineraries.length : end;
  }

  #skip({ revision, tested }: Itinerary, root: string): void {
    if (!tested || root === revision.id) return;
    this.#counts.untested++;
    this.#findings.push(untested(revision, root));
  }

  #lose(id: string): void {
    this.#lost.set(id, id);
    for (const other of this.#graph.descendants([id])) if (!this.#lost.has(other)) this.#lost.set(other, id);
  }
}

function interrupted(): InterruptedError {
  return new InterruptedError("stopped before the next revision; the scratch databases are removed", {
    hint: "run the same command again: a test leaves nothing behind",
  });
}
