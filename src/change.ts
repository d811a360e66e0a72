import { Inspection } from "./apply/inspection.ts";
import { knownLedgerRevisions, upgradeLedger } from "./apply/ledger.ts";
import { assertNoneInTheWay, assertStillOutside } from "./apply/outside/interrupted.ts";
import { planScripts, planStamps } from "./apply/plan.ts";
import { followHeaders } from "./apply/reparent.ts";
import { runPlan } from "./apply/run.ts";
import { runStamp, type StampStep } from "./apply/stamp.ts";
import { type PlannedStep, reportStep } from "./apply/step.ts";
import type { ResolvedConfig } from "./config.ts";
import { assertWritable, readLedger } from "./database/ledger.ts";
import { type LockOptions, withLock } from "./database/lock.ts";
import type { Database } from "./database/server.ts";
import { timeForPeople } from "./duration.ts";
import { warnOfEdited } from "./edited-plan.ts";
import { GraphError, MigraphError, UsageError } from "./errors.ts";
import type { Direction, Listener } from "./events.ts";
import type { Step } from "./graph/index.ts";
import { assertNotMidway } from "./midway.ts";
import type { Project } from "./project.ts";
import type { RunResult } from "./results.ts";
import type { RunSettings, StampSettings } from "./settings.ts";
import { readState, type State } from "./state.ts";

/** What changes a database: look, plan; if there is something to do, take the lock, look and plan again, and do it. */
export interface Changing {
  readonly config: ResolvedConfig;
  readonly project: Project;
  readonly database: Database;
  readonly emit: Listener;
  /** Stops a run before its next step. */
  readonly signal: AbortSignal;
}

/** Runs the scripts of a plan that is made from what is applied. */
export async function changeByScripts(
  changing: Changing,
  settings: RunSettings,
  plan: (state: State) => readonly Step<Direction>[],
): Promise<RunResult> {
  const { project, config, emit, signal } = changing;
  const planned = (state: State) =>
    planAround(state, project, planOn(state, plan), settings.singleTransaction ?? false);
  const before = await readState(changing.database, project, knownLedgerRevisions());
  const first = planned(before);
  assertAgreed(first, settings.agreed);
  const verify = settings.verify ?? config.verify;
  const inspection = new Inspection(({ file, line, message, hint = "" }) => {
    // Whoever has agreed to the plan was told with it.
    if (settings.agreed !== undefined) return;
    emit({ type: "warning", message: `${file}${line === undefined ? "" : `:${line}`}: ${message}`, hint });
  }, verify);
  await inspection.assertRunnable(first);
  if (settings.agreed === undefined) await warnOfEdited(before, project, first, emit);
  if (first.length === 0 || settings.dryRun) return outcome(before, first.map(untimed), settings.dryRun ?? false);
  return underLock(changing, settings, async (state) => {
    const steps = planned(state);
    assertAgreed(steps, settings.agreed);
    assertNoFurtherDown(first, steps);
    await inspection.assertRunnable(steps);
    warnOfStrangers(state, emit);
    const reports = await runPlan(state.database, steps, {
      settings: {
        lockTimeout: settings.lockTimeout ?? config.lockTimeout,
        statementTimeout: settings.statementTimeout ?? config.statementTimeout,
        role: settings.role ?? config.role,
      },
      retries: settings.retries ?? config.retries,
      singleTransaction: settings.singleTransaction ?? false,
      prepared: inspection.prepared,
      opaque: inspection.opaque,
      verify,
      emit,
      signal,
      headsAfter: (done) => state.graph.current(appliedAfter(state, done.map(untimed))),
    });
    return outcome(state, reports, false);
  });
}

/** A plan is made from what is applied, unless that is only some of what was squashed into a revision that it needs. */
function planOn(state: State, plan: (state: State) => readonly Step<Direction>[]): readonly Step<Direction>[] {
  const { midway, graph } = state;
  if (midway.length === 0) return plan(state);
  try {
    const steps = plan(state);
    const ids = steps.map(({ revision }) => revision);
    assertNotMidway(midway, new Set([...ids, ...graph.ancestors(ids.filter((id) => graph.has(id)))]));
    return steps;
  } catch (error) {
    // Foreign, or out of order: but running what is missing is what must not be.
    const revisions = error instanceof GraphError && error.code !== "midway" ? error.data["revisions"] : undefined;
    if (Array.isArray(revisions)) assertNotMidway(midway, new Set(revisions as readonly string[]));
    throw error;
  }
}

/** The scripts of a plan that has nothing in its way. */
function planAround(
  state: State,
  project: Project,
  steps: readonly Step<Direction>[],
  singleTransaction: boolean,
): readonly PlannedStep[] {
  const { graph, applied, ledger } = state;
  assertNoneInTheWay(graph, ledger.interrupted, steps);
  const planned = planScripts(graph, project.folders, new Set(applied.keys()), steps);
  assertStillOutside(ledger.interrupted, planned);
  const outside = planned.find(({ script }) => !script.settings.transaction);
  if (!singleTransaction || outside === undefined) return planned;
  throw new UsageError(`${outside.revision.id} (${outside.direction}) runs outside a transaction`, {
    code: "outside_transaction",
    hint: "run the plan without --single-transaction, or up to that revision",
    data: { revision: outside.revision.id, direction: outside.direction, file: outside.script.path },
  });
}

