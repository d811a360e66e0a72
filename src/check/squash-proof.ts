import type { PlannedStep, StepEdges } from "../apply/step.ts";
import { verifyScript } from "../apply/verify/script.ts";
import { BEGIN } from "../apply/write.ts";
import { MigraphError, ScriptError } from "../errors.ts";
import type { Direction } from "../events.ts";
import type { Project } from "../project.ts";
import type { SquashProof } from "../results.ts";
import type { RevisionFolder, Script } from "../revision/folder.ts";
import { compareSnapshots } from "../schema/compare.ts";
import type { Snapshot } from "../schema/model.ts";
import { replay, replaySteps } from "../schema/replay.ts";
import type { Scratch, ScratchDatabase } from "../schema/scratch/index.ts";
import { readSnapshot } from "../schema/snapshot.ts";
import { type Contents, compareContents, countRows, type Ignored, readContents } from "./contents.ts";
import { assertSameSchema, assertVerified, failing, otherContents, otherSchema } from "./squash-faults.ts";

/** What is to be the same. */
export interface SquashCase {
  readonly project: Project;
  /** Ids of all that comes before the run. */
  readonly before: Iterable<string>;
  /** Ids of the run. */
  readonly run: readonly string[];
  /** What is to take its place, as it would be read from its files. */
  readonly squashed: RevisionFolder;
  readonly edges: Pick<StepEdges, "parents" | "depends">;
  /** The verify.sql of what takes its place, from those of the run that hold at its end. */
  readonly joinVerify: (holding: readonly RevisionFolder[]) => Script | undefined;
}

/** What was found on the way: which verify.sql of the run hold at its end. */
export interface SquashFindings {
  readonly proof: SquashProof;
  readonly holding: readonly RevisionFolder[];
  readonly verify: Script | undefined;
  readonly failing: readonly { readonly folder: RevisionFolder; readonly message: string }[];
}

/**
 * Proves in scratch databases, each on top of what comes before the run, that one revision does what the run does: the same
 * schema, the same rows, sequences that have counted as far; and that its way back leads to where the run began, or at
 * least to where the old ways back lead. Throws ProofError with all that is not so.
 */
export async function proveSquash(scratch: Scratch, proving: SquashCase): Promise<SquashFindings> {
  const lab = await Laboratory.prepare(scratch, proving);
  const old = await lab.afterRun(async (database) => ({
    ...(await lab.look(database)),
    verified: await lab.verifyParts(database),
  }));
  const verify = proving.joinVerify(old.verified.holding);
  const { found, verification, back } = await lab.afterSquash(async (database) => {
    const seen = await lab.look(database);
    await assertSameSchema(old.snapshot, seen.snapshot);
    const checked =
      verify &&
      (await verifyScript(await database.session(), verify, { begin: BEGIN, secret: proving.squashed.secret }));
    return { found: seen, verification: checked, back: await lab.wayBack(database) };
  });
  const { contents, ignored } = await lab.settleContents(old.contents, found.contents);
  assertVerified(verification);
  const down = await lab.judgeWayBack(back);
  return {
    proof: {
      server: scratch.server,
      tables: contents.tables.size,
      rows: countRows(contents),
      sequences: contents.sequences.size,
      ignored: [...ignored].map(([table, columns]) => ({ table, columns: [...columns] })),
      ...down,
    },
    ...old.verified,
    verify,
  };
}

interface Look {
  readonly snapshot: Snapshot;
  readonly contents: Contents;
}

/** The databases of one proof: one after the other, since roles that scripts make belong to the whole server. */
class Laboratory {
  readonly #scratch: Scratch;
  readonly #case: SquashCase;
  readonly #base: ScratchDatabase;
  readonly #start: Snapshot;

  private constructor(scratch: Scratch, proving: SquashCase, base: ScratchDatabase, start: Snapshot) {
    this.#scratch = scratch;
    this.#case = proving;
    this.#base = base;
    this.#start = start;
  }

  static async prepare(scratch: Scratch, proving: SquashCase): Promise<Laboratory> {
    const base = await scratch.create();
    await replay(base, replaySteps(proving.project, proving.before));
    return new Laboratory(scratch, proving, base, await snapshotOf(base));
  }

