import { ConnectionLost, ServerError } from "../../database/answers.ts";
import type { Database } from "../../database/server.ts";
import { sessionRules } from "../../database/session-rules.ts";
import { statement } from "../../database/statement.ts";
import type { Blocker, Listener } from "../../events.ts";
import { interruptedBefore, recordError } from "../failure.ts";
import { recordFailure } from "../history.ts";
import { localSettings, timeoutSetting } from "../local-settings.ts";
import type { Run } from "../recorder.ts";
import { recordDown, recordEvent, recordUp } from "../recorder.ts";
import { mayPassLater, pauseBefore, reasonOf, rest } from "../retry.ts";
import { completedBy } from "../settle.ts";
import { type PlannedStep, reportStep } from "../step.ts";
import type { ScriptSettings, StepOutcome } from "../transaction.ts";
import { BEGIN } from "../write.ts";
import { mayLeaveParts } from "./bare.ts";
import type { Execution } from "./execution.ts";
import {
  type Explain,
  lostBefore,
  notRecorded,
  recordLost,
  unitChanged,
  unitError,
  unitInDoubt,
  unitInterrupted,
  unitLost,
} from "./failure.ts";
import { type JournalEntry, journalOf, Marks } from "./journal.ts";
import { InDoubt } from "./judge.ts";
import { noteFailure } from "./note.ts";
import type { UnitFailure, UnitOutcome } from "./outcome.ts";
import { assertNeedsNoSession } from "./pooled.ts";
import { runUnit } from "./run-unit.ts";
import { settleChanged } from "./settle-changed.ts";
import { isLasting, type Unit } from "./unit.ts";
import { unitsOf } from "./units.ts";

export interface OutsideOptions {
  readonly settings: ScriptSettings;
  readonly retries: number;
  readonly blockers: () => readonly Blocker[];
  readonly emit: Listener;
  readonly signal: AbortSignal;
}

/**
 * Runs a script statement by statement, outside of one transaction. The journal says what is done; a run that finds one
 * goes on where the last one stopped. When all is done the revision is recorded, and the journal ends with that.
 */
export async function runOutside(
  database: Database,
  step: PlannedStep,
  run: Run,
  options: OutsideOptions,
): Promise<StepOutcome> {
  const { emit, signal, retries, blockers } = options;
  const own = step.script.settings;
  const settings = {
    ...options.settings,
    lockTimeout: own.lockTimeout ?? options.settings.lockTimeout,
    statementTimeout: own.statementTimeout ?? options.settings.statementTimeout,
  };
  const execution: Execution = {
    database,
    step,
    run,
    marks: new Marks(database, step, run),
    units: await unitsOf(step.script),
    lockTimeout: settings.lockTimeout,
    role: settings.role,
    opening: openingOf(database, settings),
    retries,
    blockers,
    patience: own.lockTimeout ?? 0,
    emit,
    signal,
  };
  const begun = await begin(execution, settings);
  const failed = typeof begun === "function" ? begun : await runUnits(execution, begun);
  return failed === undefined ? record(execution) : { ok: false, where: "outside", explain: failed, recorded: false };
}

/** What the journal has of the script, and the session as it is to find it. */
async function begin(execution: Execution, settings: ScriptSettings): Promise<readonly JournalEntry[] | Explain> {
  const { database, step, run, emit, signal } = execution;
  try {
    const entries = await journalOf(database, step.revision.id);
    if (!database.server.pooled) await database.session.send(prepared(database, settings));
    return entries.filter(({ direction }) => direction === step.direction);
  } catch (error) {
    if (error instanceof ConnectionLost) return lostBefore(step, error);
    if (!(error instanceof ServerError)) throw error;
    const explain: Explain = (progress) =>
      signal.aborted && error.sqlState === "57014"
        ? interruptedBefore(step, progress)
        : recordError(step, error, progress);
    const told = explain({ applied: [], heads: [] });
    await recordFailure(database, run, step, { cause: error, told }, emit, [resetOf(database)]);
    return explain;
  }
}

/** As all scripts find it, with the settings that hold from its first statement to its last. */
function prepared(database: Database, settings: ScriptSettings): string {
  return `${resetOf(database)};\n${statement("journal/settings.sql", settingValues(settings))}`;
}

