import { replay } from "../../schema/replay.ts";
import type { ProofBench } from "../bench.ts";
import { failingScript, type ScriptFailing } from "../failure.ts";

/** More are not looked for: who needs so many has another problem. */
const MOST_NEEDS = 10;

/** `broken`: what does not run in graph order either, the revision itself or one before it. */
type Needs = { readonly needs: readonly string[] } | { readonly broken: ScriptFailing };

/**
 * What a revision that fails on its declared ancestors needs besides, found by trying: of what comes before it in graph
 * order, the first with which it passes, and again until that is enough. None where it does pass on them.
 */
export async function needsOf(bench: ProofBench, id: string): Promise<Needs> {
  const { graph } = bench.project;
  const ancestors = graph.ancestors([id]);
  const all = graph.ids();
  const candidates = all.slice(0, all.indexOf(id)).filter((other) => !ancestors.has(other));
  const failing = (further: Iterable<string>) => failingOn(bench, id, new Set([...ancestors, ...further]));
  const passes = async (further: Iterable<string>) => (await failing(further)) === undefined;
  const broken = await failing(candidates);
  if (broken !== undefined) return { broken };
  if (await passes([])) return { needs: [] };
  const needs: string[] = [];
  const found = () => [...needs, ...graph.ancestors(needs)];
  while (needs.length === 0 || (needs.length < MOST_NEEDS && !(await passes(found())))) {
    // With so many of the candidates it fails, with so many it passes.
    let fails = 0;
    let enough = candidates.length;
    while (enough - fails > 1) {
      const middle = Math.floor((fails + enough) / 2);
      if (await passes([...found(), ...candidates.slice(0, middle)])) enough = middle;
      else fails = middle;
    }
    const need = candidates[enough - 1];
    if (need === undefined || needs.includes(need)) break;
    needs.push(need);
  }
  const below = graph.ancestors(needs);
  return { needs: graph.sort(needs.filter((need) => !below.has(need))) };
}

async function failingOn(
  bench: ProofBench,
  id: string,
  revisions: ReadonlySet<string>,
): Promise<ScriptFailing | undefined> {
  const trunk = await bench.trunk();
  const sorted = bench.project.graph.sort(revisions);
  try {
    await trunk.withCopy(sorted, (database) => replay(database, trunk.steps(sorted, [id])));
    return undefined;
  } catch (error) {
    const failure = failingScript(error);
    if (failure === undefined) throw error;
    return failure;
  }
}
