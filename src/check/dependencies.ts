import type { Finding } from "../errors.ts";
import type { RevisionGraph } from "../graph/index.ts";
import { replay } from "../schema/replay.ts";
import type { ProofBench } from "./bench.ts";
import { needsOf } from "./dependencies/needs.ts";
import { failingScript, type ScriptFailing } from "./failure.ts";

/** A revision that other revisions come before though it does not stand on them, and all that it does stand on. */
interface Suspect {
  readonly id: string;
  readonly ancestors: readonly string[];
}

/**
 * Runs each revision on its declared ancestors alone, where the order of the graph puts others before it as well: what
 * fails then needs something of those. `since`: what it has is proved already.
 */
export async function dependencyFindings(bench: ProofBench, since?: readonly string[]): Promise<readonly Finding[]> {
  const pending: Suspect[] = [];
  for (const suspect of suspectsIn(bench.project.graph, since)) {
    if ((await bench.recall(partsOf(bench, suspect), isPassed)) === undefined) pending.push(suspect);
  }
  const findings: Finding[] = [];
  const chains = chainsOf(pending);
  for (const [index, chain] of chains.entries()) {
    const what = `${chain.map(({ id }) => id).join(", ")} on what the headers say`;
    bench.emit({ type: "proof-started", what, index, total: chains.length });
    const failure = await runChain(bench, chain);
    if (failure !== undefined) findings.push(await explain(bench, failure));
  }
  return [...new Map(findings.map((finding) => [finding.revision, finding])).values()];
}

function suspectsIn(graph: RevisionGraph, since: readonly string[] | undefined): readonly Suspect[] {
  const before = since === undefined ? new Set<string>() : new Set([...graph.ancestors(since), ...since]);
  return graph.ids().flatMap((id, place) => {
    if (before.has(id)) return [];
    const ancestors = graph.ancestors([id]);
    return ancestors.size === place ? [] : [{ id, ancestors: graph.sort(ancestors) }];
  });
}

/** Lines along which each stands on exactly the one before and what that stands on: they run in one database. */
function chainsOf(suspects: readonly Suspect[]): readonly (readonly Suspect[])[] {
  const chains: Suspect[][] = [];
  const ends = new Map<string, Suspect[]>();
  for (const suspect of suspects) {
    const before = suspect.ancestors.map((id) => ends.get(id)).find((chain) => continues(chain?.at(-1), suspect));
    const chain = before ?? [];
    if (before === undefined) chains.push(chain);
    chain.push(suspect);
    ends.set(suspect.id, chain);
  }
  const start = (chain: readonly Suspect[]) => chain[0]?.ancestors.length ?? 0;
  return chains.sort((a, b) => start(a) - start(b));
}

function continues(one: Suspect | undefined, next: Suspect): boolean {
  return one !== undefined && next.ancestors.length === one.ancestors.length + 1 && next.ancestors.includes(one.id);
}

/** Ends at the first that fails: what follows stands on it. */
async function runChain(bench: ProofBench, chain: readonly Suspect[]): Promise<ScriptFailing | undefined> {
  const [first] = chain;
  if (first === undefined) return undefined;
  const trunk = await bench.trunk();
  try {
    await trunk.withCopy(first.ancestors, async (database) => {
      for (const suspect of chain) {
        await replay(database, trunk.steps(suspect.ancestors, [suspect.id]));
        await bench.keep(partsOf(bench, suspect), PASSED);
      }
    });
    return undefined;
  } catch (error) {
    const failure = failingScript(error);
    if (failure === undefined) throw error;
    return failure;
  }
}

const PASSED = "passed";

function isPassed(said: unknown): true | undefined {
  return said === PASSED ? true : undefined;
}

function partsOf(bench: ProofBench, { id, ancestors }: Suspect): readonly unknown[] {
  return ["dependencies", bench.digests([...ancestors, id])];
}

async function explain(bench: ProofBench, failure: ScriptFailing): Promise<Finding> {
  const found = await needsOf(bench, failure.revision);
  if ("broken" in found) {
    const { revision, message, ...place } = found.broken;
    const hint = "correct the script; `migraph test` runs all in their order";
    return { code: "does_not_run", message: `${revision} does not run: ${message}`, hint, revision, ...place };
  }
  const { revision, message, ...place } = failure;
  const { needs } = found;
  if (needs.length === 0) {
    return {
      code: "does_not_run",
      message: `${revision} runs on what it stands on, and fails beside what others stand on too: ${message}`,
      hint: "`migraph commute` shows what does not go together",
      revision,
      ...place,
    };
  }
  const declared = bench.project.folders.get(revision)?.depends ?? [];
  return {
    code: "undeclared_dependency",
    message: `${revision} needs ${needs.join(" and ")}, which its header does not say: ${message}`,
    hint: `write \`-- depends: ${[...declared, ...needs].join(", ")}\` into the header of its up.sql`,
    revision,
    ...place,
  };
}
