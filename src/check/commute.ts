import type { Project } from "../project.ts";
import type { Commuted, CommuteGrade, CommutePair } from "../results.ts";
import type { ProofBench } from "./bench.ts";
import { type BranchPair, behind } from "./commute/pairs.ts";
import { knownWithoutRun, type PairProof, provePair } from "./commute/prove.ts";
import { failingScript } from "./failure.ts";

/** Whether the lines of each pair can be applied in either order: in scratch databases, as far as it is not known yet. */
export async function proveCommuting(bench: ProofBench, pairs: readonly BranchPair[]): Promise<Commuted> {
  const { project } = bench;
  const proofs = new Map<BranchPair, { readonly proof: PairProof; readonly cached: boolean }>();
  for (const pair of pairs) {
    const known = knownWithoutRun(project, pair);
    const proof = known ?? (await bench.recall(partsOf(bench, pair), readProof));
    if (proof !== undefined) proofs.set(pair, { proof, cached: known === undefined });
  }
  // From base to base, so that one database can grow along with them.
  const pending = pairs.filter((pair) => !proofs.has(pair)).sort((a, b) => a.base.length - b.base.length);
  for (const [index, pair] of pending.entries()) {
    const what = `both orders of ${pair.ends.join(" and ")}`;
    bench.emit({ type: "proof-started", what, index, total: pending.length });
    const proof = await provePair(await bench.trunk(), project, pair).catch(notRun);
    if (!BAD.has(proof.grade)) await bench.keep(partsOf(bench, pair), proof);
    proofs.set(pair, { proof, cached: false });
  }
  const told = pairs.flatMap((pair) => {
    const found = proofs.get(pair);
    return found === undefined ? [] : [{ ...describePair(project, pair), ...found.proof, cached: found.cached }];
  });
  return { ok: told.every(({ grade }) => !BAD.has(grade)), server: bench.server ?? null, pairs: told };
}

const BAD: ReadonlySet<CommuteGrade> = new Set(["conflict", "not run"]);

function partsOf(bench: ProofBench, pair: BranchPair): readonly unknown[] {
  const { base, own } = pair;
  return ["commute", ...[base, ...own, behind(bench.project, pair)].map((ids) => bench.digests(ids))];
}

/** What both lines stand on failed, which is neither's fault. */
function notRun(error: unknown): PairProof {
  const failure = failingScript(error);
  if (failure === undefined) throw error;
  const message = `${failure.revision}, which both stand on, does not run: ${failure.message}`;
  return {
    grade: "not run",
    differences: [{ kind: "failure", grade: "conflict", object: null, ...failure, message }],
  };
}

const PASSED: readonly unknown[] = ["identical", "generated values", "column order"] satisfies readonly CommuteGrade[];

/** What an earlier run has written, whose version was the same; a file may hold anything. */
function readProof(said: unknown): PairProof | undefined {
  if (typeof said !== "object" || said === null || !("grade" in said) || !("differences" in said)) return undefined;
  if (!PASSED.includes(said.grade) || !Array.isArray(said.differences)) return undefined;
  return said as PairProof;
}

function describePair(
  { graph }: Project,
  { merge, ends, base, own }: BranchPair,
): Pick<CommutePair, "merge" | "branches" | "base" | "revisions"> {
  return { merge: merge ?? null, branches: ends, base: graph.current(base), revisions: own };
}
