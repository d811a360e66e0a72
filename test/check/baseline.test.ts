import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MigraphError, ProofError } from "../../src/errors.ts";
import { withoutLedger } from "../../src/schema/selection.ts";
import { readSnapshot } from "../../src/schema/snapshot.ts";
import type { BaselineSettings } from "../../src/settings.ts";
import { migraph } from "../support/cli.ts";
import { freshDatabase, freshRole, newest, type TestDatabase } from "../support/database.ts";
import { largeSchema } from "../support/large-schema.ts";
import { errorOf, project, writeRevisionFiles } from "../support/project.ts";
import { migratorOn } from "../support/scene.ts";
import { differences, runScript, sessionIn } from "../support/schemas.ts";
import { atTerminal, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

/** A database with this in it, an empty project, and proofs on the same server. */
async function existing(sql: string) {
  const database = await freshDatabase();
  await runScript(await sessionIn(database), sql);
  const root = project();
  const { migrator, events } = await migratorOn(root, database.url);
  const baseline = (settings: BaselineSettings = {}) =>
    migrator.baseline("What was there", { scratch: { url: database.url }, ...settings });
  const files = () => readdirSync(join(root, "migrations"));
  const warnings = () => events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
  return { database, root, migrator, baseline, files, warnings };
}

/** An empty database after an upgrade with the project's revisions. */
async function upgraded(root: string): Promise<TestDatabase> {
  const database = await freshDatabase();
  const { migrator } = await migratorOn(root, database.url);
  await migrator.upgrade("heads");
  return database;
}

async function schemaOf(database: TestDatabase) {
  return withoutLedger(await readSnapshot(await sessionIn(database)), "migraph");
}

describe("a baseline", () => {
  it("of 210 tables and all that is about them is a history that goes on: where they were, and in an empty database", {
    timeout: 90_000,
  }, async () => {
    const { role } = await freshRole(await freshDatabase());
    const script = largeSchema({ tables: 210, hostile: true, seed: 5, major: newest().major, role });
    const { database, root, migrator, baseline } = await existing(script);
    const { revision, stamped } = await baseline();
    expect(stamped).toBe(true);
    const next = { id: "notes", parents: [revision], up: "create table notes (id int primary key);" };
    writeRevisionFiles(join(root, "migrations"), next);
    const last = { id: "notes_text", parents: ["notes"], up: "alter table notes add text text default 'x';" };
    writeRevisionFiles(join(root, "migrations"), last);
    expect((await migrator.upgrade()).steps.map((step) => step.revision)).toEqual(["notes", "notes_text"]);
    const empty = await upgraded(root);
    expect(differences(await schemaOf(database), await schemaOf(empty))).toEqual([]);
    expect((await schemaOf(empty)).objects.size).toBeGreaterThan(4000);
  });

  it("brings rows along as they are, those first that others refer to, and sequences go on behind them", async () => {
    const { root, database, baseline } = await existing(`
      create table z_kinds (id int generated always as identity primary key, name text unique deferrable initially deferred);
      create table a_items (
        id serial primary key, kind int references z_kinds, below int references a_items,
        words text[], body bytea, at timestamptz, amount float8, twice int generated always as (2 * kind) stored
      );
      create table "odd "" name" ("a b" text, plain "char");
      create table parts (id int, note text) partition by list (id);
      create table parts_1 partition of parts for values in (1);
      create function refuse() returns trigger language plpgsql as $$ begin raise 'no row may be touched'; end $$;
      insert into z_kinds (name) values ('one'), (null), (E'tab\\there');
      insert into a_items (kind, below, words, body, at, amount)
        values (1, 2, '{a,NULL,"b,c"}', '\\x00ff', '2026-01-02 03:04:05.678+09', 0.1), (3, 1, '{}', null, 'infinity', 'NaN');
      insert into "odd "" name" values (E'\\\\.', 'x'), (E'a\\nb\\r\\n\\\\N', null), ('', ''), ('ünï → 💾', 'y');
      insert into parts values (1, 'in the first');
      create trigger refuse before insert or update on z_kinds for each row execute function refuse();
      alter table z_kinds enable row level security;
      create sequence numbers;
      create table z_numbered (id bigint default nextval('numbers'));
      insert into z_numbered default values;
    `);
    const { rows } = await baseline({ data: ["z_*", "public.a_*", "odd*", "parts*"] });
    expect(rows).toEqual({
      "public.z_kinds": 3,
      "public.a_items": 2,
      'public."odd "" name"': 4,
      "public.parts": 1,
      "public.z_numbered": 1,
    });
    expect(Object.keys(rows).indexOf("public.z_kinds")).toBeLessThan(Object.keys(rows).indexOf("public.a_items"));
    const other = await upgraded(root);
    for (const table of ["z_kinds", "a_items", '"odd "" name"', "parts"]) {
      const read = ({ sql }: TestDatabase) => sql.unsafe(`select t::text from ${table} t order by 1`);
      expect(await read(other)).toEqual(await read(database));
    }
    expect(await other.sql`insert into a_items default values returning id`).toEqual([{ id: 3 }]);
    expect(await other.sql`insert into z_numbered default values returning id`).toEqual([{ id: "2" }]);
  });

  it("is taken back object by object, and leaves what it did not make", async () => {
    const { root, baseline } = await existing("create table app (id int); create view seen as select id from app;");
    await baseline();
    const database = await upgraded(root);
    const { migrator } = await migratorOn(root, database.url);
    await database.sql`create table mine ()`;
    await migrator.downgrade("base");
    const names = [...(await schemaOf(database)).objects.keys()];
    expect(names).toEqual(["schema public", "table public.mine"]);
  });

  it("says what differs and writes nothing where the scratch database does not become the same", async () => {
    const { baseline, files } = await existing(`
      create table t (a int not null);
      create unique index i on t (a);
      alter table t replica identity using index i;
      drop index i;
    `);
    const error = (await errorOf(() => baseline())) as ProofError;
    expect(error).toMatchObject({ code: "not_proved", exitCode: 1 });
    expect(error.findings.map(({ message }) => message)).toEqual([expect.stringMatching(/^table t: replica identity/)]);
    expect(files()).toEqual([]);
  });

  it("needs the roles that are granted something, and says which one the scratch server lacks", async () => {
    const { database, migrator, files } = await existing("create table t ();");
    const { role } = await freshRole(database);
    await database.sql.unsafe(`grant select on t to ${role}`);
    const error = (await errorOf(() => migrator.baseline())) as MigraphError;
    expect(error).toMatchObject({ code: "scratch_lacks", exitCode: 3 });
    expect(error.message).toContain(role);
    expect(files()).toEqual([]);
    const { proof } = await migrator.baseline("With roles", { scratch: { makeRoles: true }, stamp: false });
    expect(proof.server.embedded).toBe(true);
    await migrator.stamp("base");
  });

  it("has no password in it, and warns of what is left out and of the records of other tools", async () => {
    const { baseline, warnings } = await existing(`
      create foreign data wrapper far;
      create server there foreign data wrapper far;
      create user mapping for public server there options (user 'x', password 'canary-in-a-mapping');
      create table alembic_version (version_num text);
    `);
    const { path } = await baseline();
    const up = readFileSync(join(path, "up.sql"), "utf8");
    expect(up).not.toContain("canary");
    expect(up).toContain("-- Left out, for it may hold a password: user mapping for public server there\n");
    expect(warnings()).toEqual(
      expect.arrayContaining([
        "the user mapping for public server there is left out: it may hold a password",
        "public.alembic_version looks like the record of Alembic, and is in the baseline as any other table",
      ]),
    );
  });

  it("comes first: not beside revisions, nor in a database that has some recorded, unless as a root", async () => {
    const { root, migrator, baseline } = await existing("create table t ();");
    await baseline();
    expect(await errorOf(() => baseline())).toMatchObject({ code: "has_revisions", exitCode: 2 });
    const { revision } = await baseline({ root: true, label: ["legacy"] });
    expect((await migrator.current()).revisions.map((one) => one.revision)).toContain(revision);
    expect((await migratorOn(root, undefined)).migrator.bases().revisions).toHaveLength(2);
    const elsewhere = await migratorOn(project(), (await existing("")).database.url);
    await elsewhere.migrator.baseline("Empty", { scratch: { url: (await freshDatabase()).url }, stamp: false });
  });
});

describe("migraph baseline", () => {
  it("writes both scripts, keeps the heads file, and records the revision", async () => {
    const database = await freshDatabase();
    const root = project();
    writeFileSync(join(root, "migraph.config.json"), JSON.stringify({ headsFile: "migrations/heads" }));
    await database.sql`create table users (id int primary key, name text)`;
    await database.sql`comment on table users is 'People.'`;
    await database.sql`insert into users values (1, 'Ann')`;
    const run = (...args: readonly string[]) => migraph(["--url", database.url, ...args], { cwd: root });
    const args = ["--rev-id", "was_there", "--data", "users", "--scratch", database.url];
    const written = await run("baseline", "What was there", ...args, "--no-stamp");
    expect(written).toMatchObject({ code: 0, stderr: "" });
    const folder = readdirSync(join(root, "migrations")).find((name) => name.includes("was_there")) ?? "";
    expect(written.stdout).toBe(`Wrote was_there, a new base:
  migrations/${folder}/up.sql
  migrations/${folder}/down.sql
Proved on PostgreSQL ${(await database.sql`show server_version`)[0]?.["server_version"]}: the same 6 objects, and nothing left behind on the way back.
Rows: 1 of public.users.
Next: \`migraph stamp was_there\`, in the databases that have it.
`);
    expect(await database.sql`select to_regnamespace('migraph')`).toEqual([{ to_regnamespace: null }]);
    expect(readFileSync(join(root, "migrations/heads"), "utf8")).toBe("was_there What was there\n");
    const [, body = ""] = readFileSync(join(root, "migrations", folder, "up.sql"), "utf8").split("\n\n-- What");
    expect(`-- What${body}`).toBe(UP);
    expect(readFileSync(join(root, "migrations", folder, "down.sql"), "utf8")).toBe(DOWN);
    expect((await run("baseline", ...args)).stderr).toContain("error: there is a revision already");
    expect((await run("stamp", "head")).code).toBe(0);
    expect(existsSync(join(root, "migrations", folder))).toBe(true);
  });
});

describe.skipIf(!HAS_TERMINAL)("migraph baseline at a terminal", () => {
  it.each([
    { typed: "y\n", recorded: 1, says: "is recorded as applied" },
    { typed: "n\n", recorded: 0, says: "Next: `migraph stamp was_there`" },
  ])("asks before it records: $typed", async ({ typed, recorded, says }) => {
    const database = await freshDatabase();
    const cwd = project();
    const line = `migraph baseline --rev-id was_there --scratch '${database.url}'`;
    const terminal = atTerminal(line, { cwd, env: { DATABASE_URL: database.url } });
    await terminal.said(/Record was_there as applied in this database\? \[y\/N\] /);
    terminal.type(typed);
    const { code, stdout } = await terminal.ended;
    expect(code).toBe(0);
    expect(onScreen(stdout)).toContain(says);
    const { migrator } = await migratorOn(cwd, database.url);
    expect((await migrator.current()).revisions).toHaveLength(recorded);
  });
});

const UP = `-- What the database had when its history began.

SET check_function_bodies = off;
SET client_min_messages = warning;
SET default_table_access_method = heap;
SET default_tablespace = '';
SET search_path = '';
SET standard_conforming_strings = on;
SET xmloption = content;

CREATE TABLE public.users (
    id integer NOT NULL,
    name text
);
COMMENT ON TABLE public.users IS 'People.';

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

RESET search_path;

COPY public.users (id, name) FROM stdin;
1\tAnn
\\.
`;

const DOWN = `-- Drops all that the database had when its history began, with the rows in it.

SET check_function_bodies = off;
SET search_path = '';

DROP TABLE public.users;
`;
