import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CreatedFrom, SchemaDelta } from "../../src/results.ts";
import { migraph } from "../support/cli.ts";
import { freshDatabase, newest } from "../support/database.ts";
import { project, writeFiles } from "../support/project.ts";
import { atTerminal, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

const { socketDirectory, port } = newest();
const SCRATCH = `postgresql://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`;

/** Runs a command that proves something, on the server of the tests. */
function proving(cwd: string, ...args: readonly string[]) {
  return migraph([...args, "--scratch", SCRATCH], { cwd });
}

async function generated(cwd: string, ...args: readonly string[]): Promise<CreatedFrom> {
  const { stdout, stderr, code } = await proving(cwd, "new", "Change", "--json", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as CreatedFrom;
}

const USERS = "create table users (id int primary key, mail text);";

describe("new --from", () => {
  it("writes a revision that leads to a declared file, and nothing where nothing differs", async () => {
    const cwd = project([{ id: "a1", up: USERS, down: "drop table users;" }]);
    writeFiles(cwd, {
      "schema.sql": `begin; ${USERS} insert into users values (1, 'x'); create index on users (mail); commit;`,
    });
    const { stdout, code } = await proving(cwd, "new", "Index", "--from", "schema.sql");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Wrote \w+, on a1:\n/);
    expect(stdout).toContain("Proved up and down on PostgreSQL 18");
    const again = await proving(cwd, "new", "Index", "--from", "schema.sql");
    expect(again).toMatchObject({ code: 0, stdout: "No difference: nothing was written.\n" });
    expect(readdirSync(join(cwd, "migrations"))).toHaveLength(2);
    const { sql, url } = await freshDatabase();
    await migraph(["upgrade", "--url", url], { cwd });
    expect(await sql`select indexname from pg_indexes where tablename = 'users' order by 1`).toMatchObject([
      { indexname: "users_mail_idx" },
      { indexname: "users_pkey" },
    ]);
    expect(await migraph(["downgrade", "--url", url, "--yes"], { cwd })).toMatchObject({ code: 0 });
    expect(await sql`select indexname from pg_indexes where tablename = 'users'`).toHaveLength(1);
  });

  it("takes the files of a folder in whatever order they can be run", async () => {
    const cwd = project();
    writeFiles(cwd, {
      "schema/a.sql":
        "create view v as select id from users; set search_path to app; create table t (u int references public.users);",
      "schema/b/users.sql": USERS,
      "schema/c.sql": "create schema app;",
      "schema/notes.txt": "not SQL",
    });
    const { scripts } = await generated(cwd, "--from", "schema");
    expect(scripts[0]?.up).toMatch(/create schema app.*create table app\.t/s);
    writeFiles(cwd, { "schema/d.sql": "create table\n  x (y nothing);" });
    const refused = await proving(cwd, "new", "More", "--from", "schema");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^error: schema\/d\.sql:1: type "nothing" does not exist\n/);
  });

  it("gives new tables their columns in the order in which they are declared", async () => {
    const cwd = project();
    writeFiles(cwd, {
      "schema.sql": "create type e as enum ('a'); create table t (id int, e e not null default 'a', z int);",
    });
    const { scripts, column_order } = await generated(cwd, "--from", "schema.sql");
    expect(column_order).toEqual([]);
    expect(scripts[0]?.up).toMatch(/ {2}id .*\n {2}e .*\n {2}z .*\n/);
    writeFiles(cwd, {
      "schema.sql": "create type e as enum ('a'); create table t (a int, id int, e e not null default 'a', z int);",
    });
    expect((await generated(cwd, "--from", "schema.sql")).column_order).toEqual([
      "table t: columns in another order: (a, id, e, z) → (id, e, z, a)",
    ]);
  });

  it("reads a database, and leaves its owners and its ledger out", async () => {
    const cwd = project();
    const { sql, url } = await freshDatabase();
    await sql.unsafe(
      "create schema migraph; create table migraph.revision (id int); create table t (id int, a text default 'x')",
    );
    const { scripts } = await generated(cwd, "--from", url);
    expect(scripts[0]?.up).toMatch(/^create table public\.t \(/);
    expect(scripts[0]?.up).not.toMatch(/migraph|owner|grant/i);
  });

  it("writes what loses rows only when told to, and asks for renames by name", async () => {
    const cwd = project([{ id: "a1", up: USERS, down: "drop table users;" }]);
    writeFiles(cwd, { "schema.sql": "create table users (id int primary key, email text);" });
    const refused = await proving(cwd, "new", "Mail", "--from", "schema.sql");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      "error: the difference is destructive: the values of column public.users.mail are lost",
    );
    expect(refused.stderr).toContain("--rename public.users.mail=public.users.email");
    expect(readdirSync(join(cwd, "migrations"))).toEqual(["a1"]);
    const { scripts } = await generated(cwd, "--from", "schema.sql", "--rename", "users.mail=users.email");
    expect(scripts.map(({ up, down }) => [up, down])).toEqual([
      [
        "alter table public.users\n  rename column mail to email;\n",
        "alter table public.users\n  rename column email to mail;\n",
      ],
    ]);
    writeFiles(cwd, { "schema.sql": "create table users (id int primary key);" });
    const [dropped] = (await generated(cwd, "--from", "schema.sql", "--allow-destructive")).scripts;
    expect(dropped?.up).toMatch(/^-- destructive: the values of column public\.users\.email are lost\nalter table/);
  });

  it.skipIf(!HAS_TERMINAL)("asks at a terminal whether something was renamed", async () => {
    const cwd = project([{ id: "a1", up: USERS, down: "drop table users;" }]);
    writeFiles(cwd, { "schema.sql": "create table users (id int primary key, email text);" });
    const terminal = atTerminal(`migraph new Mail --from schema.sql --scratch '${SCRATCH}'`, { cwd });
    await terminal.said(
      /public\.users\.mail goes, and public\.users\.email of the same shape appears\..*Is that a rename\?/s,
    );
    terminal.type("y\n");
    expect(onScreen((await terminal.ended).stdout)).toMatch(/Wrote \w+, on a1:/);
    const folder = readdirSync(join(cwd, "migrations")).find((name) => name !== "a1") ?? "";
    expect(readFileSync(join(cwd, "migrations", folder, "up.sql"), "utf8")).toContain("rename column mail to email;");
  });

  it("checks rows that are there in a revision of its own, and says what fails with rows", async () => {
    const cwd = project([{ id: "a1", up: `${USERS} create table t (u int, a int);`, down: "drop table t, users;" }]);
    const after =
      "create table users (id int primary key, mail text not null); create table t (u int references users, a int check (a > 0));";
    writeFiles(cwd, { "schema.sql": after });
    const { revisions, scripts } = await generated(cwd, "--from", "schema.sql");
    expect(scripts.map(({ kind }) => kind)).toEqual(["main", "late"]);
    expect(scripts[0]?.up).toMatch(/foreign key \(u\) references public\.users\(id\) not valid;/);
    expect(scripts[0]?.up).not.toMatch(/validate|set not null/);
    expect(scripts[1]?.up).toMatch(/validate constraint t_u_fkey;/);
    expect(scripts[1]?.fails_with_rows).toEqual([expect.stringMatching(/^column public\.users\.mail: /)]);
    expect(revisions[1]?.parents).toEqual([revisions[0]?.revision]);
    const { url } = await freshDatabase();
    expect(await migraph(["upgrade", "--url", url], { cwd })).toMatchObject({ code: 0 });
    expect(await migraph(["downgrade", "base", "--url", url, "--yes"], { cwd })).toMatchObject({ code: 0 });
    const together = JSON.parse(
      (await proving(cwd, "diff-schema", "schema.sql", "--parent", "a1", "--together", "--json")).stdout,
    ) as SchemaDelta;
    expect(together.scripts.map(({ up }) => /set not null;/.test(up) && !/not valid/.test(up))).toEqual([true]);
  });

  it("makes indexes and unique constraints concurrently when asked to, outside a transaction", async () => {
    const cwd = project([{ id: "a1", up: `${USERS} create index old on users (mail);`, down: "drop table users;" }]);
    writeFiles(cwd, {
      "schema.sql": "create table users (id int primary key, mail text unique); create index on users (id, mail);",
    });
    const { scripts, revisions } = await generated(cwd, "--from", "schema.sql", "--concurrently");
    expect(scripts.map(({ kind, transaction }) => [kind, transaction])).toEqual([
      ["outside", false],
      ["late", true],
    ]);
    expect(scripts[0]?.up).toMatch(/create unique index concurrently users_mail_key/);
    expect(scripts[0]?.up).toMatch(/drop index concurrently public\.old;/);
    expect(scripts[1]?.up).toMatch(/add constraint users_mail_key unique using index users_mail_key;/);
    const [up = "", down = ""] = revisions[0]?.files ?? [];
    expect(readFileSync(join(cwd, up), "utf8")).toContain("\n-- transaction: off\n");
    expect(readFileSync(join(cwd, down), "utf8")).toMatch(/^-- transaction: off\n.*drop index concurrently/s);
    const { url } = await freshDatabase();
    expect(await migraph(["upgrade", "--url", url], { cwd })).toMatchObject({ code: 0 });
    expect(await migraph(["downgrade", "a1", "--url", url, "--yes"], { cwd })).toMatchObject({ code: 0 });
  });

  it("gives values of an enum that what follows uses a revision before it", async () => {
    const cwd = project([
      { id: "a1", up: "create type e as enum ('a'); create table t (e e);", down: "drop table t; drop type e;" },
    ]);
    writeFiles(cwd, { "schema.sql": "create type e as enum ('a', 'b'); create table t (e e default 'b');" });
    const { scripts } = await generated(cwd, "--from", "schema.sql");
    expect(scripts.map(({ kind }) => kind)).toEqual(["values", "main"]);
    expect(scripts[0]?.up).toBe("alter type public.e add value 'b' after 'a';\n");
  });
});

