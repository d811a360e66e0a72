import { Inspection } from "../apply/inspection.ts";
import { planScripts } from "../apply/plan.ts";
import { runPlan } from "../apply/run.ts";
import type { PlannedStep } from "../apply/step.ts";
import { withLock } from "../database/lock.ts";
import type { Database } from "../database/server.ts";
import type { Listener, StepReport } from "../events.ts";
import type { Project } from "../project.ts";
import type { Script } from "../revision/folder.ts";
import { toldOfScratch } from "./scratch/failure.ts";
import type { ScratchContext, ScratchDatabase } from "./scratch/index.ts";
import { configuredRoleLacks } from "./scratch/lacks.ts";

/** Steps up for a set of revisions that holds all ancestors of each, in the graph's order. */
export function replaySteps({ graph, folders }: Project, revisions: Iterable<string>): readonly PlannedStep[] {
  const steps = graph.sort(revisions).map((revision) => ({ revision, direction: "up" as const }));
  return planScripts(graph, folders, new Set(), steps);
}

export interface ReplayOptions {
  /** Hears of what happens as a run of the target would tell it; nothing is told unless given. */
  readonly emit?: Listener | undefined;
}

/**
 * Runs steps as an upgrade would: with the settings that are configured, lock and ledger. Throws ScriptError for a script
 * that fails anywhere, and DatabaseError `scratch_lacks` for one that needs what this server has not.
 */
export async function replay(
  target: ScratchDatabase,
  steps: readonly PlannedStep[],
  options: ReplayOptions = {},
): Promise<readonly StepReport[]> {
  const runner = await replayer(target, steps, options);
  return whileLocked(target, (database) => runner(database, steps));
}

/** Runs steps of those that it was made for. */
export type Replayer = (database: Database, steps: readonly PlannedStep[]) => Promise<readonly StepReport[]>;

/** Looks at all steps, and makes the roles that they need. For many small runs under one lock. */
export async function replayer(
  { context, name }: ScratchDatabase,
  steps: readonly PlannedStep[],
  { emit = () => undefined }: ReplayOptions = {},
): Promise<Replayer> {
  const inspection = inspectionOf(context);
  await inspection.assertRunnable(steps);
  await prepareRoles(context, name, steps);
  const { config, server, signal } = context;
  const settings = {
    lockTimeout: config.lockTimeout,
    statementTimeout: config.statementTimeout,
    role: config.role,
  };
  const { prepared, opaque } = inspection;
  const common = { settings, retries: config.retries, singleTransaction: false, prepared, opaque, emit, signal };
  return async (database, some) => {
    try {
      return await runPlan(database, some, { ...common, headsAfter: () => [] });
    } catch (error) {
      throw await toldOfScratch(error, server, ({ failure: { revision, direction } }) => {
        return some.find((step) => step.revision.id === revision && step.direction === direction)?.script;
      });
    }
  };
}

/** Nobody else is there, but scripts may do to a lock what they would do to that of an upgrade. */
export function whileLocked<Result>(
  target: ScratchDatabase,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const { signal, config } = target.context;
  const options = {
    choice: config.lock,
    wait: config.wait,
    onWaiting: () => undefined,
    makeLedger: async () => undefined,
    signal,
  };
  return withLock(target.database, options, work);
}

/** Each script is looked at once, in however many databases it is run. */
const inspections = new WeakMap<ScratchContext, Inspection>();

function inspectionOf(context: ScratchContext): Inspection {
  let inspection = inspections.get(context);
  if (inspection === undefined) {
    // What may be wrong with scripts is said by `check`, and by the upgrade.
    inspection = new Inspection(() => undefined);
    inspections.set(context, inspection);
  }
  return inspection;
}

async function prepareRoles(context: ScratchContext, database: string, steps: readonly PlannedStep[]): Promise<void> {
  const { roles, config, makeRoles, server } = context;
  const scripts = new Set<Script>(steps.map(({ script }) => script));
  const { role } = config;
  await roles.prepare([...scripts], role === undefined ? [] : [role], makeRoles);
  if (role === undefined) return;
  if (!(await roles.present()).has(role)) throw configuredRoleLacks(role, server);
  await roles.letOwn(database, role);
}
