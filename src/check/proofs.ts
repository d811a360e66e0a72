import type { CheckFinding, CommutePair } from "../results.ts";
import type { ProofBench } from "./bench.ts";
import { pairsToProve } from "./commute/pairs.ts";
import { proveCommuting } from "./commute.ts";
import { dependencyFindings } from "./dependencies.ts";
import { roundTripFindings } from "./round-trip/proven.ts";

/**
 * What scratch databases prove of the files: that down scripts restore, that branches commute, and that headers name what
 * revisions need. `since`: what it has is proved already.
 */
export async function proofFindings(bench: ProofBench, since?: readonly string[]): Promise<readonly CheckFinding[]> {
  const { graph } = bench.project;
  const { pairs } = await proveCommuting(bench, pairsToProve(graph, since));
  const dependencies = await dependencyFindings(bench, since);
  const trips = await roundTripFindings(bench, since);
  const failing = new Set(trips.filter(({ code }) => code === "up_failed").map(({ revision }) => revision));
  const explained = new Set([...failing, ...dependencies.map(({ revision }) => revision)]);
  const found = [
    ...trips,
    ...dependencies.map((finding): CheckFinding => ({ ...finding, severity: "error" })),
    ...pairs.flatMap((pair) => pairFindings(bench, pair, explained)),
  ];
  return distinct(found.filter(({ code, revision }) => code !== "does_not_run" || !failing.has(revision)));
}

/** Of one pair so many are shown at most; `migraph commute` shows all. */
const SHOWN = 5;

/** `explained`: revisions of which it is known already why they fail. */
function pairFindings(
  { project }: ProofBench,
  { grade, merge, branches: [a, b], differences }: CommutePair,
  explained: ReadonlySet<string | undefined>,
): readonly CheckFinding[] {
  const revision = merge ?? b;
  const place = { revision, file: project.folders.get(revision)?.up.path ?? "" };
  if (grade === "not run") {
    return differences.map(({ kind, object, grade: _, ...finding }) => ({
      ...finding,
      code: "does_not_run",
      severity: "error",
    }));
  }
  const told = differences.filter(
    (difference) => difference.grade !== "generated values" && !explained.has(difference.revision),
  );
  const shown = told.slice(0, SHOWN).map(({ kind, object, grade: worth, ...finding }): CheckFinding => {
    const message = kind === "failure" ? finding.message : `${a} and ${b} in the other order: ${finding.message}`;
    const isConflict = worth === "conflict";
    const hint = isConflict
      ? "change one of them, let one depend on the other, or set it right in the script of their merge"
      : "it is harmless where nobody counts on the order of columns";
    return {
      hint,
      ...place,
      ...finding,
      message,
      code: isConflict ? "conflict" : "branch_column_order",
      severity: isConflict ? "error" : "warning",
    };
  });
  if (told.length <= SHOWN) return shown;
  const message = `${a} and ${b} in the other order: ${told.length - SHOWN} more differences`;
  const hint = `\`migraph commute ${a} ${b}\` lists them`;
  return [...shown, { ...place, code: "conflict", severity: "error", message, hint }];
}

/** What does not run is met by several proofs. */
function distinct(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  const keyOf = ({ code, revision, message }: CheckFinding) =>
    code === "does_not_run" ? `${code} ${revision}` : `${code} ${message}`;
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}
