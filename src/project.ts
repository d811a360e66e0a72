import { FilesError, type Finding, GraphError, UsageError } from "./errors.ts";
import { type GraphNode, RevisionGraph } from "./graph/index.ts";
import type { RevisionFolder } from "./revision/folder.ts";
import { type ReadContents, surveyRevisions } from "./revision/read.ts";

/** The revisions on disk, read once, and their graph. */
export interface Project {
  readonly folders: ReadonlyMap<string, RevisionFolder>;
  readonly graph: RevisionGraph;
  readonly directories: readonly string[];
}

/** Reads and builds. Throws FilesError or GraphError with all faults of all files. */
export function readProject(directories: readonly string[], contents: ReadContents): Project {
  const { project, findings } = surveyProject(directories, contents);
  if (project !== undefined) return project;
  const onlyGraph = findings.every(({ code }) => code in GRAPH_FAULTS);
  if (onlyGraph) throw new GraphError("bad_graph", headline(findings), { findings });
  throw new FilesError(findings);
}

/** As readProject, but gives the faults; there is a project when there are none. */
export function surveyProject(
  directories: readonly string[],
  contents: ReadContents,
): { project: Project | undefined; revisions: readonly RevisionFolder[]; findings: readonly Finding[] } {
  const { revisions, findings } = surveyRevisions(directories, contents);
  try {
    const graph = RevisionGraph.from(revisions.map(graphNode));
    if (findings.length > 0) return { project: undefined, revisions, findings };
    const folders = new Map(revisions.map((folder) => [folder.id, folder]));
    return { project: { folders, graph, directories }, revisions, findings };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    // A revision whose header cannot be read is missing from the graph only because of that.
    const graphFindings = error.findings.filter(({ code }) => findings.length === 0 || !code.startsWith("missing_"));
    return { project: undefined, revisions, findings: [...findings, ...graphFindings] };
  }
}

/** For commands that have nothing to say about no revisions at all. */
export function assertNotEmpty(project: Project): void {
  if (project.graph.size > 0) return;
  throw new UsageError(`there are no revisions in ${project.directories.join(", ")}`, {
    code: "no_revisions",
    hint: 'make the first one with `migraph new "what it does"`, or name another directory with --dir',
  });
}

export function graphNode(folder: RevisionFolder): GraphNode {
  const { id, parents, depends, labels, created, up } = folder;
  return { id, parents, depends, labels, created, source: { file: up.path, line: 1 } };
}

const GRAPH_FAULTS: Readonly<Record<string, true>> = {
  duplicate_revision: true,
  duplicate_label: true,
  reserved_name: true,
  missing_parent: true,
  missing_dependency: true,
  self_reference: true,
  cycle: true,
};

function headline(findings: readonly Finding[]): string {
  const [only] = findings;
  return findings.length === 1 && only !== undefined
    ? only.message
    : `${findings.length} faults in the graph of revisions`;
}
