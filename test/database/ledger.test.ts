import { describe, expect, test } from "vitest";
import { freshDatabase, freshRole, servers, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { exists, failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }];

describe.each(servers)("the ledger on PostgreSQL $major", (server) => {
  test("is made at the first write, in a schema of its own, without functions and triggers", async () => {
    const { migrator, sql, events } = await scene(LINE, server);
    await migrator.upgrade();
    const made = await sql<{ name: string }[]>`
      select relname as name from pg_class
      where relnamespace = 'migraph'::regnamespace and relkind = 'r' order by 1`;
    expect(made.map(({ name }) => name)).toEqual(["edge", "event", "lease", "ledger_revision", "revision", "step"]);
    expect(await sql`select proname from pg_proc where pronamespace = 'migraph'::regnamespace`).toEqual([]);
    expect(await sql`select tgname from pg_trigger where not tgisinternal`).toEqual([]);
    expect(await sql`select id from migraph.ledger_revision`).toEqual([{ id: "ledger_0001" }]);
    expect(events.filter(({ type }) => type === "ledger-created")).toEqual([
      { type: "ledger-created", schema: "migraph" },
    ]);
  });

  test("is not made by reading", async () => {
    const { migrator, sql } = await scene(LINE, server);
    expect(await migrator.status()).toMatchObject({ applied: 0, ledger: { exists: false } });
    expect(await migrator.current()).toMatchObject({ revisions: [] });
    await migrator.history();
    await migrator.show("a1");
    await migrator.upgrade("head", { dryRun: true });
    await migrator.stamp("head", { dryRun: true });
    expect((await sql`select from pg_namespace where nspname = 'migraph'`).count).toBe(0);
  });

  test("is made by a role that may not make schemas, in a schema that somebody made for it", async () => {
    const database = await freshDatabase(server);
    const { role, url } = await freshRole(database);
    await database.sql.unsafe(`create schema migraph; grant create, usage on schema migraph, public to ${role}`);
    const { migrator } = await migratorOn(project(LINE), url);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await recorded(database.sql)).toEqual(["a1", "b2"]);
    const [row] = await database.sql`select distinct applied_by, role from migraph.revision, migraph.event`;
    expect(row).toEqual({ applied_by: role, role });
  });

  test("can be read by a role that has USAGE and SELECT, and nothing else", async () => {
    const { migrator, database, root, sql } = await scene(LINE, server);
    await migrator.upgrade("a1");
    const { role, url } = await freshRole(database);
    const { migrator: reader } = await migratorOn(root, url);
    expect(await failureOf(reader.status())).toMatchObject({ code: "ledger_unreadable", exitCode: 3 });
    await sql.unsafe(
      `grant usage on schema migraph to ${role}; grant select on all tables in schema migraph to ${role}`,
    );
    expect(await reader.status()).toMatchObject({ applied: 1, heads: ["a1"], pending: ["b2"] });
    expect(await reader.current()).toMatchObject({ revisions: [{ revision: "a1" }] });
    expect((await reader.history()).revisions.map(({ state }) => state)).toEqual(["pending", "applied"]);
    expect(await reader.show("a1")).toMatchObject({ revisions: [{ revision: "a1", applied: { by: "postgres" } }] });
    expect(await reader.upgrade("head", { dryRun: true })).toMatchObject({ heads: ["b2"] });
    expect(await failureOf(reader.upgrade())).toMatchObject({ code: "ledger_owner", exitCode: 3 });
  });

  test("is written by a member of the role that owns it", async () => {
    const database = await freshDatabase(server);
    const owner = await freshRole(database);
    const member = await freshRole(database);
    await database.sql.unsafe(`
      grant create, usage on schema public to ${owner.role}, ${member.role};
      create schema migraph authorization ${owner.role};
      grant ${owner.role} to ${member.role}`);
    const root = project(LINE);
    await (await migratorOn(root, owner.url)).migrator.upgrade("a1");
    const { migrator } = await migratorOn(root, member.url);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    const rows = await database.sql`select applied_by from migraph.revision order by applied_order`;
    expect(rows.map(({ applied_by }) => applied_by)).toEqual([owner.role, member.role]);
  });
});

