import { FoundError } from "../../errors.ts";
import type { Snapshot } from "../model.ts";
import type { Scratch, ScratchDatabase } from "../scratch/index.ts";
import { arrange, runEach } from "./arrange.ts";
import type { Change, Stage } from "./change.ts";
import { type Rename, renameChanges } from "./rename.ts";
import { differencesIn, isReal, readSide, type Side, type Solved, solve, type Terms } from "./solve.ts";
import { stagesOf } from "./stages.ts";
import { standingTables } from "./tables.ts";
import { workSession } from "./work.ts";

export interface GenerateOptions {
  readonly terms: Terms;
  readonly renames: readonly Rename[];
  /** Indexes are made and dropped without keeping others from writing. */
  readonly concurrently: boolean;
  /** In as few revisions as can be: constraints are checked under the lock that adds them. */
  readonly together: boolean;
}

/** One revision: what it does, and what takes that back. */
export interface GeneratedStage {
  readonly up: Stage;
  readonly down: Stage;
}

export interface Generated {
  /** None where there is no difference. */
  readonly stages: readonly GeneratedStage[];
  readonly before: Snapshot;
  /** Something that follows at once needed what was to come later, so that all is in one transaction after all. */
  readonly unstaged?: true;
}

/**
 * What leads from a scratch database's schema to another, and back, found out by doing it in copies. Throws FoundError
 * `cannot_generate` with what no statement of ours brings about.
 */
export async function generate(
  scratch: Scratch,
  database: ScratchDatabase,
  to: Side,
  options: GenerateOptions,
): Promise<Generated> {
  const { terms, renames } = options;
  const from = await readSide(await workSession(database), terms);
  const copy = await copyOf(scratch, database);
  const session = await workSession(copy);
  const renamed = await renameChanges(session, from.snapshot, to.snapshot, renames, terms.ledger);
  const side = renamed.changes.length === 0 ? from : await readSide(session, terms);
  const found = await solve(session, side, to, terms);
  assertSolved(found, "up.sql");
  const solved = { ...found, changes: [...renamed.changes, ...found.changes] };
  const before = from.snapshot;
  if (solved.changes.length === 0) {
    await copy.drop();
    return { stages: [], before };
  }
  const stages = stagesOf(solved, { ...options, tables: standingTables(side.snapshot) });
  const [only, second] = stages;
  if (only !== undefined && second === undefined && isAsRun(only, solved)) {
    const after = { snapshot: solved.after, facts: to.facts };
    const down = await downOf(copy, only, after, from, terms, renamed.undo);
    await copy.drop();
    return { stages: [{ up: only, down }], before };
  }
  await copy.drop();
  const staged = await inStages(scratch, database, stages, { from, to, undo: renamed.undo }, terms);
  if (staged !== undefined) return { stages: staged, before };
  // A later statement needs at once what was to come later: all that a transaction takes goes into one.
  return {
    ...(await generate(scratch, database, to, { ...options, together: true, concurrently: false })),
    unstaged: true,
  };
}

async function copyOf(scratch: Scratch, database: ScratchDatabase): Promise<ScratchDatabase> {
  const copy = await scratch.create(database);
  await database.reopen();
  return copy;
}

function isAsRun({ transaction, changes }: Stage, solved: Solved): boolean {
  return (
    transaction &&
    changes.length === solved.changes.length &&
    changes.every((change) => solved.changes.includes(change))
  );
}

/** Undefined where the stages do not lead there. */
async function inStages(
  scratch: Scratch,
  database: ScratchDatabase,
  stages: readonly Stage[],
  { from, to, undo }: { readonly from: Side; readonly to: Side; readonly undo: readonly Change[] },
  terms: Terms,
): Promise<readonly GeneratedStage[] | undefined> {
  const copy = await copyOf(scratch, database);
  const session = await workSession(copy);
  const sides = [from];
  const ups: Stage[] = [];
  for (const stage of stages) {
    const run = await (stage.transaction ? arrange : runEach)(session, stage.changes, stage.preamble);
    if (run.refused.length > 0 || run.valuesFirst) {
      await copy.drop();
      return undefined;
    }
    ups.push({ ...stage, changes: run.changes });
    sides.push(await readSide(session, terms));
  }
  const last = sides.at(-1);
  if (last === undefined || differencesIn(to.snapshot, last.snapshot, terms).some(isReal)) {
    await copy.drop();
    return undefined;
  }
  const generated: GeneratedStage[] = [];
  for (const [index, up] of [...ups.entries()].toReversed()) {
    const [before, after] = [sides[index], sides[index + 1]];
    if (before === undefined || after === undefined) throw new TypeError("there is a state on both sides of a stage");
    // Renames come first, so it is the first stage that takes them back.
    generated.unshift({ up, down: await downOf(copy, up, after, before, terms, index === 0 ? undo : []) });
  }
  await copy.drop();
  return generated;
}

/** Leads the copy back, whose state is `after`. */
async function downOf(
  copy: ScratchDatabase,
  up: Stage,
  after: Side,
  before: Side,
  terms: Terms,
  undo: readonly Change[],
): Promise<Stage> {
  const session = await workSession(copy);
  for (const { sql } of undo) await session.send(sql);
  const side = undo.length === 0 ? after : await readSide(session, terms);
  const solved = await solve(session, side, before, terms);
  assertSolved(solved, "down.sql");
  const { preamble, valuesFirst } = solved;
  const all = [...undo, ...solved.changes];
  const transaction = up.transaction && !valuesFirst && all.every(({ place }) => place !== "outside");
  const changes = up.kind === "outside" ? all.map(concurrently) : all;
  return { kind: up.kind, transaction, preamble, changes };
}

/** As it was made. */
function concurrently(change: Change): Change {
  return {
    ...change,
    sql: change.sql.replace(/^(CREATE (?:UNIQUE )?|DROP )INDEX (?!CONCURRENTLY)/, "$1INDEX CONCURRENTLY "),
  };
}

function assertSolved({ left, refused }: Solved, script: string): void {
  const real = left.filter(isReal);
  if (real.length === 0) return;
  const objects = real.map(({ message }) => message);
  const statements = refused.map(({ change, error }) => ({
    sql: change.sql,
    subject: change.subject,
    message: error.message,
  }));
  throw new FoundError(
    "cannot_generate",
    `${script} cannot be generated: ${objects.slice(0, 3).join("; ")}${objects.length > 3 ? ` and ${objects.length - 3} more` : ""}`,
    {
      hint:
        statements[0] === undefined
          ? "no statement of migraph's leads there: write the revision by hand, or leave the objects out with --exclude"
          : `the server refused ${statements[0].sql.split("\n")[0]}: ${statements[0].message}; write the revision by hand, or leave the objects out with --exclude`,
      data: { differences: objects, refused: statements },
    },
  );
}
