import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshDatabase, servers } from "../support/database.ts";
import { scratchDirectory, type TestRevision } from "../support/project.ts";
import { exists, failureOf, migratorOn, recorded, scene } from "../support/scene.ts";
import type { TestServer } from "../support/server.ts";

const EXAMPLE = join(import.meta.dirname, "../../sql/example");

/** The first eight of the example in graph order end in two branches; what goes on from them goes on from the one. */
const FIRST_EIGHT = [":d3853a9cd4ed", ":f1247185e82d"];

async function exampleOn(server: TestServer) {
  const root = scratchDirectory();
  cpSync(EXAMPLE, join(root, "migrations"), { recursive: true });
  const on = async (target?: string) => {
    const database = await freshDatabase(server);
    const { migrator } = await migratorOn(root, database.url);
    if (target !== undefined) await migrator.upgrade(target);
    return { database, migrator, sql: database.sql };
  };
  return { root, on };
}

test.each(servers.map((server) => [server.major, server] as const))(
  "the first eight revisions of the example become one, on PostgreSQL %i",
  async (_, server) => {
    const { root, on } = await exampleOn(server);
    const old = await on("head");
    const midway = await on("1a5ddc7a035e");
    const fresh = await on();
    const squashed = await old.migrator.squash(FIRST_EIGHT, { reparent: true, scratch: fresh.database.url });
    expect(squashed).toMatchObject({
      revision: "f1247185e82d",
      proof: { server: { major: server.major }, tables: 7, rows: 3, down: "restores" },
      unverified: [],
      database: "all",
      heads: ["92675d915a36"],
    });
    expect(squashed.removed).toHaveLength(7);

    expect((await fresh.migrator.upgrade("head", { verify: true })).steps).toHaveLength(9);
    expect(await fresh.migrator.status()).toMatchObject({ pending: [], foreign: [], edited: [] });
    expect((await old.migrator.upgrade()).steps).toEqual([]);
    expect(await old.migrator.status()).toMatchObject({ pending: [], foreign: [], edited: [], midway: [] });
    expect(await old.migrator.history()).toMatchObject(await fresh.migrator.history());
    expect(await failureOf(midway.migrator.upgrade())).toMatchObject({ code: "midway" });

    await old.migrator.create("One more", {
      revisionId: "more1",
      up: "create table more1 ();",
      down: "drop table more1;",
    });
    await old.migrator.create("Another", {
      revisionId: "more2",
      up: "create table more2 ();",
      down: "drop table more2;",
    });
    for (const { migrator, sql } of [old, fresh]) {
      await migrator.upgrade();
      await migrator.downgrade("f1247185e82d");
      expect(await exists(sql, "users")).toBe(true);
      await migrator.downgrade("base");
      expect(await exists(sql, "users")).toBe(false);
      expect(await recorded(sql)).toEqual([]);
    }

    const { migrator } = await migratorOn(scratchDirectoryWith(EXAMPLE), midway.database.url);
    await migrator.upgrade("d3853a9cd4ed");
    await migrator.upgrade("f1247185e82d");
    expect((await midway.migrator.upgrade()).heads).toEqual(["more2"]);
    expect(root).not.toBe("");
  },
);

function scratchDirectoryWith(directory: string): string {
  const root = scratchDirectory();
  cpSync(directory, join(root, "migrations"), { recursive: true });
  return root;
}

/** Tables, rows that data scripts write and change, columns and indexes; a branch and a merge in every twenty. */
function longHistory(count: number): readonly TestRevision[] {
  const revisions: TestRevision[] = [];
  for (let index = 0; index < count; index++) {
    const id = `r${String(index).padStart(3, "0")}`;
    const table = `t${Math.floor(index / 10)}`;
    const place = index % 20;
    const before = (steps: number) => (index < steps ? [] : [`r${String(index - steps).padStart(3, "0")}`]);
    const parents = place === 15 ? before(2) : place === 16 ? [...before(2), ...before(1)] : before(1);
    revisions.push({ id, parents, ...STEPS[index % 10]?.(table, index) });
  }
  return revisions;
}

const STEPS: readonly ((table: string, index: number) => Pick<TestRevision, "up" | "down">)[] = [
  (t) => ({
    up: `create table ${t} (id int generated always as identity primary key, name text);`,
    down: `drop table ${t};`,
  }),
  (t, n) => ({
    up: `insert into ${t} (name) select 'row ' || i from generate_series(1, ${n}) i;`,
    down: `delete from ${t};`,
  }),
  (t) => ({ up: `alter table ${t} add price numeric default 1.5 not null;`, down: `alter table ${t} drop price;` }),
  (t) => ({ up: `update ${t} set price = id * 2 where id % 2 = 0;`, down: `update ${t} set price = 1.5;` }),
  (t) => ({ up: `create index ${t}_name on ${t} (name);`, down: `drop index ${t}_name;` }),
  (t) => ({ up: `create view ${t}_cheap as select id from ${t} where price < 5;`, down: `drop view ${t}_cheap;` }),
  (t) => ({
    up: `set search_path = ${t}_nowhere, public;\ncomment on table ${t} is 'of ${t}';`,
    down: `comment on table ${t} is null;`,
  }),
  (t) => ({ up: `delete from ${t} where id = 3;`, down: "select 1;" }),
  (t) => ({
    up: `alter table ${t} add constraint ${t}_positive check (price > 0)`,
    down: `alter table ${t} drop constraint ${t}_positive`,
  }),
  (t) => ({
    up: `do $$ begin insert into ${t} (name) values ('last'); end $$;`,
    down: `delete from ${t} where name = 'last';`,
  }),
];

test("a history of 200 revisions with data becomes one, for databases with nothing, all and a part of it", async () => {
  const old = await scene(longHistory(200));
  await old.migrator.upgrade();
  const databases = { fresh: await freshDatabase(), midway: await freshDatabase() };
  const fresh = (await migratorOn(old.root, databases.fresh.url)).migrator;
  const midway = (await migratorOn(old.root, databases.midway.url)).migrator;
  await midway.upgrade("r120");
  const { proof, removed } = await old.migrator.squash(":r199", { scratch: old.database.url });
  expect(proof).toMatchObject({ tables: 20, sequences: 20, ignored: [], down: "restores" });
  expect(proof.rows).toBe(await rowsIn(old.sql));
  expect(removed).toHaveLength(199);

  expect((await fresh.upgrade()).steps).toMatchObject([{ revision: "r199" }]);
  expect(await rowsIn(databases.fresh.sql)).toBe(proof.rows);
  expect((await old.migrator.upgrade()).steps).toEqual([]);
  expect(await old.migrator.status()).toMatchObject({ applied: 1, pending: [], foreign: [], edited: [], midway: [] });
  expect(await failureOf(midway.upgrade())).toMatchObject({ code: "midway", data: { revision: "r199" } });
  expect((await midway.status()).midway).toMatchObject([{ revision: "r199", stamped: ["r199"] }]);
  await old.migrator.downgrade("base");
  expect(await exists(old.sql, "t0")).toBe(false);
  expect(await recorded(old.sql)).toEqual([]);
});

async function rowsIn(sql: Awaited<ReturnType<typeof freshDatabase>>["sql"]): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: 20 }, (_, index) => sql<{ n: number }[]>`select count(*)::int as n from ${sql(`t${index}`)}`),
  );
  return counts.reduce((sum, [row]) => sum + (row?.n ?? 0), 0);
}
