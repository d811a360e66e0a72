import { describe, expect, onTestFinished, test } from "vitest";
import { lockKey } from "../../src/database/lock-key.ts";
import { freshDatabase, freshRole, servers, type TestDatabase, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { exists, failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

const KEY = String(lockKey("migraph"));
const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];

/** Somebody else has the lock until `release`. */
async function foreignHolder({ server, name }: TestDatabase) {
  const other = superuser(server, name);
  onTestFinished(() => other.end({ timeout: 1 }));
  await other`set application_name = 'somebody'`;
  const [row] = await other`select pg_advisory_lock(${KEY}::bigint), pg_backend_pid() as pid`;
  return { pid: Number(row?.["pid"]), release: () => other`select pg_advisory_unlock(${KEY}::bigint)` };
}

describe.each(servers)("on PostgreSQL $major", (server) => {
  test.for([2, 4])(
    "%i migrators at once on a fresh database apply every revision once, and all succeed",
    async (count) => {
      const root = project(LINE);
      const { url, sql } = await freshDatabase(server);
      const migrators = await Promise.all(Array.from({ length: count }, () => migratorOn(root, url)));
      const results = await Promise.all(migrators.map(({ migrator }) => migrator.upgrade()));
      expect(results.map(({ heads }) => heads)).toEqual(Array.from({ length: count }, () => ["c3"]));
      const ran = results.flatMap(({ steps }) => steps.map(({ revision }) => revision));
      expect(ran).toEqual(["a1", "b2", "c3"]);
      expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
      expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
    },
  );

  test("who waits longer than told says who has the lock, and changes nothing", async () => {
    const { migrator, database, sql, events } = await scene(LINE, server);
    const { pid } = await foreignHolder(database);
    const error = await failureOf(migrator.upgrade("head", { wait: 300 }));
    expect(error).toMatchObject({ code: "locked", exitCode: 4 });
    expect(error.data["holder"]).toMatchObject({ pid, role: "postgres", application: "somebody" });
    expect(error.message).toContain(`pid ${pid}`);
    expect(error.hint).toContain("--wait");
    const waiting = events.filter(({ type }) => type === "lock-waiting");
    expect(waiting).toMatchObject([{ holder: { pid }, wait: 300 }]);
    expect(await exists(sql, "migraph.revision")).toBe(false);
  });
});

test("without any patience the answer comes at once", async () => {
  const { migrator, database, events } = await scene(LINE);
  await foreignHolder(database);
  expect(await failureOf(migrator.upgrade("head", { wait: 0 }))).toMatchObject({ code: "locked", exitCode: 4 });
  expect(await failureOf(migrator.stamp("head", { wait: 0 }))).toMatchObject({ code: "locked", exitCode: 4 });
  expect(events).toEqual([]);
});

test("who waits goes on when the lock is free", async () => {
  const { migrator, database, sql } = await scene(LINE);
  const { release } = await foreignHolder(database);
  const upgrade = migrator.upgrade();
  await expect
    .poll(async () => (await sql`select 1 from pg_stat_activity where application_name = 'migraph'`).count)
    .toBe(1);
  await release();
  expect(await upgrade).toMatchObject({ heads: ["c3"] });
});

test("a role that may not see the other's session still says who it is", async () => {
  const { database, root } = await scene(LINE);
  const { pid } = await foreignHolder(database);
  const { url } = await freshRole(database);
  const { migrator } = await migratorOn(root, url);
  const error = await failureOf(migrator.upgrade("head", { wait: 0 }));
  expect(error.message).toContain(`pid ${pid}, role postgres, from a place that this role may not see`);
});

test("nothing to do needs no lock, and makes no ledger", async () => {
  const { migrator, database, sql } = await scene(LINE);
  await foreignHolder(database);
  expect(await migrator.upgrade("base")).toMatchObject({ steps: [], heads: [] });
  expect(await migrator.downgrade("base")).toMatchObject({ steps: [] });
  expect(await migrator.redo()).toMatchObject({ steps: [] });
  expect(await migrator.stamp("base")).toMatchObject({ steps: [] });
  expect(await exists(sql, "migraph.revision")).toBe(false);
  expect((await sql`select from pg_namespace where nspname = 'migraph'`).count).toBe(0);
});

test("reading and dry runs need no lock", async () => {
  const { migrator, database } = await scene(LINE);
  await foreignHolder(database);
  expect(await migrator.upgrade("head", { dryRun: true })).toMatchObject({ dry_run: true, heads: ["c3"] });
  expect(await migrator.status()).toMatchObject({ applied: 0, lock: { application: "somebody" } });
  expect(await migrator.current()).toMatchObject({ revisions: [] });
});

test("ledgers in two schemas of one database have locks of their own", async () => {
  const { root, database, sql } = await scene(LINE);
  await foreignHolder(database);
  const { migrator } = await migratorOn(root, database.url, { schema: "other" });
  expect(await migrator.upgrade("head", { wait: 0 })).toMatchObject({ heads: ["c3"] });
  expect(await recorded(sql, "other")).toEqual(["a1", "b2", "c3"]);
});

test("the lock is free again after success, failure and refusal", async () => {
  const { migrator, root, database } = await scene([
    ...LINE,
    { id: "d4", parents: ["c3"], up: "select 1/0;", down: "" },
  ]);
  const free = async () => (await migrator.status()).lock === null;
  await migrator.upgrade("c3");
  expect(await free()).toBe(true);
  await failureOf(migrator.upgrade());
  expect(await free()).toBe(true);
  await migrator.stamp("d4");
  const { migrator: other } = await migratorOn(root, database.url);
  expect(await other.downgrade("base", { wait: 0 })).toMatchObject({ heads: [] });
});

test("a script that gives up all advisory locks ends the run before the next revision", async () => {
  const { migrator, sql } = await scene([
    { id: "a1", up: "create table a1 (id int); select pg_advisory_unlock_all();" },
    { id: "b2", parents: ["a1"] },
  ]);
  const error = await failureOf(migrator.upgrade());
  expect(error).toMatchObject({
    code: "lock_lost",
    exitCode: 1,
    data: { revision: "b2", applied: [{ revision: "a1", direction: "up" }], heads: ["a1"] },
  });
  expect(error.message).toContain("a1");
  expect(await tables(sql)).toEqual(["a1"]);
  expect(await recorded(sql)).toEqual(["a1"]);
  expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
});

test("a script that gives up all advisory locks keeps nothing in a single transaction", async () => {
  const { migrator, sql } = await scene([
    { id: "a1", up: "create table a1 (id int); select pg_advisory_unlock_all();" },
    { id: "b2", parents: ["a1"] },
  ]);
  const error = await failureOf(migrator.upgrade("head", { singleTransaction: true }));
  expect(error).toMatchObject({ code: "lock_lost", data: { applied: [], heads: [] } });
  expect(await tables(sql)).toEqual([]);
  expect(await recorded(sql)).toEqual([]);
});

test("what another has taken back meanwhile is not followed by more", async () => {
  const { migrator, root, database, sql } = await scene(LINE);
  await migrator.upgrade();
  const { release } = await foreignHolder(database);
  const { migrator: other, events } = await migratorOn(root, database.url);
  const waiting = failureOf(other.downgrade("-1"));
  await expect.poll(() => events.map(({ type }) => type)).toEqual(["lock-waiting"]);
  // As another migraph would, which has the lock.
  await sql`delete from migraph.revision where id = 'c3'`;
  await release();
  expect(await waiting).toMatchObject({ code: "plan_changed", exitCode: 1 });
  expect(await recorded(sql)).toEqual(["a1", "b2"]);
  expect(await tables(sql)).toContain("b2");
});