/** Behind a pooler a transaction is all that there is of a session. */
function openingOf(database: Database, settings: ScriptSettings): string {
  if (!database.server.pooled) return "";
  return [sessionRules(database).reset, statement("record/transaction.sql"), localSettings(settingValues(settings))]
    .filter((text) => text !== "")
    .join(";\n");
}

function settingValues({ lockTimeout, statementTimeout, role }: ScriptSettings) {
  return { lock_timeout: timeoutSetting(lockTimeout), statement_timeout: timeoutSetting(statementTimeout), role };
}

function resetOf(database: Database): string {
  const { reset, discard } = sessionRules(database);
  return [reset, discard].filter((text) => text !== "").join(";\n");
}

/** Undefined when all are done. */
async function runUnits(execution: Execution, entries: readonly JournalEntry[]): Promise<Explain | undefined> {
  const { step, units, emit, signal } = execution;
  const finished = entries.filter((entry) => entry.finished);
  const changed = finished.find((entry) => entry.checksum !== units[entry.position - 1]?.checksum);
  if (changed !== undefined) {
    const explain = unitChanged(step, changed, units[changed.position - 1], finished.length);
    return noted(execution, unitOfEntry(changed), undefined, explain);
  }
  if (finished.length > 0) emit({ type: "step-resumed", ...toldOf(step), done: finished.length, total: units.length });
  for (const unit of units) {
    const failed = await guarded(execution, unit, undefined, finished.length, () =>
      assertNeedsNoSession(execution, unit),
    );
    if (failed !== undefined) return failed;
  }
  for (const [done, unit] of units.entries()) {
    const entry = entries.find(({ position }) => position === unit.position);
    if (entry?.finished && !isLasting(unit)) continue;
    if (signal.aborted) return noted(execution, unit, undefined, unitInterrupted(step, unit, done, false));
    const failed = await guarded(execution, unit, entry, done, () => runOne(execution, unit, entry, done));
    if (failed !== undefined) return failed;
  }
  // Taken out of the script, but not out of the database.
  for (const entry of entries.filter(({ position }) => position > units.length)) {
    const unit = unitOfEntry(entry);
    const failed = await guarded(execution, unit, entry, units.length, () => settleChanged(execution, entry));
    if (failed !== undefined) return failed;
  }
  return undefined;
}

async function runOne(
  execution: Execution,
  unit: Unit,
  entry: JournalEntry | undefined,
  done: number,
): Promise<Explain | undefined> {
  const { step, emit } = execution;
  const told = { ...toldOf(step), statement: unit.position, total: unit.total, line: unit.line };
  emit({ type: "statement-started", ...told, text: step.revision.secret ? undefined : unit.text });
  // What was begun with another text has its own end, whatever stands there now.
  const isSame = entry?.checksum === unit.checksum;
  const settled = entry !== undefined && !isSame ? await settleChanged(execution, entry) : entry;
  const outcome = await tryUnit(execution, unit, settled);
  if (outcome === "interrupted") return noted(execution, unit, undefined, unitInterrupted(step, unit, done, true));
  if (!outcome.ok) return failed(execution, unit, outcome, done);
  const { duration } = outcome;
  emit({ type: "statement-finished", ...told, ...(duration === undefined ? {} : { duration_ms: duration }) });
  return undefined;
}

/** A lock that was not to be had, and a deadlock, may pass: what the statement has left then is cleared away first. */
async function tryUnit(execution: Execution, unit: Unit, entry: JournalEntry | undefined): Promise<UnitOutcome> {
  const { database, step, emit, signal, retries, blockers } = execution;
  for (let retry = 1, begun = entry; ; retry++) {
    const outcome = await runUnit(execution, unit, begun);
    if (outcome === "interrupted" || outcome.ok || !(outcome.error instanceof ServerError)) return outcome;
    const { sqlState: sqlstate } = outcome.error;
    const message = reasonOf(step, outcome.error);
    if (!mayPassLater(outcome.error) || retry > retries || signal.aborted) return outcome;
    // Once more would be twice for what it has committed by itself.
    if (outcome.bare && mayLeaveParts(unit)) return outcome;
    const wait = pauseBefore(retry);
    emit({ type: "retrying", step: reportStep(step), sqlstate, message, retry, retries, wait, blockers: blockers() });
    await rest(wait, signal);
    const now = await journalOf(database, step.revision.id);
    const found = now.find(({ direction, position }) => direction === step.direction && position === unit.position);
    begun = found && { ...found, error: { sqlstate } };
  }
}

