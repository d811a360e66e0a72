import { InterruptedError } from "../../errors.ts";
import type { RevisionGraph } from "../../graph/index.ts";
import type { CheckFinding } from "../../results.ts";
import type { Snapshot } from "../../schema/model.ts";
import type { Course } from "./course.ts";
import { failed, notRepeated, untested } from "./findings.ts";
import type { Itinerary } from "./itinerary.ts";
import { quickTrip } from "./quick-trip.ts";
import { differences, isReal, roundTrip } from "./trip.ts";

/** What a tour tells of a revision; the last word counts. */
export interface Account {
  readonly itinerary: Itinerary;
  readonly outcome: "restored" | "irreversible" | "failed" | "untested";
  readonly findings: readonly CheckFinding[];
  /** Milliseconds. */
  readonly duration: number;
}

/** Who hears of it. Each revision is begun before it ends, and told once. */
export interface Diary {
  begin(itinerary: Itinerary): void;
  tell(account: Account): void;
  /** One that lies before the range: it is only applied. */
  preludeFailed(itinerary: Itinerary, finding: CheckFinding): void;
}

/** A schema that should be there, and the revision whose second up.sql should have made it, if nobody has looked. */
interface Standing {
  readonly schema: Snapshot;
  readonly unseen: Account | undefined;
}

/** Goes through revisions in one database, around those that fail. */
export class Tour {
  readonly #course: Course;
  readonly #graph: RevisionGraph;
  readonly #itineraries: readonly Itinerary[];
  readonly #diary: Diary;
  readonly #applied: Itinerary[] = [];
  /** What cannot be applied: revisions whose up.sql fails, and those that stand on them, with what they stand on. */
  readonly #lost = new Map<string, string>();
  /** Up to this place each step is looked at, since something was found that may have been the doing of two. */
  #thoroughTo = -1;
  #quick: boolean;
  /** What is to be found in a database that is made anew, if each second up.sql did what the first one did. */
  #expected: Snapshot | undefined;
  #began: Snapshot | undefined;
  #reached: Snapshot | undefined;
  #finished: Snapshot | undefined;

  /** `quick`: somebody else has what this one comes to with each up.sql run once, and will compare. */
  constructor(course: Course, graph: RevisionGraph, itineraries: readonly Itinerary[], diary: Diary, quick = false) {
    this.#course = course;
    this.#graph = graph;
    this.#itineraries = itineraries;
    this.#diary = diary;
    this.#quick = quick;
  }

  /** The schema before the first revision that is tested; undefined if something before it cannot be applied. */
  get began(): Snapshot | undefined {
    return this.#began;
  }

  /** Behind the last one; undefined unless all of them were gone through quickly. */
  get reached(): Snapshot | undefined {
    return this.#quick ? this.#reached : undefined;
  }

  /** Behind what comes after the last one, and is only applied; undefined if something cannot be. */
  get finished(): Snapshot | undefined {
    return this.#finished;
  }

