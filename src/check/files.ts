import { scriptFindings } from "../apply/inspection.ts";
import type { Finding } from "../errors.ts";
import { noRevisions, type Project, surveyProject } from "../project.ts";
import type { CheckFinding, CheckResult } from "../results.ts";
import { lineOfKey } from "../revision/header-lines.ts";
import type { ProofSettings } from "./bench.ts";
import type { DeclaredCheck } from "./declared.ts";
import { headerFindings } from "./headers.ts";
import { headsFileFindings } from "./heads-file.ts";
import { hiddenRevisions } from "./hidden.ts";
import type { LockSettings } from "./locks/check.ts";

export interface SinceSettings extends ProofSettings {
  /** Addresses: what they have is proved already. */
  readonly since?: string | readonly string[] | undefined;
}

export interface CheckSettings {
  /** Several heads are meant, and no finding. */
  readonly allowHeads?: boolean | undefined;
  /** What is not applied yet is about to be, and no finding. */
  readonly allowPending?: boolean | undefined;
  /** Runs what is pending, or else everything, in a scratch database, and looks for what is dangerous on tables in use. */
  readonly locks?: LockSettings | undefined;
  /** Proves in scratch databases what can be proved of the files. */
  readonly proofs?: SinceSettings | undefined;
  /** A schema that all heads together are to build. */
  readonly declared?: DeclaredCheck | undefined;
  /** The file that is to hold the heads; the configured one unless given. */
  readonly headsFile?: string | undefined;
}

/** What is said of the files by somebody who has more to compare them with. */
export type FurtherCheck = (project: Project) => Promise<readonly Finding[]>;

/**
 * Everything that can be known from the files alone: headers, files, graph, scripts, heads; and what `further` finds,
 * which is asked where the files are a graph.
 */
export async function checkFiles(
  directories: readonly string[],
  settings: CheckSettings,
  further: FurtherCheck = async () => [],
): Promise<CheckResult> {
  const { project, revisions, findings } = surveyProject(directories, "scripts");
  const errors: Finding[] = [...findings];
  const warnings: Finding[] = [];
  for (const revision of revisions) {
    for (const script of [revision.up, revision.down, revision.verify]) {
      if (script === undefined) continue;
      const found = await scriptFindings(revision, script);
      errors.push(...found.errors);
      warnings.push(...found.warnings);
    }
  }
  warnings.push(...revisions.flatMap(hiddenRevisions));
  if (settings.headsFile !== undefined) errors.push(...headsFileFindings(settings.headsFile, project));
  if (project !== undefined) {
    errors.push(...headsOf(project, settings), ...(await further(project)));
    warnings.push(...redundantParents(project));
  }
  const faulty = new Set(findings.map(({ file }) => file));
  // What a file that cannot be taken says, or does not say, is not known.
  warnings.push(...headerFindings(revisions.filter(({ up, down }) => !faulty.has(up.path) && !faulty.has(down?.path))));
  return {
    ok: errors.length === 0,
    revisions: revisions.length,
    heads: project?.graph.heads() ?? [],
    findings: [...withSeverity("error", errors), ...withSeverity("warning", warnings)],
  };
}

function headsOf(project: Project, settings: CheckSettings): readonly Finding[] {
  const heads = project.graph.heads();
  if (heads.length === 0) {
    // A check that looked into the wrong directory has found nothing to be in order.
    const { code, message, hint = "" } = noRevisions(project);
    return [{ code, message, hint }];
  }
  if (heads.length === 1 || settings.allowHeads) return [];
  return [
    {
      code: "multiple_heads",
      message: `there are ${heads.length} heads: ${heads.join(", ")}`,
      hint: "join them with `migraph merge`, put one on top of the other with `migraph rebase`, or allow them with --allow-heads",
    },
  ];
}

function redundantParents({ graph, folders }: Project): readonly Finding[] {
  return graph.redundantParents().map(({ revision, parent, through }) => {
    const up = folders.get(revision)?.up;
    return {
      code: "redundant_parent",
      message: `${revision} names ${parent} as a parent, which is an ancestor of its parent ${through} already`,
      hint: `leave ${parent} out of the parents`,
      ...(up === undefined ? {} : { file: up.path, line: lineOfKey(up.text, "parents") ?? 1 }),
      revision,
    };
  });
}

function withSeverity(severity: CheckFinding["severity"], findings: readonly Finding[]): readonly CheckFinding[] {
  return findings.map((finding) => ({ ...finding, severity }));
}