/** What was broken off on another git branch is in nobody's way that could be known. */
function warnOfStrangers({ graph, ledger }: State, emit: Listener): void {
  for (const { revision, direction, since } of ledger.interrupted) {
    if (graph.has(revision)) continue;
    emit({
      type: "warning",
      message: `${revision} (${direction}) was broken off (since ${timeForPeople(since)}), and is not on disk`,
      hint: `check out the branch that has it to go on with it, or settle it with \`migraph repair ${revision} --forget\``,
    });
  }
}

/** Records without running. A stamp of what was broken off settles it. */
export async function changeByStamp(
  changing: Changing,
  targets: string | readonly string[],
  settings: StampSettings,
): Promise<RunResult> {
  const { project, emit } = changing;
  const purge = settings.purge ?? false;
  const plan = ({ graph, applied }: State) =>
    planStamps(graph, project.folders, new Set(applied.keys()), graph.stamp(applied.keys(), targets, { purge }));
  const settled = ({ graph, applied, ledger, midway }: State, steps: readonly StampStep[]) => {
    const named = new Set([
      ...steps.map(({ revision }) => revision.id),
      ...[targets].flat().flatMap((target) => graph.resolve(target, { applied: applied.keys() })),
    ]);
    for (const { revision, applied: parts } of midway)
      if (named.has(revision)) for (const part of parts) named.add(part);
    return ledger.interrupted.map(({ revision }) => revision).filter((id) => named.has(id));
  };
  const before = await readState(changing.database, project, knownLedgerRevisions());
  const planned = plan(before);
  if ((planned.length === 0 && settled(before, planned).length === 0) || settings.dryRun) {
    const told = planned.map(({ revision: { id, message }, direction }) => ({ revision: id, direction, message }));
    return outcome(before, told, settings.dryRun ?? false);
  }
  return underLock(changing, settings, async (state) => {
    const steps = plan(state);
    return outcome(state, await runStamp(state.database, steps, settled(state, steps), emit), false);
  });
}

/** With the lock, a ledger that is up to date, and the state as it is then. */
export async function underLock<Result>(
  { config, project, database, emit, signal }: Changing,
  settings: Pick<RunSettings, "lock" | "wait">,
  work: (state: State) => Promise<Result>,
): Promise<Result> {
  assertWritable(database);
  const options: LockOptions = {
    choice: settings.lock ?? config.lock,
    wait: settings.wait ?? config.wait,
    onWaiting: (holder, wait) => emit({ type: "lock-waiting", holder, wait }),
    makeLedger: async (fresh) => upgradeLedger(fresh, await readLedger(fresh, knownLedgerRevisions()), emit),
    signal,
  };
  return withLock(database, options, async (locked) => {
    const state = await readState(locked, project, knownLedgerRevisions());
    await upgradeLedger(locked, state.ledger, emit);
    await followHeaders(locked, state.graph, state.ledger.applied);
    return work(state);
  });
}

/**
 * While another migraph had the lock the state may have moved. What an address relative to it means has then moved too,
 * and of two people who take back the newest revision at once, neither has asked for two.
 */
function assertNoFurtherDown(first: readonly PlannedStep[], steps: readonly PlannedStep[]): void {
  const planned = new Set(first.map(({ script }) => script));
  if (steps.every(({ direction, script }) => direction === "up" || planned.has(script))) return;
  throw planChanged("the database has changed while another migraph held the lock; nothing was run", {
    planned: first.map(untimed),
    steps: steps.map(untimed),
  });
}

/** Between the answer of a person and the lock, somebody else may have changed the database. */
function assertAgreed(steps: readonly PlannedStep[], agreed: RunSettings["agreed"]): void {
  if (agreed === undefined) return;
  const same =
    steps.length === agreed.length &&
    steps.every((step, index) => {
      const other = agreed[index];
      return other?.revision === step.revision.id && other.direction === step.direction;
    });
  if (same) return;
  throw planChanged("the database has changed since the plan was shown; nothing was run", {
    agreed,
    steps: steps.map(untimed),
  });
}

export function planChanged(message: string, data: Readonly<Record<string, unknown>>): MigraphError {
  return new MigraphError("plan_changed", 1, message, {
    hint: "run the command again to see what it would do now",
    data,
  });
}

function untimed(step: PlannedStep): RunResult["steps"][number] {
  return reportStep(step);
}

function outcome(state: State, steps: RunResult["steps"], dryRun: boolean): RunResult {
  return { steps, heads: state.graph.current(appliedAfter(state, steps)), dry_run: dryRun };
}

function appliedAfter(state: State, steps: RunResult["steps"]): ReadonlySet<string> {
  const applied = new Set(state.applied.keys());
  for (const { revision, direction } of steps) {
    if (direction === "down" || direction === "unstamp") applied.delete(revision);
    else {
      applied.add(revision);
      // What a database had of them counts as that one from then on.
      for (const replaced of state.graph.node(revision).replaces ?? []) applied.delete(replaced);
    }
  }
  return applied;
}
