import { NO_EDGES, type PlannedStep } from "../apply/step.ts";
import { type Finding, ProofError, ScriptError } from "../errors.ts";
import type { Direction, Listener } from "../events.ts";
import type { RevisionFolder, Script } from "../revision/folder.ts";
import { compareSnapshots, type SchemaDifference } from "../schema/compare.ts";
import { readRows, type TableRows } from "../schema/copied-rows.ts";
import type { Snapshot, SnapshotFilter } from "../schema/model.ts";
import { identityOf } from "../schema/render/names.ts";
import { replayer, whileLocked } from "../schema/replay.ts";
import type { ScratchDatabase } from "../schema/scratch/index.ts";
import { type Selection, selectAgain, withoutLedger, withoutSecretive } from "../schema/selection.ts";
import { readSnapshot } from "../schema/snapshot.ts";
import { unifiedDifference } from "../schema/text.ts";

export interface BaselineCase {
  readonly scripts: { readonly up: string; readonly down: string };
  /** What the live database has, as far as it is meant. */
  readonly expected: Snapshot;
  readonly selection: Selection;
  readonly filter: SnapshotFilter;
  readonly rows: readonly TableRows[];
  readonly emit: Listener;
}

const NOTHING_WRITTEN = "nothing was written, and the database is as it was";

/**
 * Runs both scripts in a scratch database: after up it has the same schema and the same rows, after down it is as empty
 * as before. Throws ProofError with all that is not so.
 */
export async function proveBaseline(scratch: ScratchDatabase, proving: BaselineCase): Promise<void> {
  const { expected, selection, filter, rows, emit } = proving;
  const session = await scratch.session();
  const look = async () => withoutLedger(await readSnapshot(session), scratch.database.schema);
  const steps = stepsFor(proving.scripts);
  const run = await replayer(scratch, steps);
  await whileLocked(scratch, async (database) => {
    const empty = await look();
    await run(database, [steps[0]]).catch((error: unknown) => {
      throw failing(error, "up", proving.scripts.up);
    });
    const built = selectAgain(await look(), selection);
    await assertSame(withoutSecretive(expected), built, filter, emit);
    assertSameRows(
      rows,
      await readRows(
        session,
        expected,
        rows.map(({ table }) => table),
      ),
    );
    await run(database, [steps[1]]).catch((error: unknown) => {
      throw failing(error, "down", proving.scripts.down);
    });
    const left = compareSnapshots(empty, await look(), filter);
    if (left.length > 0) throw notProved("the way back of the baseline leaves something behind", left);
  });
}

async function assertSame(expected: Snapshot, built: Snapshot, filter: SnapshotFilter, emit: Listener): Promise<void> {
  const found = compareSnapshots(expected, built, filter);
  const tolerated = found.filter((difference) => difference.grade === "column order" || isVersion(difference));
  for (const { message } of tolerated) {
    emit({ type: "warning", message: `where the baseline is run: ${message}` });
  }
  const differences = found.filter((difference) => !tolerated.includes(difference));
  if (differences.length === 0) return;
  const labels = { expected: "database", found: "baseline" };
  const diff = await unifiedDifference(expected, built, labels, filter);
  throw notProved("the baseline does not make the schema that the database has", differences, diff);
}

/** A baseline names extensions without their versions. */
function isVersion({ kind, property }: SchemaDifference): boolean {
  return kind === "extension" && property === "version";
}

function assertSameRows(expected: readonly TableRows[], found: readonly TableRows[]): void {
  const findings = expected.flatMap(({ table, lines, sequences }, index): readonly Finding[] => {
    const other = found[index];
    const isSame =
      lines.join("\n") === other?.lines.join("\n") && JSON.stringify(sequences) === JSON.stringify(other.sequences);
    return isSame ? [] : [{ code: "other_rows", message: `the rows of ${identityOf(table)} are others` }];
  });
  if (findings.length === 0) return;
  throw new ProofError(
    "not_proved",
    "the baseline does not bring the rows that the database has",
    { findings },
    { hint: NOTHING_WRITTEN },
  );
}

function notProved(message: string, differences: readonly SchemaDifference[], diff = ""): ProofError {
  const findings = differences.map((difference) => ({ code: "difference", message: difference.message }));
  const hint = `${NOTHING_WRITTEN}; leave out with --exclude what cannot be made again, and write it by hand`;
  return new ProofError("not_proved", message, { findings, diff }, { hint });
}

/** The script is in no file yet, so what stands in its line is told. */
function failing(error: unknown, direction: Direction, script: string): unknown {
  if (!(error instanceof ScriptError)) return error;
  const { message, failure } = error;
  const line = failure.place?.line;
  const text = line === undefined ? "" : ` (${script.split("\n")[line - 1]?.trim()})`;
  return new ProofError(
    "not_proved",
    `the ${direction === "up" ? "baseline" : "way back of the baseline"} fails in a scratch database: ${message}${text}`,
    { findings: [{ code: "script_failed", message: `${message}${text}` }] },
    { hint: `${NOTHING_WRITTEN}; ${hintFor(failure.sqlstate)}`, cause: error },
  );
}

function hintFor(sqlstate: string): string {
  return sqlstate === "53200"
    ? "one transaction has no room for so many locks: raise max_locks_per_transaction of the scratch server, and of those that are to run it, or take parts with --schema"
    : "leave out with --exclude what cannot be made again";
}

function stepsFor({ up, down }: BaselineCase["scripts"]): readonly [PlannedStep, PlannedStep] {
  const settings = { transaction: true, lockTimeout: undefined, statementTimeout: undefined };
  const script = (path: string, text: string): Script => ({ path, text, marked: false, bodyStart: 0, settings });
  const revision: RevisionFolder = {
    id: "baseline",
    parents: [],
    depends: [],
    labels: [],
    replaces: [],
    message: "Baseline",
    created: undefined,
    secret: false,
    path: "baseline",
    up: script("baseline/up.sql", up),
    down: { ...script("baseline/down.sql", down), irreversible: undefined },
    verify: undefined,
  };
  const step = (direction: Direction, text: Script): PlannedStep => ({
    revision,
    direction,
    script: text,
    edges: NO_EDGES,
  });
  return [step("up", revision.up), step("down", revision.down ?? revision.up)];
}
