import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freshDatabase, freshRole, servers, type TestDatabase } from "../support/database.ts";
import { project } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded } from "../support/scene.ts";

const LINE = [
  { id: "a1" },
  { id: "b2", parents: ["a1"], labels: ["label"], message: "Second" },
  { id: "c3", parents: ["a1"], depends: ["b2"] },
  { id: "d4", parents: ["b2", "c3"] },
];

const SQL = join(import.meta.dirname, "../../sql");

/** Every word of the SQL that migraph itself runs. */
function ownWords(): readonly string[] {
  const texts = ["record", "catalogue", "ledger"].flatMap((room) =>
    readdirSync(join(SQL, room), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".sql"))
      .map((name) => readFileSync(join(SQL, room, name), "utf8")),
  );
  return [...new Set(texts.join("\n").match(/[a-z_][a-z0-9_]+/g))];
}

/**
 * Puts a function of the same name and arguments beside each one of PostgreSQL's that the words name, an operator beside
 * each that any of our SQL could mean, and domains beside types. Whoever runs one of them fails, with "planted".
 */
async function plant({ sql }: TestDatabase, schema: string): Promise<number> {
  await sql.unsafe(`create schema if not exists ${schema}`);
  await sql.unsafe(`
    create function ${schema}.planted_wrong() returns void language plpgsql as
    $$ begin raise exception 'planted'; end $$`);
  const [row] = await sql<{ planted: number }[]>`
    select count(*)::int as planted from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and p.proname = any (${ownWords()})`;
  const names = ownWords()
    .map((name) => `'${name}'`)
    .join(",");
  await sql.unsafe(`
    do $do$
    declare it record;
    begin
      for it in
        select p.proname, pg_get_function_identity_arguments(p.oid) as arguments, format_type(p.prorettype, null) as result,
          p.proretset
        from pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and p.proname in (${names})
      loop
        begin
          execute format(
            'create function ${schema}.%I(%s) returns %s%s language plpgsql as $body$ begin raise exception ''planted''; end $body$',
            it.proname, it.arguments, case when it.proretset then 'setof ' else '' end, it.result);
        exception when others then null;
        end;
      end loop;
      for it in
        select o.oid, o.oprname, o.oprleft::regtype as l, o.oprright::regtype as r, o.oprresult::regtype as result
        from pg_operator o
        where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprleft <> 0
          and o.oprname in ('=', '<>', '<', '>', '+', '-', '*', '/', '||', '<<', '>>', '|', '#>>', '~', '~~')
          and not 'anyarray'::regtype in (o.oprleft, o.oprright) and o.oprresult <> 0
      loop
        begin
          execute format(
            'create function ${schema}.planted_%s(%s, %s) returns %s language plpgsql as $body$ begin raise exception ''planted''; end $body$',
            it.oid, it.l, it.r, it.result);
          execute format(
            'create operator ${schema}.%s (leftarg = %s, rightarg = %s, function = ${schema}.planted_%s)',
            it.oprname, it.l, it.r, it.oid);
        exception when others then null;
        end;
      end loop;
    end $do$;
    create domain ${schema}.text as date;
    create domain ${schema}.int4 as date;
    create domain ${schema}.int8 as date;
    create domain ${schema}.bool as date;
    create domain ${schema}.uuid as date;
    create domain ${schema}.jsonb as date;
    create domain ${schema}.timestamptz as date;
    create domain ${schema}.xid8 as date;
    create table ${schema}.pg_class (evil int);
    create table ${schema}.pg_locks (evil int);
    create table ${schema}.pg_stat_activity (evil int);
    create table ${schema}.revision (evil int);
    create table ${schema}.edge (evil int);
    create table ${schema}.event (evil int);
    create table ${schema}.step (evil int)`);
  const [count] = await sql<{ planted: number }[]>`
    select (select count(*)::int from pg_proc where pronamespace = ${schema}::regnamespace)
      + (select count(*)::int from pg_operator where oprnamespace = ${schema}::regnamespace) as planted`;
  expect(row?.planted).toBeGreaterThan(20);
  return count?.planted ?? 0;
}

describe.each(servers)("what others have planted is never run on PostgreSQL $major", (server) => {
  test("in public, first in everybody's search_path", async () => {
    const database = await freshDatabase(server);
    expect(await plant(database, "public")).toBeGreaterThan(300);
    await database.sql.unsafe(`alter database ${database.name} set search_path = public, pg_catalog`);
    await everythingWorks(database, database.url);
  });

  test("in the schema of the role's own name", async () => {
    const database = await freshDatabase(server);
    const { role, url } = await freshRole(database);
    await database.sql.unsafe(`grant create on database ${database.name} to ${role}; create schema ${role}`);
    expect(await plant(database, role)).toBeGreaterThan(300);
    await database.sql.unsafe(`
      grant usage, create on schema ${role} to ${role};
      alter role ${role} set search_path = "$user", pg_catalog`);
    await everythingWorks(database, url);
  });
});

/** Every way in which migraph writes and reads, with a failure too. The scripts themselves name what they mean. */
async function everythingWorks(database: TestDatabase, url: string): Promise<void> {
  const scripts = LINE.map((revision) => ({
    ...revision,
    up: `create schema s_${revision.id};`,
    down: `drop schema s_${revision.id};`,
  }));
  const failing = { id: "e5", parents: ["d4"], up: "create schema s_e5; select 1 operator(pg_catalog./) 0;" };
  const { migrator } = await migratorOn(project([...scripts, failing]), url);
  expect(await migrator.status()).toMatchObject({ applied: 0 });
  expect(await migrator.upgrade("d4")).toMatchObject({ heads: ["d4"] });
  expect(await migrator.status()).toMatchObject({ applied: 4, edited: [], pending: ["e5"], lock: null });
  expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "script_failed", data: { sqlstate: "22012" } });
  expect(await migrator.downgrade("base", { singleTransaction: true })).toMatchObject({ heads: [] });
  expect(await migrator.stamp("d4")).toMatchObject({ heads: ["d4"] });
  expect(await migrator.stamp("base")).toMatchObject({ heads: [] });
  // Else this very look would run what was planted.
  await database.sql`set search_path = pg_catalog, public`;
  expect(await recorded(database.sql)).toEqual([]);
  expect((await happenings(database.sql)).slice(0, 5)).toEqual(["up a1", "up b2", "up c3", "up d4", "failure e5"]);
}
