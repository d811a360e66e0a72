import { UsageError } from "../../errors.ts";
import type { RevisionGraph } from "../../graph/index.ts";
import type { Project } from "../../project.ts";
import type { TracedRevision, TraceResult } from "../../results.ts";
import { replayer, replaySteps, whileLocked } from "../../schema/replay.ts";
import { type ScratchRequest, type ScratchServerFacts, withScratch } from "../../schema/scratch/index.ts";
import { pendingRevisions, type State } from "../../state.ts";
import type { Workplace } from "../../workplace.ts";
import { blocksReads, blocksWrites } from "./modes.ts";
import type { Relation } from "./observer.ts";
import { traceStep } from "./run.ts";
import { isTable } from "./statement-hazards.ts";
import type { TracedStatement, TracedStep } from "./traced.ts";

/** Runs revisions in a scratch database and tells what each statement locks, reads through and rewrites. */
export async function traceRevisions(
  workplace: Workplace,
  range: string | undefined,
  request: ScratchRequest,
  signal: AbortSignal,
): Promise<TraceResult> {
  const project = workplace.read("scripts");
  const state = await workplace.stateIfAny(project, signal, "traced");
  const ids = range === undefined ? defaultRevisions(project, state) : named(project, state, range);
  if (ids.length === 0) return { scratch: null, revisions: [] };
  const { server, steps } = await traceAll(workplace, project, ids, request);
  return { scratch: server, revisions: steps.map(describeStep) };
}

/** What the next upgrade would run; everything, where no database is known. */
export function defaultRevisions(project: Project, state: State | undefined): readonly string[] {
  return state === undefined ? project.graph.ids() : pendingRevisions(state, project);
}

function named(project: Project, state: State | undefined, range: string): readonly string[] {
  const graph: RevisionGraph = state?.graph ?? project.graph;
  const applied = state?.applied.keys() ?? [];
  const ids = range.includes(":") ? graph.range(range, { applied }) : graph.resolve(range, { applied });
  const foreign = ids.find((id) => !project.folders.has(id));
  if (foreign === undefined) return ids;
  throw new UsageError(`${foreign} is not on disk: there is nothing to run`, {
    code: "foreign_revision",
    hint: "check out the branch that has it",
  });
}

/** Runs revisions in the graph's order, with all that they need before them. */
export async function traceAll(
  workplace: Workplace,
  project: Project,
  ids: readonly string[],
  request: ScratchRequest,
): Promise<{ readonly server: ScratchServerFacts; readonly steps: readonly TracedStep[] }> {
  const chosen = new Set(ids);
  const needed = project.graph.upgrade([], ids).map(({ revision }) => revision);
  return withScratch(workplace, request, async (scratch) => {
    const target = await scratch.create();
    const planned = replaySteps(project, needed);
    const run = await replayer(target, planned);
    const traced: TracedStep[] = [];
    for (let index = 0; index < planned.length; ) {
      const behind = planned.slice(index);
      const next = behind.findIndex(({ revision }) => chosen.has(revision.id));
      const before = next === -1 ? behind : behind.slice(0, next);
      if (before.length > 0) await whileLocked(target, (database) => run(database, before));
      index += before.length;
      const step = planned[index];
      if (step === undefined) break;
      workplace.emit({ type: "proof-started", what: step.revision.id, index: traced.length, total: chosen.size });
      traced.push(await traceStep(target, step));
      index++;
    }
    return { server: scratch.server, steps: traced };
  });
}

function describeStep({ step: { revision, script }, statements }: TracedStep): TracedRevision {
  return {
    revision: revision.id,
    message: revision.message,
    file: script.path,
    transaction: script.settings.transaction,
    statements: statements.map((traced) => ({
      statement: traced.position,
      line: traced.statement.line,
      text: revision.secret ? null : traced.text,
      transaction: traced.transaction ?? null,
      locks: traced.observation.locks.map(({ relation: { name, kind, existed }, mode }) => {
        return { relation: name, kind, mode, existed };
      }),
      rewrites: existingIn(withoutIndexesOf(traced.observation.rewritten)),
      scans: existingIn(traced.observation.scanned.filter(isTable)),
      blocks_reads: blockedBy(traced, blocksReads),
      blocks_writes: blockedBy(traced, blocksWrites),
      held_for: statements.filter(
        ({ position, transaction }) =>
          position > traced.position && transaction !== undefined && transaction === traced.transaction,
      ).length,
    })),
  };
}

/** With a table its indexes are written anew. */
function withoutIndexesOf(relations: readonly Relation[]): readonly Relation[] {
  return relations.filter(({ oid, owner }) => owner === oid || !relations.some((relation) => relation.oid === owner));
}

function existingIn(relations: readonly Relation[]): readonly string[] {
  return relations.filter(({ existed }) => existed).map(({ name }) => name);
}

/** What was there before, and is used by others. */
function blockedBy({ observation }: TracedStatement, blocks: typeof blocksReads): readonly string[] {
  const tables = observation.locks.filter(({ relation, mode }) => isTable(relation) && blocks(mode));
  return [...new Set(tables.map(({ relation }) => relation.name))];
}
