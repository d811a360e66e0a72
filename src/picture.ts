import { describeApplied, describeRevision } from "./describe.ts";
import { RevisionGraph } from "./graph/index.ts";
import { graphNode, type Project } from "./project.ts";
import type { Reading } from "./reading.ts";
import type { Graph, GraphDatabase, GraphEdge, GraphRevision, PictureState, Standing } from "./results.ts";
import type { State } from "./state.ts";

type Read = Extract<Reading, { readonly state: State }>;

/** `scripts`: with the texts of those revisions that are not secret. The project needs its scripts then. */
export async function pictureOf(
  project: Project,
  readings: readonly Reading[],
  range: string | undefined,
  scripts: boolean,
): Promise<Graph> {
  const read = readings.filter((reading) => "state" in reading);
  const graph = wholeGraph(project, read);
  const [first] = readings;
  const applied = first !== undefined && "state" in first ? first.state.applied.keys() : [];
  const ids = range === undefined ? graph.ids().toReversed() : graph.range(range, { applied });
  const heads = project.graph.heads();
  const isHead = new Set(heads);
  const revisions = ids.map((id) => ({ ...describeOne(id, project, read), head: isHead.has(id) }));
  const kept = scripts ? await keptScripts(ids, project, read) : undefined;
  return {
    revisions: kept === undefined ? revisions : revisions.map((entry) => withScripts(entry, project, kept)),
    edges: ids.flatMap((id) => edgesFrom(id, graph)),
    heads,
    databases: readings.map(describeReading),
  };
}

/** The files' graph, with the foreign revisions of all databases. What one ledger holds is whole: the first one says. */
function wholeGraph(project: Project, read: readonly Read[]): RevisionGraph {
  const foreign = new Map(
    read
      .toReversed()
      .flatMap(({ state }) =>
        [...state.applied.values()]
          .filter(({ id }) => !project.folders.has(id))
          .map(({ id, parents, depends, created }) => [id, { id, parents, depends, created, foreign: true }] as const),
      ),
  );
  if (foreign.size === 0) return project.graph;
  return RevisionGraph.from([...Array.from(project.folders.values(), graphNode), ...foreign.values()]);
}

function describeOne(id: string, project: Project, read: readonly Read[]): Omit<GraphRevision, "head"> {
  const folder = project.folders.get(id);
  const described = folder ?? read.map(({ state }) => state.applied.get(id)).find((applied) => applied !== undefined);
  if (described === undefined) throw new TypeError(`${id} is neither on disk nor in a ledger`);
  const standings = read.flatMap((reading) => {
    const standing = standingOf(id, folder !== undefined, reading);
    return standing === undefined ? [] : [[reading.name, standing] as const];
  });
  const state = overall(standings.map(([, standing]) => standing));
  return {
    ...describeRevision(described),
    secret: folder?.secret ?? false,
    ...(state === undefined ? {} : { state }),
    databases: Object.fromEntries(standings),
  };
}

function standingOf(id: string, onDisk: boolean, { state, edited }: Read): Standing | undefined {
  const applied = state.applied.get(id);
  if (applied === undefined) return onDisk ? { state: "pending" } : undefined;
  const files = edited.get(id);
  return {
    state: onDisk ? "applied" : "foreign",
    ...(files === undefined ? {} : { edited: files }),
    applied: describeApplied(applied),
  };
}

function overall(standings: readonly Standing[]): PictureState | undefined {
  const states = new Set(standings.map(({ state }) => state));
  const [state] = states;
  if (standings.some(({ edited }) => edited !== undefined)) return "edited";
  return states.size > 1 ? "partial" : state;
}

function edgesFrom(id: string, graph: RevisionGraph): GraphEdge[] {
  return [
    ...graph.parents(id).map((to) => ({ from: id, to, kind: "parent" as const })),
    ...graph.depends(id).map((to) => ({ from: id, to, kind: "depends" as const })),
  ];
}

type Scripts = NonNullable<GraphRevision["scripts"]>;

const NO_SCRIPTS: Scripts = { up: null, down: null, verify: null };

function withScripts(entry: GraphRevision, project: Project, kept: ReadonlyMap<string, Scripts>): GraphRevision {
  if (entry.secret) return { ...entry, scripts: NO_SCRIPTS };
  const folder = project.folders.get(entry.revision);
  if (folder === undefined) return { ...entry, scripts: kept.get(entry.revision) ?? NO_SCRIPTS };
  const { up, down, verify } = folder;
  return { ...entry, scripts: { up: up.text, down: down?.text ?? null, verify: verify?.text ?? null } };
}

/** Of those that are not on disk, as the ledgers have them: each asked once, the first one that has a revision for it. */
async function keptScripts(
  ids: readonly string[],
  project: Project,
  read: readonly Read[],
): Promise<ReadonlyMap<string, Scripts>> {
  const foreign = ids.filter((id) => !project.folders.has(id));
  if (foreign.length === 0) return new Map();
  const { readTexts } = await import("./database/ledger.ts");
  const texts = await Promise.all(
    read.map(({ state }) => {
      const here = foreign.filter((id) => read.find((other) => other.state.applied.has(id))?.state === state);
      return readTexts(state.database, here);
    }),
  );
  return new Map(texts.flatMap((each) => [...each]));
}

function describeReading(reading: Reading): GraphDatabase {
  if ("state" in reading) {
    const { name, state } = reading;
    return { name, heads: state.graph.current(state.applied.keys()), error: null };
  }
  const { code, message } = reading.error;
  return { name: reading.name, heads: [], error: { code, message } };
}
