import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { writeFiles } from "../support/project.ts";
import { scene } from "../support/scene.ts";

async function place() {
  const made = await scene([
    { id: "aaaa1", message: "Create users", up: "create table users (id int, email text not null);" },
    { id: "bbbb2", message: "Show them", parents: ["aaaa1"], up: "create view people as select id\nfrom users;" },
  ]);
  await made.migrator.upgrade();
  const run = (...args: readonly string[]) =>
    migraph(["drift", "--scratch", made.database.url, ...args], {
      cwd: made.root,
      env: { DATABASE_URL: made.database.url },
    });
  const [row] = await made.sql<{ server_version: string }[]>`show server_version`;
  return { ...made, run, server: row?.server_version.split(" ")[0] };
}

test("drift finds nothing in a database that is as its revisions make it", async () => {
  const { run, database, server } = await place();
  expect(await run()).toEqual({
    code: 0,
    stderr: "",
    stdout: `ok: database ${database.name} is as its 2 revisions make it, replayed on PostgreSQL ${server}\n`,
  });
});

test("drift names each object with its revision and file, and exits with 6", async () => {
  const { run, sql, database, server } = await place();
  await sql.unsafe("alter table users alter email drop not null; create table stray (id int)");
  expect(await run()).toEqual({
    code: 6,
    stderr: [
      "drift: table stray is in no revision",
      "drift: table users: column email: not null → null",
      "  aaaa1 Create users (migrations/aaaa1/up.sql)",
      "",
    ].join("\n"),
    stdout: `not ok: 2 differences between database ${database.name} and its 2 revisions, replayed on PostgreSQL ${server}\n`,
  });
});

test("drift --diff prints them as a unified diff as well", async () => {
  const { run, sql, database } = await place();
  await sql.unsafe("create or replace view people as select id\nfrom users where id > 0");
  const { code, stdout } = await run("--diff");
  expect(code).toBe(6);
  expect(stdout).toContain(`--- 2 revisions, replayed\n+++ database ${database.name}\n@@ `);
  expect(stdout).toContain("@@ view public.people\n");
  expect(stdout).toMatch(/^-.*FROM public\.users;$/m);
  expect(stdout).toMatch(/^\+.*WHERE \(id > 0\);$/m);
});

test("drift --json has findings, both servers, and what was ignored", async () => {
  const { run, sql, database, root } = await place();
  await sql.unsafe("alter table users alter email drop not null; create table stray (id int)");
  const config = { drift: { ignore: { schemas: ["audit"], objects: ["table public.st*"] } } };
  writeFiles(root, { "migraph.config.json": JSON.stringify(config) });
  const { code, stdout } = await run("--json", "--ignore", "owners", "--ignore", "table public.cache_*");
  const { version, major } = { version: expect.stringMatching(/^\d+\.\d+$/), major: database.server.major };
  expect([code, JSON.parse(stdout)]).toEqual([
    6,
    {
      ok: false,
      database: database.name,
      revisions: 2,
      findings: [
        {
          code: "changed_object",
          message: "table users: column email: not null → null",
          object: "column public.users.email",
          kind: "column",
          property: "not null",
          expected: true,
          found: null,
          file: join("migrations", "aaaa1", "up.sql"),
          line: null,
          hint: null,
          revision: "aaaa1",
          revision_message: "Create users",
        },
      ],
      server: { version, major },
      scratch: { version, major, embedded: false },
      ignored: {
        schemas: ["audit"],
        objects: ["table public.st*", "table public.cache_*"],
        owners: true,
        grants: false,
        partitions: false,
        column_order: false,
      },
      set_up: [],
      diff: null,
      fix: null,
    },
  ]);
});

test("drift replays on an embedded server of the same major unless told otherwise", async () => {
  const { root, database } = await place();
  const { code, stdout } = await migraph(["drift", "--json"], { cwd: root, env: { DATABASE_URL: database.url } });
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { ok: true, scratch: { embedded: true, major: database.server.major } },
  ]);
});

test.each([
  [{ ignore: { object: [] } }, 'drift has an ignore with an unknown key "object"', "did you mean objects?"],
  [{ ignore: { owners: "yes" } }, "drift has an ignore whose owners is not true or false", 'write "owners": true'],
  [
    { ignore: { schemas: "audit" } },
    "drift has an ignore whose schemas is not a list of texts",
    'write "schemas": ["audit_*"]',
  ],
  [{ ignores: {} }, 'drift has an unknown key "ignores"', "the key is ignore"],
  [[], "drift is not an object", 'write { "ignore": { "objects": ["table public.cache_*"] } }'],
])("a config file that says %j is refused", async (drift, message, hint) => {
  const { root } = await scene([]);
  writeFiles(root, { "migraph.config.json": JSON.stringify({ drift }) });
  const { code, stderr } = await migraph(["drift"], { cwd: root });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain(`hint: ${hint}`);
});
