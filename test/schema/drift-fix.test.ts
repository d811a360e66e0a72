import { expect, it } from "vitest";
import type { DriftResult } from "../../src/results.ts";
import { migraph } from "../support/cli.ts";
import { freshDatabase, newest } from "../support/database.ts";
import { project } from "../support/project.ts";

const { socketDirectory, port } = newest();
const SCRATCH = `postgresql://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`;

it("drift --fix-sql prints SQL that takes back what has drifted, and touches nothing else", async () => {
  const up = `create table users (id int primary key, mail text not null default 'x');
    create index users_mail on users (mail); create view recent as select id, mail from users;
    create type mood as enum ('ok'); comment on table users is 'people';
    create function f() returns int language sql as 'select 1';`;
  const cwd = project([{ id: "a1", up, down: "" }]);
  const { sql, url } = await freshDatabase();
  await migraph(["upgrade", "--url", url], { cwd });
  await sql.unsafe(`drop index users_mail; alter table users add stray int, alter mail drop not null, alter mail drop default;
    insert into users values (1, 'a'); comment on table users is null; create table kept (id int); drop view recent;
    create or replace function f() returns int language sql as 'select 2'; create table gone_with (a int);`);
  const drift = ["drift", "--url", url, "--scratch", SCRATCH, "--ignore", "table public.kept"];
  const found = await migraph([...drift, "--fix-sql"], { cwd });
  expect(found.code).toBe(6);
  expect(found.stderr).toMatch(/drift: .*users_mail.*\nnot ok: /s);
  expect(found.stdout).toContain("-- destructive: the values of column public.users.stray are lost\n");
  expect(found.stdout).not.toMatch(/kept|mood|users_pkey/);
  await sql.unsafe(found.stdout);
  expect(await migraph(drift, { cwd })).toMatchObject({ code: 0 });
  expect(await sql`select * from users`).toEqual([{ id: 1, mail: "a" }]);
  const fixed = await migraph([...drift, "--fix-sql", "--json"], { cwd });
  expect((JSON.parse(fixed.stdout) as DriftResult).fix).toEqual({ sql: null, left: [] });
});
