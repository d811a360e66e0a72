import { planScripts } from "../apply/plan.ts";
import type { PlannedStep } from "../apply/step.ts";
import type { Project } from "../project.ts";
import { replay } from "../schema/replay.ts";
import type { Scratch, ScratchDatabase } from "../schema/scratch/index.ts";

/**
 * One scratch database that grows along the history, and is copied where a proof begins. Roles belong to the server: a
 * copy is dropped, with the roles that were made in it, before the next is made or the trunk grows.
 */
export class Trunk {
  readonly ledger: string;
  readonly #scratch: Scratch;
  readonly #project: Project;
  #database: ScratchDatabase | undefined;
  #applied: ReadonlySet<string> = new Set();

  /** `ledger`: its schema, which no proof looks at. */
  constructor(scratch: Scratch, project: Project, ledger: string) {
    this.#scratch = scratch;
    this.#project = project;
    this.ledger = ledger;
  }

  /**
   * Works on a database in which exactly these are applied: a set that holds all ancestors of each. Quickest where each set
   * holds the one before. Throws ScriptError where one of them does not run.
   */
  async withCopy<Result>(
    revisions: readonly string[],
    work: (database: ScratchDatabase) => Promise<Result>,
  ): Promise<Result> {
    const copy = await this.#scratch.create(await this.#at(revisions));
    try {
      return await work(copy);
    } finally {
      await copy.drop();
    }
  }

  /** Those of some revisions that a database with `applied` lacks, in their order. */
  steps(applied: Iterable<string>, revisions: readonly string[]): readonly PlannedStep[] {
    const { graph, folders } = this.#project;
    const up = revisions.map((revision) => ({ revision, direction: "up" as const }));
    return planScripts(graph, folders, new Set(applied), up);
  }

  /** With its roles: for a proof that begins from nothing. */
  async drop(): Promise<void> {
    await this.#database?.drop();
    this.#database = undefined;
    this.#applied = new Set();
  }

  async #at(revisions: readonly string[]): Promise<ScratchDatabase> {
    const wanted = new Set(revisions);
    if (this.#database !== undefined && !this.#applied.isSubsetOf(wanted)) await this.drop();
    this.#database ??= await this.#scratch.create();
    const database = this.#database;
    await database.reopen();
    const lacking = revisions.filter((id) => !this.#applied.has(id));
    const steps = this.steps(this.#applied, lacking);
    this.#applied = wanted;
    try {
      if (steps.length > 0) await replay(database, steps);
    } catch (error) {
      await this.drop();
      throw error;
    }
    return database;
  }
}
