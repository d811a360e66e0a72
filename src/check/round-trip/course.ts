import type { PlannedStep } from "../../apply/step.ts";
import type { Database } from "../../database/server.ts";
import { DatabaseError, InterruptedError, MigraphError } from "../../errors.ts";
import type { Snapshot } from "../../schema/model.ts";
import { type Replayer, replayer, whileLocked } from "../../schema/replay.ts";
import type { Scratch, ScratchContext, ScratchDatabase } from "../../schema/scratch/index.ts";
import { SnapshotReader } from "../../schema/snapshot.ts";
import type { Itinerary } from "./itinerary.ts";

/** After so many steps more than a kept copy has, another copy is quicker than to run them again next time. */
const WORTH_A_COPY = 100;

/** The database that revisions are run in, one behind the other, and how it is made anew when one has spoilt it. */
export class Course {
  readonly #scratch: Scratch;
  readonly #all: readonly PlannedStep[];
  #target: ScratchDatabase;
  #run: Replayer;
  #reader: SnapshotReader;
  #locked: Database | undefined;
  /** A copy that nothing has been tried in, and the revisions that it has. */
  #kept: { readonly target: ScratchDatabase; readonly applied: readonly string[] } | undefined;

  private constructor(scratch: Scratch, all: readonly PlannedStep[], parts: Parts) {
    this.#scratch = scratch;
    this.#all = all;
    this.#target = parts.target;
    this.#run = parts.run;
    this.#reader = parts.reader;
  }

  static async begin(scratch: Scratch, itineraries: readonly Itinerary[]): Promise<Course> {
    const all = itineraries.flatMap(({ up, down }) => (down === undefined ? [up] : [up, down]));
    return new Course(scratch, all, await partsOf(await scratch.create(), all));
  }

  get context(): ScratchContext {
    return this.#target.context;
  }

  get database(): Database {
    if (this.#locked === undefined) throw new TypeError("the database is not locked");
    return this.#locked;
  }

  /** Others keep out of a database while scripts run in it, as they do in an upgrade. */
  whileLocked<Result>(work: () => Promise<Result>): Promise<Result> {
    return whileLocked(this.#target, async (database) => {
      this.#locked = database;
      try {
        return await work();
      } finally {
        this.#locked = undefined;
      }
    });
  }

  /** Runs steps; gives the error of the first that a script is to blame for, and throws what is nobody's fault. */
  async run(...steps: readonly PlannedStep[]): Promise<MigraphError | undefined> {
    try {
      await this.#run(this.database, steps);
      return undefined;
    } catch (error) {
      if (!(error instanceof MigraphError) || error instanceof InterruptedError) throw error;
      if (error instanceof DatabaseError || error.exitCode !== 1) throw error;
      return error;
    }
  }

  /** The schema as it is now. */
  look(): Promise<Snapshot> {
    return this.#reader.next();
  }

  /** A database that has these revisions, each run once. */
  async rebuild(itineraries: readonly Itinerary[]): Promise<void> {
    await this.#target.drop();
    const ups = itineraries.map(({ up }) => up);
    const isPrefix = this.#kept?.applied.every((id, index) => ups[index]?.revision.id === id) ?? false;
    const kept = isPrefix ? this.#kept : undefined;
    const rest = ups.slice(kept?.applied.length ?? 0);
    await this.#renew(kept?.target, rest);
    if (rest.length < WORTH_A_COPY) return;
    await this.#kept?.target.drop();
    this.#kept = { target: this.#target, applied: ups.map(({ revision }) => revision.id) };
    await this.#renew(this.#target, []);
  }

  async #renew(template: ScratchDatabase | undefined, rest: readonly PlannedStep[]): Promise<void> {
    const parts = await partsOf(await this.#scratch.create(template), this.#all);
    this.#target = parts.target;
    this.#run = parts.run;
    this.#reader = parts.reader;
    await this.whileLocked(() => this.#run(this.database, rest));
  }
}

interface Parts {
  readonly target: ScratchDatabase;
  readonly run: Replayer;
  readonly reader: SnapshotReader;
}

async function partsOf(target: ScratchDatabase, all: readonly PlannedStep[]): Promise<Parts> {
  const run = await replayer(target, all);
  // On a session of its own: what scripts leave in theirs is not to change what is seen.
  const reader = new SnapshotReader(await target.session(), { except: [target.context.config.schema] });
  return { target, run, reader };
}
