import type { Graph, GraphRevision, Standing } from "../../../src/results.ts";

/** A graph for pictures: entries newest first, each as `id parent parent …`, and divided by `; `. */
export function graph(notation: string, more: Readonly<Record<string, Partial<GraphRevision>>> = {}): Graph {
  const revisions = notation.split("; ").map((words): GraphRevision => {
    const [id = "", ...parents] = words.split(" ");
    return {
      revision: id,
      parents,
      depends: [],
      labels: [],
      message: `Make ${id}`,
      created: null,
      path: `migrations/${id}`,
      head: false,
      secret: false,
      databases: {},
      ...more[id],
    };
  });
  const isParent = new Set(revisions.flatMap(({ parents }) => parents));
  const heads = revisions.map(({ revision }) => revision).filter((id) => !isParent.has(id));
  return {
    revisions: revisions.map((entry) => ({ ...entry, head: heads.includes(entry.revision) })),
    edges: revisions.flatMap(({ revision, parents, depends }) => [
      ...parents.map((to) => ({ from: revision, to, kind: "parent" as const })),
      ...depends.map((to) => ({ from: revision, to, kind: "depends" as const })),
    ]),
    heads,
    databases: [],
  };
}

/** With databases: by name, the states of revisions; null for one that cannot be read. */
export function inDatabases(
  drawn: Graph,
  databases: Readonly<Record<string, Readonly<Record<string, Standing>> | null>>,
): Graph {
  const names = Object.keys(databases);
  return {
    ...drawn,
    revisions: drawn.revisions.map((entry) => ({
      ...entry,
      databases: Object.fromEntries(
        names.flatMap((name) => {
          const standing = databases[name]?.[entry.revision];
          return standing === undefined ? [] : [[name, standing]];
        }),
      ),
    })),
    databases: names.map((name) => ({
      name,
      heads: [],
      error: databases[name] === null ? { code: "unreachable", message: "nobody answers" } : null,
    })),
  };
}

/** What nobody should be able to do anything with. */
export const HOSTILE =
  '</script><script>alert(1)</script><!-- "\']]>&amp; \u001b[31m \u0085[31m \u2028 \u202e #quot; `x` 1. ; \\n \\" |';
