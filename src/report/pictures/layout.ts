import { graphStratify, grid } from "d3-dag";
import type { Graph, GraphRevision } from "../../results/pictures.ts";
import { escapeControls } from "../text.ts";
import type { Drawing, DrawnRevision } from "./drawing.ts";

/** Gives every revision its row and lane. Rows are in the order of the history, so that all pictures agree. */
export function drawingOf({ revisions, edges, databases }: Graph): Drawing {
  const rows = new Map(revisions.map(({ revision }, row) => [revision, row]));
  const links = revisions.map((): Links => ({ parents: [], depends: [], outside: [] }));
  for (const { from, to, kind } of edges) {
    const link = links[rows.get(from) ?? -1];
    const row = rows.get(to);
    if (link === undefined) continue;
    if (row === undefined) link.outside.push(to);
    else (kind === "parent" ? link.parents : link.depends).push(row);
  }
  const lanes = lanesOf(links);
  return {
    databases: databases.map(({ name, error }) => ({
      name,
      error: error === null ? null : escapeControls(error.message),
    })),
    revisions: revisions.map((entry, row) => drawn(entry, lanes[row] ?? 0, links[row], databases)),
  };
}

interface Links {
  readonly parents: number[];
  readonly depends: number[];
  readonly outside: string[];
}

/**
 * One lane for each row. `grid` takes 0.1 s for 10,000 revisions, where `sugiyama` takes 0.8 s for 2,000 and grows twice as
 * wide; and a row for each leaves room for its text. The layout is of parents alone: a dependency is no lineage, and has no lane. It keeps a lane
 * free from where an edge leaves a child down to the parent, so that no edge runs through a revision that is not its own.
 */
function lanesOf(links: readonly Links[]): readonly number[] {
  if (links.length === 0) return [];
  const above = links.map((): string[] => []);
  for (const [row, { parents }] of links.entries()) for (const parent of parents) above[parent]?.push(String(row));
  const stratify = graphStratify();
  const dag = stratify(above.map((parentIds, row) => ({ id: String(row), parentIds, row })));
  grid()
    .nodeSize([1, 1])
    .gap([0, 0])
    .rank(({ data }: { readonly data: { readonly row: number } }) => data.row)(dag);
  const lanes = links.map(() => 0);
  for (const node of dag.nodes()) lanes[node.data.row] = Math.round(node.x - 0.5);
  return lanes;
}

function drawn(
  entry: GraphRevision,
  lane: number,
  links: Links | undefined,
  databases: Graph["databases"],
): DrawnRevision {
  const { revision: id, labels, created, path, head, secret, state } = entry;
  return {
    id,
    message: escapeControls(entry.message),
    labels,
    created,
    path: path === null ? null : escapeControls(path),
    head,
    secret,
    lane,
    parents: links?.parents ?? [],
    depends: links?.depends ?? [],
    outside: links?.outside ?? [],
    state: state ?? null,
    standings: databases.map(({ name }) => entry.databases[name] ?? null),
  };
}
