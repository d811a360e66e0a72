import { FilesError, type Finding, GraphError, UsageError } from "./errors.ts";
import { type GraphNode, RevisionGraph } from "./graph/index.ts";
import type { RevisionFolder } from "./revision/folder.ts";
import { lineOfKey } from "./revision/header-lines.ts";
import { formatHeads } from "./revision/heads-file.ts";
import { type ReadContents, surveyRevisions } from "./revision/read.ts";

/** The revisions on disk, read once, and their graph. */
export interface Project {
  readonly folders: ReadonlyMap<string, RevisionFolder>;
  readonly graph: RevisionGraph;
  readonly directories: readonly string[];
}

export interface ProjectSurvey {
  /** There is one when there are no findings. */
  readonly project: Project | undefined;
  /** What could be read. */
  readonly revisions: readonly RevisionFolder[];
  readonly findings: readonly Finding[];
}

/** Reads and builds. Throws GraphError or, where it is not the graph alone, FilesError; with all faults of all files. */
export function readProject(directories: readonly string[], contents: ReadContents): Project {
  const { project, findings, graphError } = survey(directories, contents);
  if (project !== undefined) return project;
  throw graphError ?? new FilesError(findings);
}

/** As readProject, but gives the faults beside what could be read. */
export function surveyProject(directories: readonly string[], contents: ReadContents): ProjectSurvey {
  return survey(directories, contents);
}

/** For commands that have nothing to say about no revisions at all. */
export function assertNotEmpty(project: Project): void {
  if (project.graph.size === 0) throw noRevisions(project);
}

export function noRevisions({ directories }: Project): UsageError {
  return new UsageError(`there are no revisions in ${directories.join(", ")}`, {
    code: "no_revisions",
    hint: 'make the first one with `migraph new "what it does"`, or name another directory with --dir',
  });
}

export function graphNode(folder: RevisionFolder): GraphNode {
  const { id, parents, depends, labels, replaces, created, up } = folder;
  return { id, parents, depends, labels, replaces, created, source: { file: up.path, line: 1 } };
}

/** What the heads file of a project is to hold. */
export function headsText({ graph, folders }: Project): string {
  return formatHeads(graph.heads().map((id) => ({ id, message: folders.get(id)?.message ?? "" })));
}

/** `graphError`: where the files are in order, and only the graph is not. */
function survey(
  directories: readonly string[],
  contents: ReadContents,
): ProjectSurvey & { readonly graphError?: GraphError } {
  const { revisions, findings, complete } = surveyRevisions(directories, contents);
  try {
    const graph = RevisionGraph.from(revisions.map(graphNode));
    if (findings.length > 0) return { project: undefined, revisions, findings };
    const folders = new Map(revisions.map((folder) => [folder.id, folder]));
    return { project: { folders, graph, directories }, revisions, findings };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    // A revision that could not be read is missing from the graph only because of that.
    const real = error.findings.filter(({ code }) => complete || !code.startsWith("missing_"));
    const placed = placeInHeaders(real, revisions);
    if (findings.length > 0) return { project: undefined, revisions, findings: [...findings, ...placed] };
    const { code, message, hint } = error;
    const graphError = new GraphError(code, message, { hint, findings: placed });
    return { project: undefined, revisions, findings: placed, graphError };
  }
}

/** The header keys that a fault of the graph can come from; the first that the header has is its place. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  duplicate_revision: ["revision"],
  duplicate_label: ["labels"],
  replaced_twice: ["replaces"],
  missing_parent: ["parents"],
  missing_dependency: ["depends"],
  cycle: ["parents"],
};

/** The graph knows a file and no line of it: that of the key is looked for, which is worth it only for a fault. */
function placeInHeaders(findings: readonly Finding[], revisions: readonly RevisionFolder[]): readonly Finding[] {
  const folders = new Map(revisions.map((folder) => [folder.up.path, folder]));
  return findings.map((finding) => {
    const folder = folders.get(finding.file ?? "");
    if (folder === undefined) return finding;
    const { id, parents, up } = folder;
    const selfKey = parents.includes(id) ? "parents" : "depends";
    const keys = finding.code === "self_reference" ? [selfKey] : (KEYS[finding.code] ?? []);
    const lines = keys.flatMap((key) => lineOfKey(up.text, key) ?? []);
    return { ...finding, line: lines[0] ?? 1 };
  });
}
