import { scriptFindings } from "../apply/plan.ts";
import type { RevisionGraph } from "../graph/index.ts";
import { type Project, surveyProject } from "../project.ts";
import type { CheckFinding, CheckResult } from "../results.ts";

export interface CheckSettings {
  /** Several heads are meant, and no finding. */
  readonly allowHeads?: boolean | undefined;
}

/** Everything that can be known from the files alone: headers, files, graph, scripts, heads. */
export async function checkFiles(directories: readonly string[], settings: CheckSettings): Promise<CheckResult> {
  const { project, revisions, findings } = surveyProject(directories, "scripts");
  const all: CheckFinding[] = findings.map((finding) => ({ ...finding, severity: "error" }));
  for (const { id, up, down, verify } of revisions) {
    for (const script of [up, down, verify]) {
      if (script === undefined) continue;
      all.push(...(await scriptFindings(id, script)).map((finding) => ({ ...finding, severity: "error" as const })));
    }
  }
  if (project !== undefined) all.push(...graphFindings(project, settings));
  return {
    ok: all.every(({ severity }) => severity === "warning"),
    revisions: revisions.length,
    heads: project?.graph.heads() ?? [],
    findings: all,
  };
}

function graphFindings(project: Project, settings: CheckSettings): readonly CheckFinding[] {
  const { graph } = project;
  const findings = redundantParents(graph, project);
  const heads = graph.heads();
  if (heads.length > 1 && !settings.allowHeads) {
    findings.push({
      code: "multiple_heads",
      severity: "error",
      message: `there are ${heads.length} heads: ${heads.join(", ")}`,
      hint: "join them with `migraph merge`, or allow them with --allow-heads",
    });
  }
  return findings;
}

function redundantParents(graph: RevisionGraph, project: Project): CheckFinding[] {
  return graph.redundantParents().map(({ revision, parent, through }) => ({
    code: "redundant_parent",
    severity: "warning",
    message: `${revision} names ${parent} as a parent, which is an ancestor of its parent ${through} already`,
    hint: `leave ${parent} out of the parents`,
    file: project.folders.get(revision)?.up.path ?? "",
    line: 1,
    revision,
  }));
}
