import { join } from "node:path";
import { UsageError } from "../errors.ts";
import { type GraphNode, RevisionGraph } from "../graph/index.ts";
import { graphNode, type Project } from "../project.ts";
import type { Created } from "../results.ts";
import { generateId } from "../revision/id.ts";
import { folderName } from "../revision/name.ts";
import { BadValue, parseMessage } from "../revision/values.ts";
import { makeDirectory, type RevisionFiles, writeRevision } from "../revision/write.ts";
import { resolveRevisions, shortNames } from "./addresses.ts";
import { assertText, composeDown, composeUp } from "./compose.ts";
import { homeOf } from "./home.ts";
import { checkNames } from "./names.ts";
import { assertHeads, assertUnrelated, resolveParents } from "./parents.ts";
import { downTemplate, mergeTemplate, upTemplate, verifyTemplate } from "./template.ts";
import { fill, readTemplates, type UserTemplates } from "./user-templates.ts";

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
  /** Folder for it: in the first parent's directory of revisions, or a path that leads into one of them. */
  readonly path?: string | undefined;
  /** A folder in the folder of templates. */
  readonly template?: string | undefined;
  /** SQL of `up.sql`; else the template. The header is written above it. */
  readonly up?: string | undefined;
  /** SQL of `down.sql`; else the template. */
  readonly down?: string | undefined;
  /** Makes a `verify.sql`: with this SQL, or from the template. A template of the user's makes one in any case. */
  readonly verify?: string | boolean | undefined;
  /** Called with the files once they are written, before the hooks run: what it leaves is what they see. */
  readonly edit?: ((files: readonly string[]) => Promise<void>) | undefined;
}

export type MergeOptions = Pick<CreateOptions, "splice" | "labels" | "depends" | "revisionId" | "path"> & {
  readonly message?: string | undefined;
};

/** How the project wants new revisions. */
export interface Conventions {
  /** Template of the folder's name. */
  readonly folderName: string;
  /** Folder of templates. */
  readonly templates?: string | undefined;
}

/** Writes a new revision's folder. Everything is checked before a file is written. */
export function createRevision(
  project: Project,
  message: string,
  conventions: Conventions,
  options: CreateOptions,
): Created {
  const { graph } = project;
  if (options.root && options.parents !== undefined) {
    throw new UsageError("a root has no parents", { hint: "give --root or --parent, not both" });
  }
  const parents = options.root ? [] : resolveParents(graph, options.parents);
  assertUnrelated(graph, parents);
  assertHeads(graph, parents, options.splice ?? false);
  const templates = readTemplates(conventions.templates, options.template);
  return write(project, { message, parents, folderName: conventions.folderName }, options, templates);
}

/** What a merge is to join: all heads unless addresses are given. */
export function mergeParents(
  graph: RevisionGraph,
  addresses: readonly string[],
  options: Pick<MergeOptions, "splice"> = {},
): readonly string[] {
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
  return parents;
}

/** Writes a revision that joins heads and has nothing to do itself. */
export function createMerge(
  project: Project,
  addresses: readonly string[],
  conventions: Conventions,
  options: MergeOptions,
): Created {
  const { graph } = project;
  const parents = mergeParents(graph, addresses, options);
  const names = shortNames(graph, parents);
  const message = options.message ?? `Merge ${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const script = mergeTemplate(parents);
  const templates = { up: script, down: script, verify: undefined };
  return write(project, { message, parents, folderName: conventions.folderName }, options, templates);
}

interface Draft {
  readonly message: string;
  readonly parents: readonly string[];
  readonly folderName: string;
}

function write(project: Project, draft: Draft, options: CreateOptions, templates: UserTemplates): Created {
  const { parents } = draft;
  const message = checkedMessage(draft.message);
  const revision = options.revisionId ?? generateId();
  const labels = options.labels ?? [];
  checkNames(project, revision, labels);
  const depends = resolveRevisions(project.graph, options.depends ?? []);
  const now = new Date();
  const created = toSeconds(now);
  const directory = homeOf(project, parents, options.path);
  const name = folderName(draft.folderName, { revision, message, created: now });
  assertFits(project, { id: revision, parents, labels, depends, created });
  const files = scriptsOf({ revision, parents, message, created, labels, depends }, options, templates);
  if (options.path !== undefined) makeDirectory(directory);
  const path = writeRevision(directory, name, files);
  return { revision, parents, path, files: Object.keys(files).map((file) => join(path, file)) };
}

/** What is given, else the user's template, else ours. */
function scriptsOf(
  header: Parameters<typeof composeUp>[0],
  { up, down, verify }: CreateOptions,
  templates: UserTemplates,
): RevisionFiles {
  const text = (name: keyof UserTemplates, given: string | undefined, own: string) => {
    if (given !== undefined) {
      const line = given === "" || given.endsWith("\n") ? given : `${given}\n`;
      assertText(line, `the SQL for ${name}.sql`);
      return { text: line, from: `the SQL for ${name}.sql` };
    }
    const template = templates[name];
    return { text: template === undefined ? own : fill(template, header), from: `the template of ${name}.sql` };
  };
  const upScript = text("up", up, upTemplate());
  const downScript = text("down", down, downTemplate());
  const asked = typeof verify === "string" ? verify : undefined;
  const isVerified = asked !== undefined || verify === true || templates.verify !== undefined;
  return {
    "up.sql": composeUp(header, upScript.text, upScript.from),
    "down.sql": composeDown(downScript.text, downScript.from),
    ...(isVerified ? { "verify.sql": text("verify", asked, verifyTemplate()).text } : {}),
  };
}

/** RFC 3339, as headers have it. */
export function toSeconds(time: Date): string {
  return `${time.toISOString().slice(0, "2026-11-21T10:30:45".length)}Z`;
}

/** The graph is the judge of what it takes: it is built once with the new revision, as it would be read back. */
function assertFits(project: Project, node: GraphNode): void {
  RevisionGraph.from([...[...project.folders.values()].map(graphNode), node]);
}

export function checkedMessage(message: string): string {
  try {
    return parseMessage(message.trim().replace(/\s+/g, " "));
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new UsageError(`the message cannot be taken: ${error.message}`, { hint: error.hint });
  }
}
