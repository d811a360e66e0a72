import { Inspection } from "./apply/inspection.ts";
import { type OfflineOptions, offlineRun, offlineStamp } from "./apply/offline.ts";
import { planScripts, planStamps } from "./apply/plan.ts";
import { type PlannedStep, reportStep } from "./apply/step.ts";
import type { ResolvedConfig } from "./config.ts";
import { UsageError } from "./errors.ts";
import type { Listener, StepReport } from "./events.ts";
import type { RevisionGraph } from "./graph/index.ts";
import type { Project } from "./project.ts";
import type { OfflineResult } from "./results.ts";
import type { Script } from "./revision/folder.ts";
import type { OfflineSettings } from "./settings.ts";

/** What is written instead of done: no database is asked, so it must be said what is applied. */
export interface OfflineProject {
  readonly config: ResolvedConfig;
  readonly project: Project;
  readonly emit: Listener;
}

/** The SQL of an upgrade, as a file for psql. `targets`: addresses, or one range whose beginning is what is applied. */
export function offlineUpgrade(
  offline: OfflineProject,
  targets: readonly string[],
  settings: OfflineSettings,
): Promise<OfflineResult> {
  const { starts, ends } = takeApart(targets, settings);
  return offlineScripts(offline, "upgrade", starts, settings, (graph, applied) =>
    graph.upgrade(applied, ends.length === 0 ? "head" : ends),
  );
}

/** The SQL of a downgrade: from what, and to what stays, must both be said. */
export function offlineDowngrade(
  offline: OfflineProject,
  target: string,
  settings: OfflineSettings,
): Promise<OfflineResult> {
  const { starts, ends } = takeApart([target], settings);
  if (starts.length === 0 || ends.length === 0) {
    throw new UsageError("a downgrade that asks no database needs both of its ends", {
      hint: "write FROM:TO, such as `migraph downgrade head:base --sql`, or TO with --from",
    });
  }
  return offlineScripts(offline, "downgrade", starts, settings, (graph, applied) => graph.downgrade(applied, ends));
}

/** The SQL of a stamp. */
export async function offlineStamping(
  { config, project }: OfflineProject,
  targets: readonly string[],
  settings: OfflineSettings & { readonly purge?: boolean | undefined },
): Promise<OfflineResult> {
  const { starts, ends } = takeApart(targets, settings);
  const { graph, folders } = project;
  const applied = closure(graph, starts);
  const planned = graph.stamp(applied, ends, { purge: settings.purge ?? false });
  const steps = planStamps(graph, folders, applied, planned);
  const told = steps.map(({ revision: { id, message }, direction }) => ({ revision: id, direction, message }));
  const { sql, heads } = await written("stamp", graph, applied, told, (options) =>
    offlineStamp(steps, { ...options, schema: config.schema, settings: NO_SETTINGS, ...NOTHING_TO_RUN }),
  );
  return { sql, steps: told, heads };
}

const NO_SETTINGS = { lockTimeout: undefined, statementTimeout: undefined };
const NOTHING_TO_RUN = { singleTransaction: true, prepared: new Map<Script, never>(), opaque: new Set<Script>() };

async function offlineScripts(
  { config, project, emit }: OfflineProject,
  what: string,
  starts: readonly string[],
  settings: OfflineSettings,
  plan: (
    graph: RevisionGraph,
    applied: ReadonlySet<string>,
  ) => ReturnType<RevisionGraph["upgrade"]> | ReturnType<RevisionGraph["downgrade"]>,
): Promise<OfflineResult> {
  const { graph, folders } = project;
  const applied = closure(graph, starts);
  const singleTransaction = settings.singleTransaction ?? false;
  const steps = planScripts(graph, folders, applied, plan(graph, applied));
  assertTogether(steps, singleTransaction);
  const inspection = new Inspection((warning) => emit({ type: "warning", message: warning.message }));
  await inspection.assertRunnable(steps);
  const told = steps.map((step) => reportStep(step));
  const { sql, heads } = await written(what, graph, applied, told, (options) =>
    offlineRun(steps, {
      ...options,
      schema: config.schema,
      settings: {
        lockTimeout: settings.lockTimeout ?? config.lockTimeout,
        statementTimeout: settings.statementTimeout ?? config.statementTimeout,
        role: settings.role ?? config.role,
      },
      singleTransaction,
      prepared: inspection.prepared,
      opaque: inspection.opaque,
    }),
  );
  return { sql, steps: told, heads };
}

async function written(
  what: string,
  graph: RevisionGraph,
  applied: ReadonlySet<string>,
  steps: readonly StepReport[],
  write: (options: Pick<OfflineOptions, "title" | "start" | "replaced" | "heads">) => Promise<string>,
): Promise<Pick<OfflineResult, "sql" | "heads">> {
  const after = new Set(applied);
  for (const { revision, direction } of steps) {
    if (direction === "up" || direction === "stamp") after.add(revision);
    else after.delete(revision);
  }
  const heads = graph.current(after);
  const replaced = [...applied].flatMap((id) => graph.node(id).replaces ?? []).sort();
  const named = (ids: readonly string[]) => (ids.length === 0 ? "base" : ids.join(", "));
  const title = `${what} from ${named(graph.current(applied))} to ${named(heads)}: ${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
  return { sql: await write({ title, start: [...applied].sort(), replaced, heads }), heads };
}

function assertTogether(steps: readonly PlannedStep[], singleTransaction: boolean): void {
  const outside = steps.find(({ script }) => !script.settings.transaction);
  if (!singleTransaction || outside === undefined) return;
  throw new UsageError(`${outside.revision.id} (${outside.direction}) runs outside a transaction`, {
    code: "outside_transaction",
    hint: "leave --single-transaction out",
  });
}

/** `a:b` as where it starts and where it ends; --from names more to start from. */
function takeApart(
  addresses: readonly string[],
  { from = [] }: OfflineSettings,
): { readonly starts: readonly string[]; readonly ends: readonly string[] } {
  const range = addresses.find((address) => address.includes(":"));
  if (range === undefined) return { starts: from, ends: addresses };
  if (addresses.length > 1) {
    throw new UsageError(`${range} is a range, and stands alone`, {
      hint: "several starts are given with --from, several targets without a range",
    });
  }
  const [start = "", end = "", ...more] = range.split(":");
  if (more.length > 0) throw new UsageError(`${range} is no range`, { code: "bad_address", hint: "write FROM:TO" });
  const starts = start === "" ? from : [start, ...from];
  return { starts, ends: end === "" ? [] : [end] };
}

/** What is applied where all of these are: they and their ancestors. */
function closure(graph: RevisionGraph, addresses: readonly string[]): ReadonlySet<string> {
  const ids = addresses.flatMap((address) => graph.resolve(address, { applied: [] }));
  if (ids.length === 0) return new Set();
  return new Set(graph.upgrade([], ids).map(({ revision }) => revision));
}
