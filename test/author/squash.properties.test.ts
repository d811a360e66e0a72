import fc from "fast-check";
import { expect, test } from "vitest";
import { contract } from "../../src/author/squash/contract.ts";
import { RevisionGraph } from "../../src/graph/index.ts";
import type { Project } from "../../src/project.ts";
import type { RevisionFolder } from "../../src/revision/folder.ts";
import { anyNodes } from "../graph/random-graph.ts";

function projectOf(graph: RevisionGraph): Project {
  const folders = graph.ids().map((id) => {
    const { parents, depends = [], labels = [] } = graph.node(id);
    return [id, { id, parents, depends, labels, path: id }] as const;
  });
  // The contraction looks at nothing else of a folder.
  return { graph, folders: new Map(folders) as unknown as ReadonlyMap<string, RevisionFolder>, directories: [] };
}

test("a run that becomes one leaves a graph in which all else stands on what it stood on, and labels name what they named", () => {
  fc.assert(
    fc.property(anyNodes, fc.nat(), fc.nat(), (nodes, one, other) => {
      const graph = RevisionGraph.from(nodes);
      const ids = graph.ids();
      const end = ids[one % ids.length] ?? "";
      const below = [...graph.ancestors([end])];
      const start = below[other % Math.max(1, below.length)];
      fc.pre(start !== undefined);
      const run = new Set(graph.range(`${start}:${end}`));
      const { parents, depends, labels, lost, carried, heads } = contract(projectOf(graph), run, end, new Set());
      const changed = (id: string, key: "parents" | "depends" | "labels", names: readonly string[]) =>
        carried.find((change) => change.revision === id && change.key === key)?.after ?? names;
      const after = RevisionGraph.from([
        { ...graph.node(end), parents, depends, labels },
        ...ids
          .filter((id) => !run.has(id))
          .map((id) => {
            const { parents: own, depends: needs = [], labels: borne = [] } = graph.node(id);
            return {
              ...graph.node(id),
              parents: changed(id, "parents", own),
              depends: changed(id, "depends", needs),
              labels: changed(id, "labels", borne),
            };
          }),
      ]);
      expect(after.heads().toSorted()).toEqual(heads.toSorted());
      const place = (id: string) => (run.has(id) ? end : id);
      for (const id of ids) {
        for (const ancestor of graph.ancestors([id])) {
          if (place(id) !== place(ancestor)) expect(after.ancestors([place(id)])).toContain(place(ancestor));
        }
      }
      const gone = new Set(lost.map(({ label }) => label));
      for (const [label, bearer] of graph.labels()) {
        if (gone.has(label)) continue;
        const heir = after.labels().get(label);
        expect(heir).toBeDefined();
        if (!run.has(bearer) || heir === undefined) continue;
        const branch = [...after.lineage(heir)].filter((id) => id !== end).toSorted();
        expect(branch).toEqual([...graph.lineage(bearer).difference(run)].toSorted());
      }
    }),
    { numRuns: 300 },
  );
});
