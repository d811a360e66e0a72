import { UsageError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { assertNotEmpty, type Project, readProject } from "../project.ts";
import type { Created, Rebased } from "../results.ts";
import { type Conventions, type CreateOptions, createMerge, createRevision, type MergeOptions } from "./create.ts";
import { assertNoConflict, keepHeads } from "./heads.ts";
import { runHooks } from "./hooks.ts";
import { assertNotApplied, type RebasePlan, rewriteHeaders } from "./rebase.ts";

/** Where revisions are written, and what else is kept beside them. */
export interface Workshop extends Conventions {
  readonly directories: readonly string[];
  readonly headsFile: string | undefined;
  readonly hooks: readonly (readonly string[])[];
  /** Where hooks run. */
  readonly root: string;
  readonly emit: Listener;
}

/** Writes a revision, keeps the heads file, lets it be edited, and runs the hooks over what is there then. */
export async function writeNew(workshop: Workshop, message: string, options: CreateOptions): Promise<Created> {
  if (workshop.headsFile !== undefined) assertNoConflict(workshop.headsFile);
  const created = createRevision(readProject(workshop.directories, "headers"), message, workshop, options);
  refreshHeads(workshop);
  if (options.edit !== undefined) {
    await options.edit(created.files);
    // Whoever edits may change the header as well: it is read, so that a fault is told now.
    readProject(workshop.directories, "headers");
    refreshHeads(workshop);
  }
  await runHooks(workshop.hooks, created.files, workshop.root);
  return created;
}

/** Writes a revision that joins heads, keeps the heads file, and runs the hooks. */
export async function writeMerge(
  workshop: Workshop,
  addresses: readonly string[],
  options: MergeOptions,
): Promise<Created> {
  const project = readProject(workshop.directories, "headers");
  assertNotEmpty(project);
  const created = createMerge(project, addresses, workshop, options);
  refreshHeads(workshop);
  await runHooks(workshop.hooks, created.files, workshop.root);
  return created;
}

/**
 * Rewrites the headers of a plan and keeps the heads file, unless it is a dry run. `applied`: what the database has,
 * where one was asked.
 */
export function carryOut(
  workshop: Workshop,
  project: Project,
  { moved, ...plan }: RebasePlan,
  applied: Iterable<string> | undefined,
  dryRun: boolean,
): Rebased {
  assertNotApplied({ moved, ...plan }, applied ?? []);
  if (!dryRun) {
    rewriteHeaders(project, { moved, ...plan });
    // Also where nothing was left to rewrite: a run before may have ended in between.
    refreshHeads(workshop);
  }
  return { ...plan, asked: applied !== undefined, dry_run: dryRun };
}

/** Writes the heads file where one is configured; for a project whose files have changed. */
export function refreshHeads({ headsFile, directories, emit }: Workshop): void {
  if (headsFile !== undefined) keepHeads(headsFile, readProject(directories, "headers"), emit);
}

/** Writes the heads file because that was asked for. */
export function writeHeadsFile({ headsFile, directories, emit }: Workshop) {
  if (headsFile === undefined) {
    throw new UsageError("no heads file is configured", {
      code: "no_heads_file",
      hint: 'write "headsFile": "migrations/heads" into the config file; --dir is about other directories than its own',
    });
  }
  const project = readProject(directories, "headers");
  const changed = keepHeads(headsFile, project, emit);
  return { project, file: headsFile, changed };
}