  afterRun<Result>(work: (database: ScratchDatabase) => Promise<Result>): Promise<Result> {
    return this.#onCopy(async (database) => {
      await replay(database, this.#oldSteps("up"));
      return work(database);
    });
  }

  afterSquash<Result>(work: (database: ScratchDatabase) => Promise<Result>): Promise<Result> {
    return this.#onCopy(async (database) => {
      await this.#runSquashed(database, "up");
      return work(database);
    });
  }

  async look(database: ScratchDatabase, ignored?: Ignored): Promise<Look> {
    return { snapshot: await snapshotOf(database), contents: await this.#contents(database, ignored) };
  }

  /** Where the new way back leads; undefined where there is none. */
  async wayBack(database: ScratchDatabase): Promise<Snapshot | undefined> {
    if (this.#case.squashed.down?.irreversible !== undefined) return undefined;
    await this.#runSquashed(database, "down");
    return snapshotOf(database);
  }

  /** Which of the run's verify.sql hold at its end: others may have held only until the next revision. */
  async verifyParts(database: ScratchDatabase): Promise<Pick<SquashFindings, "holding" | "failing">> {
    const { project, run } = this.#case;
    const holding: RevisionFolder[] = [];
    const failing: { folder: RevisionFolder; message: string }[] = [];
    const session = await database.session();
    for (const folder of run.flatMap((id) => project.folders.get(id) ?? [])) {
      if (folder.verify === undefined) continue;
      const { ok, failures } = await verifyScript(session, folder.verify, { begin: BEGIN, secret: folder.secret });
      if (ok) holding.push(folder);
      else failing.push({ folder, message: failures[0]?.message ?? "it does not pass" });
    }
    return { holding, failing };
  }

  /**
   * Values that are others in every run, such as times and random ones, cannot be compared. Only where something differs the
   * run is run a second time, to know which columns these are; and all is compared once more without them.
   */
  async settleContents(old: Contents, found: Contents): Promise<{ contents: Contents; ignored: Ignored }> {
    const differences = compareContents(old, found);
    if (differences.length === 0) return { contents: old, ignored: new Map() };
    const varying = await this.afterRun(async (database) => {
      const again = await this.#contents(database);
      const ignored = varyingColumns(old, again);
      return ignored.size === 0 ? undefined : { ignored, contents: await this.#contents(database, ignored) };
    });
    if (varying === undefined) throw otherContents(differences);
    const { ignored, contents } = varying;
    const again = await this.afterSquash((database) => this.#contents(database, ignored));
    const left = compareContents(contents, again);
    if (left.length > 0) throw otherContents(left);
    return { contents, ignored };
  }

  async judgeWayBack(back: Snapshot | undefined): Promise<Pick<SquashProof, "down" | "left">> {
    if (back === undefined) return { down: "irreversible", left: [] };
    const differences = compareSnapshots(this.#start, back);
    if (differences.length === 0) return { down: "restores", left: [] };
    const before = await this.#oldWayBack();
    if (before === undefined || compareSnapshots(before, back).length > 0) {
      throw await otherSchema(
        "the new down.sql does not lead back to where the run began",
        differences,
        this.#start,
        back,
        {
          expected: "before the run",
          found: "after the new down.sql",
        },
      );
    }
    return { down: "as before", left: differences.map(({ message }) => message) };
  }

  /** Where the old ways back lead; undefined where they do not get there. */
  #oldWayBack(): Promise<Snapshot | undefined> {
    return this.afterRun(async (database) => {
      try {
        await replay(database, this.#oldSteps("down"));
      } catch (error) {
        if (error instanceof MigraphError && error.exitCode < 3) return undefined;
        throw error;
      }
      return snapshotOf(database);
    });
  }

  async #onCopy<Result>(work: (database: ScratchDatabase) => Promise<Result>): Promise<Result> {
    const database = await this.#scratch.create(this.#base);
    const result = await work(database);
    await database.drop();
    return result;
  }

  async #runSquashed(database: ScratchDatabase, direction: Direction): Promise<void> {
    const { squashed, edges } = this.#case;
    const script = direction === "up" ? squashed.up : squashed.down;
    if (script === undefined) throw new TypeError("the squashed revision has both its scripts");
    const step = { revision: squashed, direction, script, edges: { ...edges, children: [], dependents: [] } };
    try {
      await replay(database, [step]);
    } catch (error) {
      throw error instanceof ScriptError ? failing(error, script) : error;
    }
  }

  #oldSteps(direction: Direction): readonly PlannedStep[] {
    const { project, before, run } = this.#case;
    const part = new Set(run);
    const up = replaySteps(project, [...before, ...run]).filter(({ revision }) => part.has(revision.id));
    if (direction === "up") return up;
    return up.toReversed().flatMap(({ revision, edges }) => {
      const { down } = revision;
      return down === undefined ? [] : [{ revision, direction, script: down, edges }];
    });
  }

  async #contents(database: ScratchDatabase, ignored?: Ignored): Promise<Contents> {
    return readContents(await database.session(), database.database.schema, ignored);
  }
}

async function snapshotOf(database: ScratchDatabase): Promise<Snapshot> {
  return readSnapshot(await database.session(), { except: [database.database.schema] });
}

/** By table, the columns that two runs of the same scripts have left with other values. */
function varyingColumns(one: Contents, other: Contents): Ignored {
  return new Map(
    compareContents(one, other).flatMap(({ table, columns }) =>
      table === undefined || columns.length === 0 ? [] : [[table, new Set(columns)] as const],
    ),
  );
}
