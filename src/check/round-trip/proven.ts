import { hash } from "node:crypto";
import type { CheckFinding } from "../../results.ts";
import type { ProofBench } from "../bench.ts";
import { travel } from "./index.ts";
import { itinerariesOf } from "./itinerary.ts";
import { assertVerifiable } from "./verify.ts";

/**
 * What `test` finds in the whole history, but for `since` and what that has. Only what was not found sound before, after
 * exactly what comes before it now, is taken down and up again; the rest is applied.
 */
export async function roundTripFindings(
  bench: ProofBench,
  since?: readonly string[],
): Promise<readonly CheckFinding[]> {
  const { project } = bench;
  const before = since === undefined ? new Set<string>() : new Set([...project.graph.ancestors(since), ...since]);
  const findings: CheckFinding[] = [];
  const pending = new Map<string, readonly unknown[]>();
  let way = "";
  for (const id of project.graph.ids()) {
    way = hash("sha256", `${way}\0${id}\0${bench.digest(id, "up")}`);
    if (before.has(id)) continue;
    const parts = ["round trip", way, bench.digest(id, "down"), bench.digest(id, "verify")];
    const known = await bench.recall(parts, readFindings);
    if (known === undefined) pending.set(id, parts);
    else findings.push(...known);
  }
  if (pending.size === 0) return findings;
  const all = itinerariesOf(project, new Set(project.graph.ids()));
  const last = all.findLastIndex(({ revision }) => pending.has(revision.id));
  const itineraries = all.slice(0, last + 1).map((each) => ({ ...each, tested: pending.has(each.revision.id) }));
  await assertVerifiable(itineraries);
  const found = await travel(await bench.emptied(), project, itineraries, (event) => {
    if (event.type === "round-trip-started") bench.emit(event);
  });
  for (const [id, parts] of pending) {
    const own = found.findings.filter(({ revision }) => revision === id);
    if (own.every(({ severity }) => severity === "warning")) await bench.keep(parts, own);
  }
  return [...findings, ...found.findings];
}

/** Warnings alone: what has an error is not remembered. */
function readFindings(said: unknown): readonly CheckFinding[] | undefined {
  return Array.isArray(said) ? (said as readonly CheckFinding[]) : undefined;
}
