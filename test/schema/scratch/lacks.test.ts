import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { replay, replaySteps } from "../../../src/schema/replay.ts";
import { openScratch } from "../../../src/schema/scratch/index.ts";
import { freshDatabase, servers, tables } from "../../support/database.ts";
import { errorOf, project, type TestRevision } from "../../support/project.ts";
import { workplaceFor } from "../../support/workplace.ts";

const roleName = () => `r_${randomBytes(6).toString("hex")}`;

/** Replays a project on the server of a database. */
async function replayed(
  root: string,
  url: string,
  { makeRoles = false, times = 1 }: { readonly makeRoles?: boolean; readonly times?: number } = {},
): Promise<void> {
  const workplace = await workplaceFor(root);
  const scratch = await openScratch(workplace, { url, makeRoles });
  onTestFinished(() => scratch.close());
  const all = workplace.read("scripts");
  for (let time = 0; time < times; time++) {
    const database = await scratch.create();
    await replay(database, replaySteps(all, all.graph.ids()));
    await database.drop();
  }
  await scratch.close();
}

function scriptOf(up: string): readonly TestRevision[] {
  return [{ id: "aaaa", up }];
}

test.each(servers)(
  "PostgreSQL $major: what the scratch server lacks is named, with revision and line",
  async (server) => {
    const { url } = await freshDatabase(server);
    for (const [up, kind, name] of [
      ['create extension "no_such"', "extension", "no_such"],
      ["create table t (id int);\nalter table t owner to nobody_here", "role", "nobody_here"],
      ["set local role nobody_here", "role", "nobody_here"],
      ["create table t (id int) tablespace fast", "tablespace", "fast"],
      ["create function f() returns int language plpython3u as 'return 1'", "language", "plpython3u"],
    ] as const) {
      const error = await errorOf(() => replayed(project(scriptOf(up)), url));
      expect(error).toMatchObject({
        code: "scratch_lacks",
        exitCode: 3,
        data: { lacks: { kind, name }, revision: "aaaa" },
      });
      // Of the scratch database, which nobody takes for the state of theirs.
      expect(error).not.toHaveProperty("data.heads");
      expect(error.message).toContain(`aaaa needs ${kind} ${name}`);
      expect(error.message).toMatch(/aaaa\/up\.sql:[67]$/);
    }
  },
);

test("other failures are failures of the script, as an upgrade tells them", async () => {
  const { url } = await freshDatabase();
  const error = await errorOf(() =>
    replayed(project(scriptOf("create table t (id int);\nselect 1 from nowhere;")), url),
  );
  expect(error).toMatchObject({ code: "script_failed", data: { revision: "aaaa", sqlstate: "42P01", line: 7 } });
});

test("a connection that is lost says nothing of where a database of yours stands", async () => {
  const { url } = await freshDatabase();
  const error = await errorOf(() => replayed(project(scriptOf("select pg_terminate_backend(pg_backend_pid());")), url));
  expect(error).toMatchObject({ code: "connection_lost", exitCode: 3, data: { revision: "aaaa" } });
  expect(error.message).toMatch(/^in a scratch database the connection was lost during aaaa \(up\)/);
  expect(error).not.toHaveProperty("data.heads");
});

test("roles that scripts name are made when asked for, and removed afterwards", async () => {
  const { url, sql } = await freshDatabase();
  const [owner, reader, member, policy, future, setter] = Array.from({ length: 6 }, roleName);
  const up = `
    create table t (id int);
    alter table t owner to ${owner};
    grant select on t to ${reader} with grant option;
    grant ${member} to ${reader};
    alter table t enable row level security;
    create policy p on t to ${policy} using (true);
    alter default privileges for role ${future} grant select on tables to public;
    set local role ${setter};`;
  await replayed(project(scriptOf(up)), url, { makeRoles: true });
  expect(
    await sql`select rolname from pg_roles where rolname like 'r\\_%' and rolname = any(${[owner, reader, member, policy, future, setter] as string[]})`,
  ).toHaveLength(0);
});

test("a role that was there is neither made nor removed", async () => {
  const { url, sql } = await freshDatabase();
  const role = roleName();
  await sql.unsafe(`create role ${role}`);
  onTestFinished(async () => void (await sql.unsafe(`drop role ${role}`)));
  await replayed(project(scriptOf(`create schema s authorization ${role};`)), url, { makeRoles: true });
  expect(await sql`select from pg_roles where rolname = ${role}`).toHaveLength(1);
});

test("a role that a script makes is gone with the database, so that it can be made again", async () => {
  const { url, sql } = await freshDatabase();
  const role = roleName();
  const up = `create role ${role}; create table t (id int); alter table t owner to ${role};`;
  await replayed(project(scriptOf(up)), url, { times: 2 });
  expect(await sql`select from pg_roles where rolname = ${role}`).toHaveLength(0);
});

test("on an embedded server too, whatever has made it", async () => {
  const role = roleName();
  const up = `do $$ begin create role ${role}; end $$; grant select on pg_class to ${role};`;
  await replayed(project(scriptOf(up)), "embedded:", { times: 2 });
});

test("scripts run as the configured role, which may make schemas and tables there", async () => {
  const { url, sql } = await freshDatabase();
  const role = roleName();
  const root = project(scriptOf("create schema s; create table t (id int); create table s.t (id int);"));
  writeFileSync(join(root, "migraph.config.json"), JSON.stringify({ role }));
  const error = await errorOf(() => replayed(root, url));
  expect(error).toMatchObject({ code: "scratch_lacks", hint: expect.stringContaining("--make-roles") });
  await replayed(root, url, { makeRoles: true });
  expect(await sql`select from pg_roles where rolname = ${role}`).toHaveLength(0);
  expect(await tables(sql)).toEqual([]);
});
