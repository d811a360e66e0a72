import { dirname } from "node:path";
import { FilesError, GraphError } from "../../errors.ts";
import type { Project } from "../../project.ts";
import type { CheckFinding, CheckResult } from "../../results.ts";
import type { ScratchRequest } from "../../schema/scratch/index.ts";
import type { State } from "../../state.ts";
import type { Workplace } from "../../workplace.ts";
import { Accepted } from "./allow.ts";
import { lockFindings } from "./findings.ts";
import { squawkFindings } from "./squawk.ts";
import { defaultRevisions, traceAll } from "./trace.ts";

export interface LockSettings {
  /** Only what comes after these revisions and their ancestors. Not given: what is pending, or else everything. */
  readonly since?: string | undefined;
  readonly scratch?: ScratchRequest | undefined;
}

/** A check that has looked at the files, and what is dangerous to run of them besides. */
export async function withLockFindings(
  workplace: Workplace,
  result: CheckResult,
  { since = workplace.config.locks.since, scratch = {} }: LockSettings,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { config, emit } = workplace;
  try {
    const project = workplace.read("scripts");
    const state = await workplace.stateIfAny(project, signal, "checked");
    const ids = since === undefined ? defaultRevisions(project, state) : behind(project, state, since);
    if (ids.length === 0) return result;
    const { server, steps } = await traceAll(workplace, project, ids, scratch);
    const folders = [config.root, ...config.directories.map((path) => dirname(path)), import.meta.dirname];
    const squawk = await squawkFindings(steps, { folders, root: config.root, major: server.major });
    if (squawk === undefined) {
      emit({
        type: "warning",
        message: "squawk is not installed: what it says of columns and tables that go away is left out",
        hint: "npm install --save-dev squawk-cli",
      });
    }
    for (const { step } of squawk?.unread ?? []) {
      emit({ type: "warning", message: `squawk cannot read ${step.script.path}: what it would say of it is left out` });
    }
    const found = lockFindings(steps, squawk?.findings ?? [], new Accepted(config.locks.allow));
    const findings = found.map((finding): CheckFinding => ({ ...finding, severity: "error" }));
    return { ...result, ok: result.ok && findings.length === 0, findings: [...findings, ...result.findings] };
  } catch (error) {
    // Of files that cannot be run the result tells already.
    if (!result.ok && (error instanceof FilesError || error instanceof GraphError)) return result;
    throw error;
  }
}

function behind({ graph }: Project, state: State | undefined, since: string): readonly string[] {
  const starts = graph.resolve(since, { applied: state?.applied.keys() ?? [] });
  const before = new Set(starts.length === 0 ? [] : graph.upgrade([], starts).map(({ revision }) => revision));
  return graph.ids().filter((id) => !before.has(id));
}
