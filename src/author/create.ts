import { dirname } from "node:path";
import { UsageError } from "../errors.ts";
import { type GraphNode, RevisionGraph } from "../graph/index.ts";
import { graphNode, type Project } from "../project.ts";
import type { Created } from "../results.ts";
import { formatUpHeader } from "../revision/header.ts";
import { generateId } from "../revision/id.ts";
import { folderName } from "../revision/name.ts";
import { BadValue, parseMessage } from "../revision/values.ts";
import { writeRevision } from "../revision/write.ts";
import { resolveRevisions, shortNames } from "./addresses.ts";
import { checkNames } from "./names.ts";
import { assertHeads, assertUnrelated, resolveParents } from "./parents.ts";
import { downTemplate, mergeTemplate, upTemplate } from "./template.ts";

export interface CreateOptions {
  /** Addresses; default `head`, and none in a project without revisions. */
  readonly parents?: readonly string[] | undefined;
  /** No parents: the base of another lineage. */
  readonly root?: boolean | undefined;
  /** Allows a parent that has children already, which makes a branch there. */
  readonly splice?: boolean | undefined;
  readonly labels?: readonly string[] | undefined;
  /** Addresses of revisions that must be applied before. */
  readonly depends?: readonly string[] | undefined;
  readonly revisionId?: string | undefined;
}

export interface MergeOptions extends Pick<CreateOptions, "splice" | "labels" | "revisionId"> {
  readonly message?: string | undefined;
}

/** Writes a new revision's folder. Everything is checked before a file is written. */
export function createRevision(project: Project, message: string, template: string, options: CreateOptions): Created {
  const { graph } = project;
  if (options.root && options.parents !== undefined) {
    throw new UsageError("a root has no parents", { hint: "give --root or --parent, not both" });
  }
  const parents = options.root ? [] : resolveParents(graph, options.parents);
  assertUnrelated(graph, parents);
  assertHeads(graph, parents, options.splice ?? false);
  return write(project, { message, parents, template, up: upTemplate(), down: downTemplate() }, options);
}

/** Writes a revision that joins heads and has nothing to do itself. */
export function createMerge(
  project: Project,
  addresses: readonly string[],
  template: string,
  options: MergeOptions,
): Created {
  const { graph } = project;
  const given = addresses.length === 0 ? ["heads"] : addresses;
  const parents = resolveRevisions(graph, given);
  if (parents.length < 2) {
    throw new UsageError(`there is nothing to merge: ${given.join(" ")} names only ${parents[0]}`, {
      code: "nothing_to_merge",
      hint: "a merge joins two heads or more; `migraph heads` lists them",
    });
  }
  assertUnrelated(graph, parents);
  assertHeads(graph, parents, options.splice ?? false);
  const names = shortNames(graph, parents);
  const message = options.message ?? `Merge ${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const script = mergeTemplate(parents);
  return write(project, { message, parents, template, up: script, down: script }, options);
}

interface Draft {
  readonly message: string;
  readonly parents: readonly string[];
  /** Of the folder's name. */
  readonly template: string;
  readonly up: string;
  readonly down: string;
}

function write(project: Project, draft: Draft, options: CreateOptions): Created {
  const { parents } = draft;
  const message = checkedMessage(draft.message);
  const revision = options.revisionId ?? generateId();
  const labels = options.labels ?? [];
  checkNames(project, revision, labels);
  const depends = resolveRevisions(project.graph, options.depends ?? []);
  const now = new Date();
  const created = `${now.toISOString().slice(0, "2026-11-21T10:30:45".length)}Z`;
  const directory = homeOf(project, parents);
  const name = folderName(draft.template, { revision, message, created: now });
  assertFits(project, { id: revision, parents, labels, depends, created });
  const path = writeRevision(directory, name, {
    "up.sql": `${formatUpHeader({ revision, parents, message, created, labels, depends })}\n${draft.up}`,
    "down.sql": draft.down,
  });
  return { revision, parents, path };
}

/** The graph is the judge of what it takes: it is built once with the new revision, as it would be read back. */
function assertFits(project: Project, node: GraphNode): void {
  RevisionGraph.from([...[...project.folders.values()].map(graphNode), node]);
}

/** Beside the first parent, so that a nested branch stays in its folder. */
function homeOf(project: Project, parents: readonly string[]): string {
  const [first] = parents;
  const parent = first === undefined ? undefined : project.folders.get(first);
  const [configured] = project.directories;
  if (configured === undefined) throw new UsageError("no directory is configured", { hint: "name one with --dir" });
  const at = parent?.path ?? configured;
  if (project.directories.includes(at) && [...project.folders.values()].some(({ path }) => path === at)) {
    throw new UsageError(`${at} is a revision itself, so that none in it or beside it would be read`, {
      hint: "name the directory above with --dir",
    });
  }
  return parent === undefined ? configured : dirname(at);
}

function checkedMessage(message: string): string {
  try {
    return parseMessage(message.trim().replace(/\s+/g, " "));
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new UsageError(`the message cannot be taken: ${error.message}`, { hint: error.hint });
  }
}
