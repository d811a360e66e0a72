import { describe, expect, onTestFinished, test } from "vitest";
import { breakOff, indexes, journal, oidOf, outside, rewrite } from "../../support/broken-off.ts";
import { servers, type TestDatabase } from "../../support/database.ts";
import { failureOf, migratorOn, recorded, scene } from "../../support/scene.ts";
import { superuser } from "../../support/server.ts";

const TABLE = "create table t (id int, name text)";

/** Another session that has written to table t and not ended its transaction: an index on it cannot come to its end. */
async function writer({ server, name }: TestDatabase) {
  const other = superuser(server, name);
  onTestFinished(() => other.end({ timeout: 1 }));
  await other.unsafe("begin; insert into t values (1, 'one')");
  return other;
}

function building(sql: TestDatabase["sql"]) {
  return expect
    .poll(
      async () =>
        sql`select pid from pg_stat_activity where query ilike 'create%index concurrently%' and wait_event_type = 'Lock'`,
    )
    .toHaveLength(1);
}

describe.each(servers)("indexes that are created concurrently on PostgreSQL $major", (server) => {
  test("one that failed is dropped, and built anew when the data allow it", async () => {
    const rows = `${TABLE}; insert into t values (1), (1);`;
    const there = await scene([outside(`${rows} create unique index concurrently t_id on t (id);`)], server);
    const { migrator, sql } = there;
    expect(await failureOf(migrator.upgrade())).toMatchObject({ data: { sqlstate: "23505", statement: 3 } });
    expect(await indexes(sql)).toEqual(["t_id invalid"]);
    rewrite(there, `${rows} delete from t; create unique index concurrently t_id on t (id);`);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await indexes(sql)).toEqual(["t_id"]);
    expect(await journal(sql)).toEqual([]);
  });

  test("one whose session was killed is dropped, and built anew", async () => {
    const { root, migrator, sql, database } = await scene(
      [outside("create index concurrently t_id on t (id);")],
      server,
    );
    await sql.unsafe(TABLE);
    const other = await writer(database);
    const failing = failureOf(migrator.upgrade());
    await building(sql);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'migraph' and datname = current_database()`;
    expect(await failing).toMatchObject({ code: "connection_lost", exitCode: 3, data: { statement: 1, heads: [] } });
    await other.unsafe("rollback");
    expect(await indexes(sql)).toEqual(["t_id invalid"]);
    const again = await migratorOn(root, database.url);
    expect(await again.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await indexes(sql)).toEqual(["t_id"]);
    expect(again.events.filter(({ type }) => type === "warning")).toHaveLength(1);
  });

  test.for([
    "create index concurrently t_name on public.t (name)",
    "create unique index concurrently t_name on t using btree (lower(t.name) desc, id) include (name) with (fillfactor = 70) where name <> 'on t (x)'",
    "create index concurrently if not exists t_name on only t (name)",
    "create index concurrently on t (name)",
  ])("one that came to its end is left as it is: %s", async (create) => {
    const there = await scene([outside("")], server);
    const { migrator, sql } = there;
    await breakOff(there, [TABLE, "create index t_other on t (id)", create]);
    const before = await indexes(sql);
    const oids = await Promise.all(before.map((name) => oidOf(sql, name)));
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await indexes(sql)).toEqual(before);
    expect(await Promise.all(before.map((name) => oidOf(sql, name)))).toEqual(oids);
  });

  test.for(["", "if not exists "])("one of that name and another definition stops the run (%s)", async (unless) => {
    const there = await scene([outside("")], server);
    const { migrator, sql } = there;
    const create = `create index concurrently ${unless}t_id on t (id)`;
    await breakOff(there, [TABLE, create]);
    await sql.unsafe("drop index t_id; create index t_id on t (id, name)");
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({ code: "interrupted_statement", exitCode: 1, data: { statement: 2, text: create } });
    expect(error.message).toContain("(id, name)");
    expect(await recorded(sql)).toEqual([]);
    await sql.unsafe("drop index t_id");
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await indexes(sql)).toEqual(["t_id"]);
  });

  test("IF NOT EXISTS is not taken at its word", async () => {
    const create = "create index concurrently if not exists t_id on t (id);";
    const { migrator, sql } = await scene([outside(create)], server);
    await sql.unsafe(`${TABLE}; insert into t values (1, 'a'), (1, 'b'); create index t_id on t (name)`);
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "statement_refused", exitCode: 1 });
    expect(await migrator.status()).toMatchObject({ interrupted: [] });
    await sql.unsafe("drop index t_id");
    await sql.unsafe("create unique index concurrently t_id on t (id)").catch(() => undefined);
    expect(await indexes(sql)).toEqual(["t_id invalid"]);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await indexes(sql)).toEqual(["t_id"]);
  });

  test("an interruption cancels it, and what it has left is dropped by the next run", async () => {
    const { migrator, sql, database } = await scene([outside("create index concurrently t_id on t (id);")], server);
    await sql.unsafe(TABLE);
    const other = await writer(database);
    const failing = failureOf(migrator.upgrade("head", { lockTimeout: 1 }));
    await building(sql);
    migrator.interrupt();
    expect(await failing).toMatchObject({ code: "interrupted", data: { statement: 1, statements: 1, heads: [] } });
    await other.unsafe("rollback");
    expect(await indexes(sql)).toEqual(["t_id invalid"]);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await indexes(sql)).toEqual(["t_id"]);
  });

  test("one that another migrator waits behind comes to its end", async () => {
    const { migrator, sql, database, root } = await scene(
      [outside("create index concurrently t_id on t (id);")],
      server,
    );
    await sql.unsafe(TABLE);
    const other = await writer(database);
    const first = migrator.upgrade();
    await building(sql);
    const { migrator: second, events } = await migratorOn(root, database.url);
    const waiting = second.upgrade("head", { wait: 60_000 });
    await expect.poll(() => events.map(({ type }) => type)).toContain("lock-waiting");
    await other.unsafe("rollback");
    expect((await first).steps).toHaveLength(1);
    expect((await waiting).steps).toHaveLength(0);
    expect(await indexes(sql)).toEqual(["t_id"]);
  });
});

test("how far the building has got is told", async () => {
  const { migrator, sql, database, events } = await scene([outside("create index concurrently t_id on t (id);")]);
  await sql.unsafe(TABLE);
  const other = await writer(database);
  const upgrading = migrator.upgrade();
  await expect
    .poll(() => events.find(({ type }) => type === "statement-progress"), { timeout: 10_000 })
    .toMatchObject({
      revision: "a1",
      statement: 1,
      total: 1,
      phase: expect.stringContaining("waiting for writers"),
      of: 1,
    });
  await other.unsafe("rollback");
  expect(await upgrading).toMatchObject({ heads: ["a1"] });
});
