import { dirname } from "node:path";
import { GraphError, UsageError } from "../errors.ts";
import { RevisionGraph } from "../graph/index.ts";
import { graphNode, type Project } from "../project.ts";
import type { Created } from "../results.ts";
import { formatUpHeader } from "../revision/header.ts";
import { generateId, nameFault } from "../revision/id.ts";
import { folderName } from "../revision/name.ts";
import { BadValue, parseMessage } from "../revision/values.ts";
import { writeRevision } from "../revision/write.ts";
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
  if (options.root && options.parents !== undefined) {
    throw new UsageError("a root has no parents", { hint: "give --root or --parent, not both" });
  }
  const parents = options.root ? [] : resolveParents(project.graph, options.parents);
  if (parents.length > 1) assertUnrelated(project.graph, parents);
  assertHeads(project.graph, parents, options.splice ?? false);
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
  const parents = [...new Set(given.flatMap((address) => graph.resolve(address, { applied: [] })))];
  if (parents.length < 2) {
    const only = parents[0] === undefined ? "no revision" : `only ${parents[0]}`;
    throw new UsageError(`there is nothing to merge: ${given.join(" ")} names ${only}`, {
      code: "nothing_to_merge",
      hint: "a merge joins two heads or more; `migraph heads` lists them",
    });
  }
  assertUnrelated(graph, parents);
  assertHeads(graph, parents, options.splice ?? false);
  const names = parents.map((id) => graph.branchLabels(id)[0] ?? id);
  const message = options.message ?? `Merge ${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return write(
    project,
    { message, parents, template, up: mergeTemplate(parents), down: mergeTemplate(parents) },
    options,
  );
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
  const revision = checkedId(project, options.revisionId);
  const depends = (options.depends ?? []).flatMap((address) => project.graph.resolve(address, { applied: [] }));
  const labels = options.labels ?? [];
  for (const label of labels) checkName("label", label);
  const created = new Date(Math.floor(Date.now() / 1000) * 1000);
  const header = { revision, parents, message, created: created.toISOString().replace(".000Z", "Z"), labels, depends };
  const directory = homeOf(project, parents);
  const name = folderName(draft.template, { revision, message, created });
  // The graph judges labels, depends and cycles: with the new revision in it, as it would be read back.
  const node = {
    id: revision,
    parents,
    labels,
    depends,
    created: header.created,
    source: { file: `${directory}/${name}/up.sql` },
  };
  RevisionGraph.from([...[...project.folders.values()].map(graphNode), node]);
  const path = writeRevision(directory, name, {
    "up.sql": `${formatUpHeader(header)}\n${draft.up}`,
    "down.sql": draft.down,
  });
  return { revision, parents, path };
}

function resolveParents(graph: RevisionGraph, addresses: readonly string[] | undefined): readonly string[] {
  if (addresses === undefined) return graph.size === 0 ? [] : graph.resolve("head", { applied: [] });
  const parents = addresses.flatMap((address) => graph.resolve(address, { applied: [] }));
  const repeated = parents.find((id, index) => parents.indexOf(id) !== index);
  if (repeated === undefined) return parents;
  throw new UsageError(`${repeated} is named twice as a parent`, { hint: "name each parent once" });
}

function assertUnrelated(graph: RevisionGraph, parents: readonly string[]): void {
  for (const parent of parents) {
    const above = graph.ancestors([parent]);
    const related = parents.find((other) => other !== parent && above.has(other));
    if (related === undefined) continue;
    throw new UsageError(`${related} is an ancestor of ${parent}: there is nothing to join`, {
      code: "related",
      hint: `leave ${related} out: ${parent} contains it already`,
    });
  }
}

function assertHeads(graph: RevisionGraph, parents: readonly string[], splice: boolean): void {
  if (splice) return;
  const passed = parents.find((id) => graph.children(id).length > 0);
  if (passed === undefined) return;
  throw new GraphError(
    "bad_address",
    `${passed} is not a head: it has the child ${graph.children(passed).join(", ")}`,
    {
      hint: "give a head as parent, or --splice to begin a branch here",
      data: { revision: passed, children: graph.children(passed) },
    },
  );
}

/** Beside the first parent, so that a nested branch stays in its folder. */
function homeOf(project: Project, parents: readonly string[]): string {
  const [first] = parents;
  const folder = first === undefined ? undefined : project.folders.get(first);
  const directory = folder === undefined ? project.directories[0] : dirname(folder.path);
  if (directory === undefined) throw new UsageError("no directory is configured", { hint: "name one with --dir" });
  return directory;
}

function checkedId(project: Project, given: string | undefined): string {
  if (given === undefined) return generateId();
  checkName("revision id", given);
  const taken = [...project.folders.values()].find(({ id }) => id.toLowerCase() === given.toLowerCase());
  if (taken === undefined) return given;
  throw new UsageError(`there is a revision ${taken.id} already: ${taken.path}`, {
    hint: "choose another id, or none",
  });
}

function checkName(what: string, name: string): void {
  const fault = name === "" ? "is empty" : nameFault(name);
  if (fault === undefined) return;
  throw new UsageError(`${what} ${JSON.stringify(name)} ${fault}`, { hint: "use 1 to 64 of A-Z, a-z, 0-9 and _" });
}

function checkedMessage(message: string): string {
  try {
    return parseMessage(message.trim().replace(/\s+/g, " "));
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new UsageError(`the message cannot be taken: ${error.message}`, { hint: error.hint });
  }
}
