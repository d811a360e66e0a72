import { resolveRevisions } from "./author/addresses.ts";
import { mergeParents } from "./author/create.ts";
import { ProofBench, type ProofSettings } from "./check/bench.ts";
import { type BranchPair, pairsOf, pairsToProve } from "./check/commute/pairs.ts";
import { proveCommuting } from "./check/commute.ts";
import type { SinceSettings } from "./check/files.ts";
import { proofFindings } from "./check/proofs.ts";
import { DatabaseError, FilesError, FoundError, GraphError, UsageError } from "./errors.ts";
import type { Listener } from "./events.ts";
import type { RevisionGraph } from "./graph/index.ts";
import type { CheckResult, Commuted, CommutePair } from "./results.ts";
import type { Workplace } from "./workplace.ts";

/** Tries both orders of two lines of work: of those that addresses name, or else of all merges and of the heads. */
export async function commute(
  workplace: Workplace,
  addresses: readonly string[],
  settings: SinceSettings,
): Promise<Commuted> {
  const project = workplace.read("scripts");
  const since = sinceOf(project.graph, settings.since);
  if (since !== undefined && addresses.length > 0) {
    throw new UsageError("`since` is for all merges, and some lines are named", { hint: "give one of the two" });
  }
  const pairs = addresses.length === 0 ? pairsToProve(project.graph, since) : pairsNamed(project.graph, addresses);
  return ProofBench.during(workplace, project, settings, (bench) => proveCommuting(bench, pairs));
}

/** A check that has looked at the files, and everything that scratch databases prove of them besides. */
export async function withProofFindings(
  workplace: Workplace,
  result: CheckResult,
  settings: SinceSettings,
): Promise<CheckResult> {
  try {
    const project = workplace.read("scripts");
    const since = sinceOf(project.graph, settings.since);
    const found = await ProofBench.during(workplace, project, settings, (bench) => proofFindings(bench, since));
    const ok = result.ok && found.every(({ severity }) => severity === "warning");
    const findings = [...found, ...result.findings].sort((a, b) =>
      a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0,
    );
    return { ...result, ok, findings };
  } catch (error) {
    // Of files that cannot be run the result tells already.
    if (!result.ok && (error instanceof FilesError || error instanceof GraphError)) return result;
    throw error;
  }
}

function sinceOf(graph: RevisionGraph, since: string | readonly string[] | undefined): readonly string[] | undefined {
  return since === undefined ? undefined : resolveRevisions(graph, [since].flat());
}

/** One merge stands for what it joins. */
function pairsNamed(graph: RevisionGraph, addresses: readonly string[]): readonly BranchPair[] {
  const named = resolveRevisions(graph, addresses);
  const [only, second] = named;
  if (only === undefined || second !== undefined) return pairsOf(graph, named);
  const parents = graph.parents(only);
  if (parents.length > 1) return pairsOf(graph, parents, only);
  throw new UsageError(`${only} is no merge: there is nothing to compare it with`, {
    hint: "name two revisions or more, or a merge, or nothing at all for every merge and the heads",
  });
}

export interface MergeProofSettings {
  /** How it is proved that what is merged can be applied in either order. `false`: it is not. */
  readonly proof?: ProofSettings | false | undefined;
  /** A conflict is a warning. */
  readonly allowConflict?: boolean | undefined;
}

/**
 * Proves what is about to be merged. Throws FoundError `conflict` unless that is allowed. Undefined where no proof could be
 * made, which is told: to write files must be possible where there is no PostgreSQL.
 */
export async function proveMerge(
  workplace: Workplace,
  addresses: readonly string[],
  splice: boolean,
  { proof, allowConflict = false }: MergeProofSettings,
): Promise<Commuted | undefined> {
  const { emit } = workplace;
  const settings = { askTarget: false, ...proof };
  const parents = mergeParents(workplace.read("headers").graph, addresses, { splice });
  let result: Commuted;
  try {
    const project = workplace.read("scripts");
    const pairs = pairsOf(project.graph, parents);
    result = await ProofBench.during(workplace, project, settings, (bench) => proveCommuting(bench, pairs));
  } catch (error) {
    // A server that somebody names has to answer.
    const named = settings.scratch !== undefined && error instanceof DatabaseError && error.code !== "scratch_lacks";
    if (named || !(error instanceof DatabaseError || error instanceof FilesError)) throw error;
    emit({
      type: "warning",
      message: `not proved that ${parents.join(" and ")} can be applied in either order: ${error.message}`,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
    return undefined;
  }
  for (const pair of result.pairs) warnOf(pair, emit);
  const conflicts = result.pairs.filter(({ grade }) => grade === "conflict");
  if (conflicts.length === 0 || allowConflict) return result;
  const told = conflicts.map(({ branches: [a, b] }) => `${a} and ${b}`).join(", ");
  throw new FoundError(
    "conflict",
    `${told} cannot be applied in either order with the same outcome; nothing was written`,
    {
      hint: "change one of them, or make one line of them with `migraph rebase`; with --allow-conflict the merge is written, and its own script may set it right",
      data: { pairs: result.pairs },
    },
  );
}

/** A message shows so many differences of a pair at most; `migraph commute` shows all. */
const SHOWN = 10;

function warnOf({ grade, differences, branches: [a, b] }: CommutePair, emit: Listener): void {
  if (grade === "not run") {
    const [first] = differences;
    const why = first === undefined ? "" : `: ${first.message}`;
    emit({ type: "warning", message: `not proved that ${a} and ${b} can be applied in either order${why}` });
    return;
  }
  const conflicts = differences.filter((difference) => difference.grade === "conflict");
  for (const { message, hint, file, line } of conflicts.slice(0, SHOWN)) {
    const place = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}: `;
    emit({ type: "warning", message: `${place}${message}`, ...(hint === undefined ? {} : { hint }) });
  }
  if (conflicts.length <= SHOWN) return;
  const more = conflicts.length - SHOWN;
  emit({ type: "warning", message: `${a} and ${b} differ in ${more} more: \`migraph commute ${a} ${b}\` lists them` });
}