/** What is thrown is of a question of ours, or of what clears away. */
async function guarded(
  execution: Execution,
  unit: Unit,
  entry: JournalEntry | undefined,
  done: number,
  work: () => Promise<Explain | undefined>,
): Promise<Explain | undefined> {
  const { step, signal } = execution;
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectionLost) return unitLost(step, unit, error, done);
    if (error instanceof ServerError) return failed(execution, unit, ourFailure(error), done);
    if (!(error instanceof InDoubt)) throw error;
    const explain = signal.aborted
      ? unitInterrupted(step, unit, done, false)
      : unitInDoubt(step, unit, error, entry, done);
    return noted(execution, unit, undefined, explain);
  }
}

function ourFailure(error: ServerError): UnitFailure {
  return { ok: false, error, at: undefined, atCommit: false, bare: false };
}

async function failed(execution: Execution, unit: Unit, failure: UnitFailure, done: number): Promise<Explain> {
  const { step, signal } = execution;
  const { error } = failure;
  if (error instanceof ConnectionLost) return unitLost(step, unit, error, done);
  const cancelled = signal.aborted && error.sqlState === "57014";
  const explain = cancelled
    ? unitInterrupted(step, unit, done, true)
    : unitError(step, unit, { ...failure, error }, done, execution.blockers());
  return noted(execution, unit, { ...failure, error }, explain);
}

async function noted(
  execution: Execution,
  unit: Unit,
  failure: (UnitFailure & { readonly error: ServerError }) | undefined,
  explain: Explain,
): Promise<Explain> {
  await noteFailure(execution, unit, failure, explain, resetOf(execution.database));
  return explain;
}

/** The revision and its event, and the end of the journal: one transaction. */
async function record(execution: Execution): Promise<StepOutcome> {
  const { database, step, run, marks, units } = execution;
  const { revision, direction } = step;
  const recorded = direction === "up" ? recordUp(run, revision, step.edges, false) : recordDown(run, revision);
  const event = recordEvent(run, { kind: direction, revision: revision.id, direction });
  const messages = [
    BEGIN,
    `${resetOf(database)};\n${marks.guarded(`${recorded};\n${event}`)}`,
    marks.complete(),
    "commit",
  ];
  const outcomes = await database.session.pipeline(messages);
  const failure = outcomes.find((outcome) => !outcome.ok);
  if (failure === undefined || failure.ok) {
    const complete = outcomes[2];
    const duration = complete?.ok ? complete.rows.at(-1)?.["duration_ms"] : undefined;
    return { ok: true, duration: typeof duration === "number" ? duration : undefined };
  }
  const { error } = failure;
  if (error instanceof ServerError) {
    const explain = notRecorded(step, error, units.length);
    const told = explain({ applied: [], heads: [] });
    await recordFailure(database, run, step, { cause: error, told }, execution.emit, [resetOf(database)]);
    return { ok: false, where: "outside", explain, recorded: false };
  }
  const completed = await completedBy(database, run, undefined);
  const committed = completed?.has(`${direction} ${revision.id}`);
  return {
    ok: false,
    where: "outside",
    explain: recordLost(step, error, units.length, committed),
    recorded: committed === true,
  };
}

/** For the account of what the journal has, and the script has not any more. */
function unitOfEntry({ position, total, checksum, line, statement: text = "" }: JournalEntry): Unit {
  const work = { kind: "statement", statement: { start: 0, end: 0, line, tree: undefined }, lasting: false } as const;
  return { position, total, text, checksum, line, lastLine: line, work };
}

function toldOf({ revision, direction }: PlannedStep) {
  return { revision: revision.id, direction };
}
