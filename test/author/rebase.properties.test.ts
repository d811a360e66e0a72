import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planRebase, rewriteHeaders } from "../../src/author/rebase.ts";
import { MigraphError } from "../../src/errors.ts";
import type { GraphNode } from "../../src/graph/index.ts";
import { type Project, readProject } from "../../src/project.ts";
import { anyNodes } from "../graph/random-graph.ts";
import { writeRevisionFiles } from "../support/project.ts";

/** A graph, some revisions of it, and what they are to continue. */
const anyRebase = anyNodes.chain((nodes) => {
  const ids = nodes.map(({ id }) => id);
  return fc.record({
    nodes: fc.constant(nodes),
    named: fc.subarray(ids, { minLength: 1, maxLength: Math.min(4, ids.length) }),
    onto: fc.oneof(
      fc.constant<string[]>(["base"]),
      fc.subarray(ids, { minLength: 1, maxLength: Math.min(2, ids.length) }),
    ),
    stopAfter: fc.nat({ max: 4 }),
  });
});

function within(nodes: readonly GraphNode[], act: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), "migraph-rebase-"));
  try {
    for (const { id, parents, depends = [], labels = [], created } of nodes) {
      writeRevisionFiles(directory, { id, parents, depends, labels, ...(created === undefined ? {} : { created }) });
    }
    act(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What every file says but for the line that a rebase may change. */
function others({ folders }: Project): Readonly<Record<string, string>> {
  const rest = [...folders.values()].map(
    ({ id, up }) => [id, readFileSync(up.path, "utf8").replace(/^-- parents: .*\n/gm, "")] as const,
  );
  return Object.fromEntries(rest.sort());
}

function parentsIn({ graph }: Project): ReadonlyMap<string, readonly string[]> {
  return new Map(graph.ids().map((id) => [id, graph.parents(id)]));
}

test("after any rebase the graph holds, with the same revisions, and the lineage is as it was asked for", () => {
  let done = 0;
  fc.assert(
    fc.property(anyRebase, ({ nodes, named, onto, stopAfter }) => {
      within(nodes, (directory) => {
        const before = readProject([directory], "headers");
        const settings = { onto };
        const targets = onto.filter((id) => id !== "base");
        const firsts = named.filter((id) => !before.graph.parents(id).some((parent) => named.includes(parent)));
        let plan: ReturnType<typeof planRebase>;
        try {
          plan = planRebase(before, named, settings);
        } catch (error) {
          if (!(error instanceof MigraphError)) throw error;
          const above = new Set([...named, ...before.graph.descendants(firsts)]);
          const [one = "", other = ""] = targets;
          const related = targets.length === 2 && before.graph.lineage(one).has(other);
          expect([error.code, related || targets.some((id) => above.has(id))]).toEqual([error.code, true]);
          return;
        }
        done++;
        // Killed after some of the files: what is there is a graph, and the same again finishes it.
        rewriteHeaders(before, { ...plan, revisions: plan.revisions.slice(0, stopAfter) });
        const halfway = readProject([directory], "headers");
        rewriteHeaders(halfway, planRebase(halfway, named, settings));
        const after = readProject([directory], "headers");
        expect(new Set(after.graph.ids())).toEqual(new Set(before.graph.ids()));
        expect(others(after)).toEqual(others(before));
        for (const [id, parents] of parentsIn(after)) {
          const expected = firsts.includes(id) ? targets : before.graph.parents(id);
          expect([id, new Set(parents)]).toEqual([id, new Set(expected)]);
        }
        expect(after.graph.heads()).toEqual(plan.heads);
        expect(planRebase(after, named, settings).revisions).toEqual([]);
      });
    }),
    { numRuns: 100 },
  );
  expect(done).toBeGreaterThan(20);
});
