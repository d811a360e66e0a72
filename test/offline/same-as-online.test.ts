import fc from "fast-check";
import { expect, test } from "vitest";
import { GraphError } from "../../src/errors.ts";
import { type GraphNode, RevisionGraph } from "../../src/graph/index.ts";
import type { Migrator } from "../../src/migrator.ts";
import { anyApplied, anyNodesUpTo, someIds } from "../graph/random-graph.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { ledgerLines } from "../support/ledger.ts";
import { project, type TestRevision } from "../support/project.ts";
import { hasPsql, psql } from "../support/psql.ts";
import { migratorOn } from "../support/scene.ts";
import { schemaLines } from "../support/schema.ts";

/** Scripts of many shapes, told apart by their revision's place. */
const SHAPES: readonly ((id: string) => Pick<TestRevision, "up" | "down" | "header">)[] = [
  (id) => ({ up: `create table t_${id} (id int);`, down: `drop table t_${id};` }),
  (id) => ({
    up: `create table t_${id} (id int, what text);\ncopy t_${id} from stdin;\n1\tÅ and \\\\ and :name\n2\t\\N\n\\.\n`,
    down: `drop table t_${id}`,
  }),
  (id) => ({
    up: `create function f_${id}() returns text language plpgsql as $body$ begin return ':name; \\o'; end; $body$ -- no end`,
    down: `drop function f_${id}();`,
  }),
  (id) => ({
    up: `create table t_${id} as select (array[1,2,3])[1:2] as slice, 'it''s \\ :x' as text, E'\\'' as quote`,
    down: `set search_path = ''; drop table public.t_${id};`,
  }),
  () => ({ up: "-- nothing but a comment", down: "" }),
  (id) => ({
    up: `set role postgres; create temp table busy (id int); create table t_${id} (id int);\n\n`,
    down: `drop table t_${id};`,
    header: ["-- lock-timeout: 3s", "-- statement-timeout: 1min"],
  }),
  (id) => ({
    up: `create table t_${id} (id int);`,
    down: `drop table t_${id};`,
    header: ["-- secret: on"],
  }),
];

/** A graph with a state of it, where to go from there, and where then. */
const anyJourney = anyNodesUpTo(40).chain((nodes) => {
  const graph = RevisionGraph.from(nodes);
  return fc.record({
    nodes: fc.constant(nodes),
    applied: anyApplied(graph),
    targets: fc.oneof(someIds(graph), fc.constant(["heads"])),
    down: fc.oneof(
      fc.constantFrom(...graph.ids()),
      fc.constant("base"),
      fc.constantFrom(...graph.ids().map((id) => `${id}@base`)),
    ),
    stamp: someIds(graph),
    singleTransaction: fc.boolean(),
  });
});

function revisionsOf(nodes: readonly GraphNode[]): readonly TestRevision[] {
  return nodes.map((node, index) => {
    const shape = SHAPES[index % SHAPES.length];
    const { id, parents, depends = [], labels = [], created } = node;
    return {
      id,
      parents,
      depends,
      labels,
      message: `It's ${id} \\ :x`,
      ...(created ? { created } : {}),
      ...shape?.(id),
    };
  });
}

/** Whether it could be planned; a plan that has no answer has none either way. */
async function planned(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof GraphError) return false;
    throw error;
  }
}

async function expectSame(online: TestDatabase, offline: TestDatabase): Promise<void> {
  expect(await ledgerLines(offline.sql)).toEqual(await ledgerLines(online.sql));
  expect(await schemaLines(offline.sql)).toEqual(await schemaLines(online.sql));
}

/** What the ledger of a database has applied now. */
async function current(migrator: Migrator): Promise<readonly string[]> {
  return (await migrator.history()).revisions
    .filter(({ state }) => state === "applied")
    .map(({ revision }) => revision);
}

test.skipIf(!hasPsql)(
  "SQL for psql leaves the schema and the ledger that an online run leaves, for any graph, state and address (needs psql)",
  async () => {
    await fc.assert(
      fc.asyncProperty(anyJourney, async ({ nodes, applied, targets, down, stamp, singleTransaction }) => {
        const online = await freshDatabase();
        const offline = await freshDatabase();
        const root = project(revisionsOf(nodes));
        const { migrator } = await migratorOn(root, online.url);
        const { migrator: writer } = await migratorOn(root, undefined);
        const run = async (sql: string) => {
          const { code, errors } = psql(offline, sql);
          expect(errors.replace(/^.*(?:WARNING|NOTICE).*$\n?/gm, "")).toBe("");
          expect(code).toBe(0);
        };
        if (applied.length > 0) {
          await migrator.upgrade(applied);
          await run((await writer.offlineUpgrade(applied)).sql);
        }
        await expectSame(online, offline);
        let from = await current(migrator);
        if (targets.length > 0 && (await planned(() => writer.offlineUpgrade(targets, { from })))) {
          const { sql, heads, steps } = await writer.offlineUpgrade(targets, { from, singleTransaction });
          const result = await migrator.upgrade(targets, { singleTransaction });
          expect(heads).toEqual(result.heads);
          // A run that has nothing to do makes no ledger.
          if (steps.length > 0) await run(sql);
          await expectSame(online, offline);
        }
        from = await current(migrator);
        if (from.length > 0 && (await planned(() => writer.offlineDowngrade(`:${down}`, { from })))) {
          const { sql, steps } = await writer.offlineDowngrade(`:${down}`, { from, singleTransaction });
          await migrator.downgrade(down, { singleTransaction });
          if (steps.length > 0) await run(sql);
          await expectSame(online, offline);
        }
        from = await current(migrator);
        if (stamp.length > 0) {
          const { sql, steps } = await writer.offlineStamp(stamp, { from });
          await migrator.stamp(stamp);
          if (steps.length > 0) await run(sql);
          await expectSame(online, offline);
        }
      }),
      { numRuns: 12 },
    );
  },
  240_000,
);
