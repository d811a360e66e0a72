import { describe, expect, test } from "vitest";
import { outside } from "../../support/broken-off.ts";
import { freshDatabase, freshRole, tables } from "../../support/database.ts";
import { PGBOUNCER, pooler } from "../../support/pgbouncer.ts";
import { project } from "../../support/project.ts";
import { failureOf, migratorOn, recorded } from "../../support/scene.ts";

describe.skipIf(PGBOUNCER === undefined)("a script outside a transaction, through pgbouncer", () => {
  const pooled = async (up: string) => {
    const database = await freshDatabase();
    const { url } = await pooler(database);
    return { ...database, ...(await migratorOn(project([outside(up)]), url)) };
  };

  test("runs, its own transactions and their settings too", async () => {
    const up =
      "create table t (id int);\nvacuum t;\nbegin; set local search_path = pg_temp; create table public.u (); commit;";
    const { migrator, sql } = await pooled(up);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await tables(sql)).toEqual(["t", "u"]);
  });

  test.each(["set search_path = app", "select set_config('search_path', 'app', false)"])(
    "is refused before it begins when it needs a session: %s",
    async (set) => {
      const { migrator, sql } = await pooled(`create table t (id int);\n${set};\ncreate table u (id int);`);
      const error = await failureOf(migrator.upgrade());
      expect(error).toMatchObject({ code: "statement_refused", exitCode: 1, data: { statement: 2, line: 8 } });
      expect(error.hint).toContain("pooler");
      expect(await tables(sql)).toEqual([]);
      expect(await recorded(sql)).toEqual([]);
      expect(await migrator.status()).toMatchObject({ interrupted: [] });
    },
  );

  test("is refused before it begins when a role is asked for that a statement of it could not have", async () => {
    const there = await pooled("create table app.t (id int);\ncreate index concurrently on app.t (id);");
    const { role } = await freshRole(there);
    await there.sql.unsafe(`create schema app authorization ${role}`);
    const error = await failureOf(there.migrator.upgrade("head", { role }));
    expect(error).toMatchObject({ code: "statement_refused", data: { statement: 2 } });
    expect(await there.sql`select from pg_tables where schemaname = 'app'`).toHaveLength(0);
  });

  test("stops at a statement that turns out to be taken by no transaction, rather than run it as another role", async () => {
    const there = await pooled("select 1;\nselect app.commits();");
    const { role } = await freshRole(there);
    await there.sql.unsafe(`create schema app authorization ${role};
      create procedure app.inner_one() language plpgsql as 'begin commit; create table app.made (); end';
      create function app.commits() returns void language plpgsql as 'begin call app.inner_one(); end'`);
    const error = await failureOf(there.migrator.upgrade("head", { role }));
    expect(error).toMatchObject({ code: "statement_refused", data: { statement: 2 } });
  });
});
