import { describe, expect, onTestFinished, test } from "vitest";
import { servers, type TestDatabase, tables } from "../support/database.ts";
import { failureOf, happenings, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

/** A session of somebody else's that holds a lock on a table until it is told to let go. */
async function holder(database: TestDatabase, table: string) {
  const sql = superuser(database.server, database.name);
  onTestFinished(() => sql.end({ timeout: 1 }));
  const [row] = await sql`select pg_backend_pid() as pid`;
  await sql.unsafe(`begin; lock table ${table} in access share mode`);
  return { pid: Number(row?.["pid"]), letGo: () => void sql.unsafe("rollback").execute() };
}

const REVISIONS = [
  { id: "a1", up: "create table busy (id int);" },
  { id: "b2", parents: ["a1"], up: "alter table busy add name text;" },
  { id: "c3", parents: ["b2"] },
];

describe.each(servers)("a lock that is not to be had on PostgreSQL $major", (server) => {
  test("is tried for again, and who holds it is named; when it is let go the run goes on", async () => {
    let letGo: () => unknown = () => undefined;
    const { migrator, database, events, sql } = await scene(REVISIONS, server, {
      onEvent: ({ type }) => type === "retrying" && letGo(),
    });
    await migrator.upgrade("a1");
    const other = await holder(database, "busy");
    letGo = other.letGo;
    const { steps } = await migrator.upgrade("head", { lockTimeout: 300 });
    expect(steps.map(({ revision }) => revision)).toEqual(["b2", "c3"]);
    const retrying = events.find(({ type }) => type === "retrying");
    expect(retrying).toMatchObject({ step: { revision: "b2" }, sqlstate: "55P03", retry: 1, retries: 3 });
    expect(retrying).toMatchObject({
      blockers: [{ pid: other.pid, query: expect.stringContaining("lock table busy") }],
    });
    expect(events).toContainEqual(expect.objectContaining({ type: "lock-blocked", revision: "b2" }));
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
  });

  test("in a single transaction all of it is tried again", async () => {
    let letGo: () => unknown = () => undefined;
    const { migrator, database, sql } = await scene(
      [
        { id: "a1", up: "create table a1 (id int);" },
        { id: "b2", parents: ["a1"], up: "alter table busy add name text;" },
      ],
      server,
      { onEvent: ({ type }) => type === "retrying" && letGo() },
    );
    await sql`create table busy (id int)`;
    letGo = (await holder(database, "busy")).letGo;
    await migrator.upgrade("head", { lockTimeout: 200, singleTransaction: true });
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect(await tables(sql)).toEqual(["a1", "b2", "busy"].filter((name) => name !== "b2"));
  });
});

test("when it is not let go, the run fails after the retries, with the holder in the hint, and nothing is kept", async () => {
  const { migrator, database, events, sql } = await scene(REVISIONS);
  await migrator.upgrade("a1");
  const other = await holder(database, "busy");
  const error = await failureOf(migrator.upgrade("head", { lockTimeout: 100, retries: 1 }));
  expect(error).toMatchObject({ code: "script_failed", exitCode: 1, data: { sqlstate: "55P03", revision: "b2" } });
  expect(error.hint).toContain(`pid ${other.pid}`);
  expect(error.hint).toContain("lock table busy");
  expect(events.filter(({ type }) => type === "retrying")).toHaveLength(1);
  expect(await recorded(sql)).toEqual(["a1"]);
  expect(await happenings(sql)).toEqual(["up a1", "failure b2"]);
});

test("the holder is named too where the script's own header has the shorter patience", async () => {
  const { migrator, database } = await scene([
    { id: "a1", up: "create table busy (id int);" },
    { id: "b2", parents: ["a1"], header: ["-- lock-timeout: 200ms"], up: "alter table busy add name text;" },
  ]);
  await migrator.upgrade("a1");
  const other = await holder(database, "busy");
  const error = await failureOf(migrator.upgrade("head", { retries: 0 }));
  expect(error).toMatchObject({ code: "script_failed", data: { sqlstate: "55P03", revision: "b2" } });
  expect(error.hint).toContain(`pid ${other.pid}`);
});

test("a deadlock is tried again", async () => {
  const { migrator, database, sql, events } = await scene([
    {
      id: "a1",
      up: `set local deadlock_timeout = '50ms'; lock table one; select pg_sleep(0.3); lock table two; create table a1 ();`,
    },
  ]);
  await sql`create table one ()`;
  await sql`create table two ()`;
  const other = superuser(database.server, database.name);
  onTestFinished(() => other.end({ timeout: 1 }));
  await other.unsafe("begin; set deadlock_timeout = '60s'; lock table two");
  const upgrading = migrator.upgrade();
  await expect
    .poll(async () => (await sql`select 1 from pg_locks l where l.relation = 'one'::regclass and l.granted`).length)
    .toBe(1);
  const waiting = other.unsafe("lock table one");
  await waiting;
  await other.unsafe("rollback");
  await upgrading;
  expect(events).toContainEqual(expect.objectContaining({ type: "retrying", sqlstate: "40P01" }));
  expect(await recorded(sql)).toEqual(["a1"]);
});

test("an error of another kind is not tried again", async () => {
  const { migrator, events } = await scene([{ id: "a1", up: "select 1 / 0;" }]);
  await failureOf(migrator.upgrade());
  expect(events.filter(({ type }) => type === "retrying")).toEqual([]);
});

test("the pause before a retry ends with an interruption", async () => {
  let interrupt = () => {};
  const { migrator, database, sql } = await scene(REVISIONS, undefined, {
    onEvent: ({ type }) => type === "retrying" && interrupt(),
  });
  await migrator.upgrade("a1");
  await holder(database, "busy");
  interrupt = () => void migrator.interrupt();
  const error = await failureOf(migrator.upgrade("head", { lockTimeout: 50, retries: 1000 }));
  expect(error).toMatchObject({ code: "interrupted", exitCode: 1 });
  expect(await recorded(sql)).toEqual(["a1"]);
});