describe("a ledger that somebody else could rewrite is not written to", () => {
  test("when its tables belong to another role", async () => {
    const database = await freshDatabase();
    const squatter = await freshRole(database);
    const victim = await freshRole(database);
    await database.sql.unsafe(`
      grant create on database ${database.name} to ${squatter.role};
      grant create, usage on schema public to ${squatter.role}, ${victim.role}`);
    const root = project(LINE);
    await (await migratorOn(root, squatter.url)).migrator.upgrade("a1");
    await database.sql.unsafe(`
      grant usage on schema migraph to ${victim.role};
      grant all on all tables in schema migraph to ${victim.role}`);
    // The superuser too, who counts as a member of every role, and has the most to lose.
    for (const url of [victim.url, database.url]) {
      const { migrator } = await migratorOn(root, url);
      const error = await failureOf(migrator.upgrade());
      expect(error).toMatchObject({ code: "ledger_owner", exitCode: 3 });
      expect(error.message).toContain(`belongs to role ${squatter.role}`);
      expect(error.hint).toContain(`grant it to`);
    }
    expect(await recorded(database.sql)).toEqual(["a1"]);
    await database.sql.unsafe(`grant ${squatter.role} to postgres`);
    const { migrator } = await migratorOn(root, database.url);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
  });

  test("unless the superuser finds it with the owner of the database", async () => {
    const database = await freshDatabase();
    const owner = await freshRole(database);
    await database.sql.unsafe(`
      alter database ${database.name} owner to ${owner.role};
      grant create, usage on schema public to ${owner.role}`);
    const root = project(LINE);
    await (await migratorOn(root, owner.url)).migrator.upgrade("a1");
    const { migrator } = await migratorOn(root, database.url);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    await database.sql.unsafe(`alter database ${database.name} owner to postgres`);
  });
});

describe("what only looks like a ledger is neither written nor read", () => {
  const PLANTED: readonly (readonly [string, string])[] = [
    [
      "a view",
      `create table migraph.kept (like migraph.revision); drop table migraph.edge; drop table migraph.revision;
       create table migraph.edge (child text, parent text, kind text);
       create view migraph.revision as select * from migraph.kept`,
    ],
    [
      "a trigger",
      `create function evil() returns trigger language plpgsql as $$ begin return new; end $$;
       create trigger evil before insert on migraph.event for each row execute function evil()`,
    ],
    ["row security", "alter table migraph.revision enable row level security"],
    ["a rule", "create rule evil as on insert to migraph.event do also select 1"],
    ["a child table", "create table migraph.more () inherits (migraph.event)"],
  ];

  test.for(PLANTED)("%s", async ([, sql]) => {
    const { migrator, sql: admin } = await scene(LINE);
    await migrator.upgrade("a1");
    await admin.unsafe(sql);
    for (const work of [migrator.upgrade(), migrator.status(), migrator.stamp("head"), migrator.history()]) {
      const error = await failureOf(work);
      expect(error).toMatchObject({ code: "not_a_ledger", exitCode: 3 });
      expect(error.message).toContain("not a plain table without triggers, rules and row security");
      expect(error.hint).toContain('"schema"');
    }
    expect(await tables(admin)).toEqual(["a1"]);
  });

  test("a table that happens to have one of its names", async () => {
    const { root, database, sql } = await scene(LINE);
    await sql.unsafe("create schema app; create table app.event (id int)");
    const { migrator } = await migratorOn(root, database.url, { schema: "app" });
    for (const work of [migrator.upgrade(), migrator.status()]) {
      const error = await failureOf(work);
      expect(error).toMatchObject({ code: "not_a_ledger", exitCode: 3 });
      expect(error.message).toContain("schema app");
    }
    expect(await exists(sql, "app.revision")).toBe(false);
  });
});

test("a ledger of a newer version is left alone", async () => {
  const { migrator, sql } = await scene(LINE);
  await migrator.upgrade("a1");
  await sql`insert into migraph.ledger_revision (id, tool_version) values ('ledger_9999', '9.9.9')`;
  for (const work of [migrator.upgrade(), migrator.status(), migrator.stamp("head")]) {
    expect(await failureOf(work)).toMatchObject({ code: "ledger_newer", exitCode: 3 });
  }
  expect(await recorded(sql)).toEqual(["a1"]);
});

