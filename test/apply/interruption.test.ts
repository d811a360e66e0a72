import { describe, expect, onTestFinished, test } from "vitest";
import { lockKey } from "../../src/database/lock-key.ts";
import { InterruptedError } from "../../src/errors.ts";
import { servers, type TestDatabase, tables } from "../support/database.ts";
import { failureOf, happenings, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

const SLEEPING = [
  { id: "a1" },
  {
    id: "b2",
    parents: ["a1"],
    up: "create table b2 (id int);\nselect pg_sleep(60);",
    down: "drop table b2; select pg_sleep(60);",
  },
  { id: "c3", parents: ["b2"] },
];

function asleep(sql: TestDatabase["sql"]) {
  return expect
    .poll(
      async () =>
        (await sql`select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`).count,
    )
    .toBe(1);
}

describe.each(servers)("interrupted on PostgreSQL $major", (server) => {
  test("a running script is cancelled and rolled back, and the run ends there", async () => {
    const { migrator, sql } = await scene(SLEEPING, server);
    const failing = failureOf(migrator.upgrade());
    await asleep(sql);
    expect(migrator.interrupt()).toBe(true);
    const error = await failing;
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toMatchObject({
      code: "interrupted",
      data: { revision: "b2", direction: "up", applied: [{ revision: "a1", direction: "up" }], heads: ["a1"] },
    });
    expect(error.message).toContain("nothing of it was kept");
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await happenings(sql)).toEqual(["up a1", "failure b2"]);
  });

  test("a single transaction keeps nothing", async () => {
    const { migrator, sql } = await scene(SLEEPING, server);
    const failing = failureOf(migrator.upgrade("head", { singleTransaction: true }));
    await asleep(sql);
    migrator.interrupt();
    expect(await failing).toMatchObject({ code: "interrupted", data: { applied: [], heads: [] } });
    expect(await tables(sql)).toEqual([]);
    expect(await recorded(sql)).toEqual([]);
  });
});

test("an interruption between revisions stops the run soon, and says truly where", async () => {
  let interrupt = () => {};
  const line = Array.from({ length: 120 }, (_, index) => ({
    id: `r${index}`,
    parents: index === 0 ? [] : [`r${index - 1}`],
    up: `create table r${index} (id int);`,
  }));
  const { migrator, sql } = await scene(line, undefined, {
    onEvent: ({ type }) => type === "step-finished" && interrupt(),
  });
  interrupt = () => void migrator.interrupt();
  const error = await failureOf(migrator.upgrade());
  const applied = (await recorded(sql)) ?? [];
  expect(applied.length).toBeLessThan(120);
  expect(error).toMatchObject({
    code: "interrupted",
    data: { revision: `r${applied.length}`, heads: applied.slice(-1) },
  });
  expect((error.data["applied"] as readonly { revision: string }[]).map(({ revision }) => revision)).toEqual(applied);
  expect((await tables(sql)).length).toBe(applied.length);
});

test("waiting for the lock ends at once, and says that it was that", async () => {
  const { migrator, database, events } = await scene(SLEEPING);
  const other = superuser(database.server, database.name);
  onTestFinished(() => other.end({ timeout: 1 }));
  await other`select pg_advisory_lock(${String(lockKey("migraph"))}::bigint)`;
  const failing = failureOf(migrator.upgrade("head", { wait: 600_000 }));
  await expect.poll(() => events.map(({ type }) => type)).toEqual(["lock-waiting"]);
  expect(migrator.interrupt()).toBe(true);
  const error = await failing;
  expect(error).toBeInstanceOf(InterruptedError);
  expect(error.message).toMatch(/while waiting for another migraph|before a script was run/);
});

test("an interruption ends one operation, and not the next", async () => {
  const { migrator, root, sql } = await scene(SLEEPING);
  const failing = failureOf(migrator.upgrade());
  await asleep(sql);
  migrator.interrupt();
  await failing;
  const { writeRevisionFiles } = await import("../support/project.ts");
  writeRevisionFiles(`${root}/migrations`, { id: "b2", parents: ["a1"] });
  expect(await migrator.upgrade()).toMatchObject({ heads: ["c3"] });
});

test("with nothing under way there is nothing to interrupt", async () => {
  const { migrator } = await scene([{ id: "a1" }]);
  expect(migrator.interrupt()).toBe(false);
  await migrator.status();
  expect(migrator.interrupt()).toBe(false);
  expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
});

test("operations that are called at once come one after the other", async () => {
  const { migrator, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"] }]);
  const [first, second, status, down] = await Promise.all([
    migrator.upgrade(),
    migrator.upgrade(),
    migrator.status(),
    migrator.downgrade("base", { singleTransaction: true }),
  ]);
  expect(first.steps).toHaveLength(2);
  expect(second.steps).toHaveLength(0);
  expect(status).toMatchObject({ applied: 2, lock: null });
  expect(down.steps).toHaveLength(2);
  expect(await happenings(sql)).toEqual(["up a1", "up b2", "down b2", "down a1"]);
  const connections =
    await sql`select from pg_stat_activity where datname = current_database() and application_name = 'migraph'`;
  expect(connections.count).toBe(1);
});