  /** `stop`: nobody wants to know any more. */
  async travel(stop: AbortSignal): Promise<void> {
    for (let next = 0; next < this.#itineraries.length && !stop.aborted; ) {
      next = await this.#course.whileLocked(() => this.#stretch(next, stop));
      if (next < this.#itineraries.length) await this.#course.rebuild(this.#applied);
    }
  }

  /** As far as one database goes; gives the place where the next one is to go on. */
  async #stretch(from: number, stop: AbortSignal): Promise<number> {
    let standing: Standing | undefined;
    for (let at = from; at < this.#itineraries.length; at++) {
      const itinerary = this.#itineraries[at];
      if (itinerary === undefined || stop.aborted) break;
      if (this.#course.context.signal.aborted) throw interrupted();
      const root = this.#lost.get(itinerary.revision.id);
      if (root !== undefined) {
        this.#skip(itinerary, root);
        continue;
      }
      // Where no down.sql comes to the same schema again, somebody else has to look.
      if (standing?.unseen !== undefined && (!itinerary.tested || itinerary.down === undefined)) {
        standing = await this.#lookBack(standing);
        if (standing === undefined) return at;
      }
      if (itinerary.tested) {
        const place = await this.#test(itinerary, at, standing);
        if (typeof place === "number") return place;
        standing = place;
        continue;
      }
      const end = this.#endOfPrelude(at);
      if (!(await this.#prelude(this.#itineraries.slice(at, end)))) return at;
      at = end - 1;
      standing = undefined;
    }
    if (standing?.unseen !== undefined) await this.#lookBack(standing);
    if (this.#lost.size === 0 && !stop.aborted) this.#finished = standing?.schema ?? (await this.#course.look());
    return this.#itineraries.length;
  }

  /** What stands behind it, or the place where to go on in a new database. */
  async #test(itinerary: Itinerary, at: number, standing: Standing | undefined): Promise<Standing | number> {
    const { revision, down } = itinerary;
    this.#diary.begin(itinerary);
    const since = performance.now();
    const before = standing?.schema ?? (await this.#course.look());
    if (this.#lost.size === 0) this.#began ??= before;
    if (this.#quick) return this.#testQuickly(itinerary, at, before, since);
    if (this.#expected !== undefined) {
      const asExpected = !differences(this.#expected, before).some(isReal);
      this.#expected = undefined;
      if (!asExpected) return this.#fromTheBeginning();
    }
    const unseen = standing?.unseen;
    const how = { thorough: at <= this.#thoroughTo, certain: unseen === undefined };
    const trip = await roundTrip(this.#course, itinerary, before, how);
    if (unseen !== undefined && trip.doubtful) {
      this.#thoroughTo = at;
      this.#applied.pop();
      return this.#itineraries.indexOf(unseen.itinerary);
    }
    if (unseen !== undefined) this.#diary.tell(unseen);
    if (trip.applied) this.#applied.push(itinerary);
    else this.#lose(revision.id);
    const { findings } = trip;
    const sound = findings.every(({ severity }) => severity !== "error");
    const outcome = !sound ? "failed" : down === undefined ? "irreversible" : "restored";
    const account: Account = { itinerary, outcome, findings, duration: performance.now() - since };
    if (trip.after === undefined || !trip.unseen) this.#diary.tell(account);
    if (trip.after === undefined) return at + 1;
    return { schema: trip.after, unseen: trip.unseen ? account : undefined };
  }

  /** What is not simply right is tried again by itself, in a database that is made anew. */
  async #testQuickly(itinerary: Itinerary, at: number, before: Snapshot, since: number): Promise<Standing | number> {
    const trip = await quickTrip(this.#course, itinerary, before);
    if (trip === undefined) {
      this.#quick = false;
      this.#expected = before;
      return at;
    }
    this.#applied.push(itinerary);
    const outcome = itinerary.down === undefined ? "irreversible" : "restored";
    this.#diary.tell({ itinerary, outcome, findings: trip.findings, duration: performance.now() - since });
    this.#reached = trip.after;
    return { schema: trip.after, unseen: undefined };
  }

  /** Some second up.sql has done something else than the first: which one is found by looking after each step. */
  #fromTheBeginning(): number {
    const first = this.#itineraries.findIndex(({ tested }) => tested);
    const prelude = new Set(this.#itineraries.slice(0, first));
    this.#applied.splice(0, this.#applied.length, ...this.#applied.filter((each) => prelude.has(each)));
    return first;
  }

  /** Looks at what the second up.sql has made. Undefined where it is not the same, and has spoilt the database. */
  async #lookBack({ schema, unseen }: Standing): Promise<Standing | undefined> {
    if (unseen === undefined) return { schema, unseen };
    const repeated = differences(schema, await this.#course.look());
    const findings = [...unseen.findings, ...repeated.map((each) => notRepeated(unseen.itinerary.up, each))];
    const spoilt = repeated.some(isReal);
    this.#diary.tell({ ...unseen, findings, outcome: spoilt ? "failed" : unseen.outcome });
    return spoilt ? undefined : { schema, unseen: undefined };
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
    this.#diary.preludeFailed(culprit, failed(culprit.up, error));
    this.#lose(culprit.revision.id);
    return false;
  }

  #endOfPrelude(from: number): number {
    const isEnd = ({ tested, revision }: Itinerary, at: number) => at > from && (tested || this.#lost.has(revision.id));
    const end = this.#itineraries.findIndex(isEnd);
    return end === -1 ? this.#itineraries.length : end;
  }

  #skip(itinerary: Itinerary, root: string): void {
    const { revision, tested } = itinerary;
    if (!tested || root === revision.id) return;
    this.#diary.tell({ itinerary, outcome: "untested", findings: [untested(revision, root)], duration: 0 });
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