describe("diff-schema and check --schema", () => {
  const after = `${USERS} create schema audit; create table audit.log (id int); create table plans (id int);`;

  it("print the SQL, or what differs, without writing anything", async () => {
    const cwd = project([{ id: "a1", up: USERS, down: "drop table users;" }]);
    writeFiles(cwd, { "schema.sql": after });
    const up = await proving(cwd, "diff-schema", "schema.sql", "--exclude", "audit", "--exit-code");
    expect(up).toMatchObject({ code: 6, stderr: "", stdout: "create table public.plans (\n  id integer\n);\n" });
    const down = await proving(cwd, "diff-schema", "schema.sql", "--include", "public.pl*", "--down");
    expect(down.stdout).toBe("-- destructive: table public.plans is lost\ndrop table public.plans;\n");
    const findings = await proving(cwd, "diff-schema", "schema.sql", "--findings");
    expect(findings.stdout).toContain("table plans is missing");
    expect(readdirSync(join(cwd, "migrations"))).toEqual(["a1"]);
  });

  it("find what the revisions do not build, with exit code 6", async () => {
    const cwd = project([{ id: "a1", up: USERS, down: "drop table users;" }]);
    writeFiles(cwd, {
      "schema.sql": after,
      "same.sql": USERS,
      "migraph.config.json": '{ "generate": { "exclude": ["audit"] } }',
    });
    const differs = await proving(cwd, "check", "--schema", "schema.sql", "--json");
    expect(differs.code).toBe(6);
    expect(JSON.parse(differs.stdout)).toMatchObject({
      ok: false,
      findings: [{ code: "schema_differs", message: expect.stringContaining("table plans is missing") }],
    });
    expect(await proving(cwd, "check", "--schema", "same.sql")).toMatchObject({ code: 0 });
  });
});