test("a role that may make nothing is told what it lacks, and nothing is left", async () => {
  const database = await freshDatabase();
  const { url } = await freshRole(database);
  const { migrator } = await migratorOn(project(LINE), url);
  const error = await failureOf(migrator.upgrade());
  expect(error).toMatchObject({ code: "ledger_not_made", exitCode: 3, data: { sqlstate: "42501" } });
  expect(error.hint).toContain("grant CREATE on the database");
  expect((await database.sql`select from pg_namespace where nspname = 'migraph'`).count).toBe(0);
});

test("a database that is read-only by default is not written to", async () => {
  const { root, database, sql } = await scene(LINE);
  await sql.unsafe(`alter database ${database.name} set default_transaction_read_only = on`);
  const { migrator } = await migratorOn(root, database.url);
  for (const work of [migrator.upgrade(), migrator.stamp("head")]) {
    const error = await failureOf(work);
    expect(error).toMatchObject({ code: "read_only", exitCode: 3 });
    expect(error.hint).toContain("default_transaction_read_only");
  }
  expect(await migrator.status()).toMatchObject({ applied: 0 });
  expect(await tables(sql)).toEqual([]);
});

test("the schema may have any name", async () => {
  const { root, database, sql } = await scene(LINE);
  for (const schema of ['we"ird; drop schema public; --', "select", "Ünïcode 😀", "a\\b'c"]) {
    const { migrator } = await migratorOn(root, database.url, { schema });
    await migrator.stamp("head");
    expect(await migrator.status()).toMatchObject({ applied: 2, ledger: { schema, exists: true } });
    const [row] = await sql`select count(*)::int from ${sql(schema)}.revision`;
    expect(row).toEqual({ count: 2 });
  }
});

test("what stands in public, and comes first in the search_path, has no part in it", async () => {
  const { root, database, sql } = await scene([
    ...LINE,
    { id: "c3", parents: ["b2"], up: "set search_path = public, pg_catalog; create table c3 (id int);" },
    { id: "d4", parents: ["c3"] },
  ]);
  await sql.unsafe(`
    create function wrong() returns text language plpgsql as $$ begin raise exception 'planted'; end $$;
    create function public.clock_timestamp() returns timestamptz language sql as $$ select wrong()::timestamptz $$;
    create function public.unnest(text[]) returns setof text language sql as $$ select wrong() $$;
    create function public.set_config(text, text, boolean) returns text language sql as $$ select wrong() $$;
    create function public.to_json(text[]) returns json language sql as $$ select wrong()::json $$;
    create function public.pg_try_advisory_lock(bigint) returns boolean language sql as $$ select wrong()::boolean $$;
    create function public.eq(text, text) returns boolean language sql as $$ select wrong()::boolean $$;
    create operator public.= (leftarg = text, rightarg = text, function = public.eq);
    create function public.minus(timestamptz, timestamptz) returns interval language sql as $$ select wrong()::interval $$;
    create operator public.- (leftarg = timestamptz, rightarg = timestamptz, function = public.minus);
    create domain public.uuid as integer;
    create domain public.text as integer;
    create domain public.int8 as date;
    alter database ${database.name} set search_path = public, pg_catalog`);
  const { migrator } = await migratorOn(root, database.url);
  expect(await migrator.upgrade()).toMatchObject({ heads: ["d4"] });
  expect(await migrator.status()).toMatchObject({ applied: 4, edited: [], pending: [] });
  expect(await migrator.downgrade("b2")).toMatchObject({ heads: ["b2"] });
  expect(await migrator.stamp("head")).toMatchObject({ heads: ["d4"] });
  expect(await happenings(sql)).toEqual([
    "up a1",
    "up b2",
    "up c3",
    "up d4",
    "down d4",
    "down c3",
    "stamp c3",
    "stamp d4",
  ]);
});

test("the connection says who it is", async () => {
  const { migrator, sql } = await scene(LINE);
  await migrator.status();
  const rows =
    await sql`select application_name as name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  expect(rows).toEqual([{ name: "migraph" }]);
});
