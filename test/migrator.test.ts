import { describe, expect, test } from "vitest";
import type { MigraphEvent } from "../src/events.ts";
import { freshDatabase, servers, tables } from "./support/database.ts";
import { watching } from "./support/listener.ts";
import { project } from "./support/project.ts";
import { exists, failureOf, happenings, migratorOn, recorded, scene } from "./support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];
const DIAMOND = [
  { id: "a1" },
  { id: "b2", parents: ["a1"], labels: ["left"] },
  { id: "c3", parents: ["a1"], labels: ["right"] },
  { id: "m4", parents: ["b2", "c3"] },
];

describe.each(servers)("on PostgreSQL $major", (server) => {
  test("a graph goes up, down by one branch, and up again", async () => {
    const { migrator, sql } = await scene(DIAMOND, server);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["m4"], dry_run: false });
    expect(await tables(sql)).toEqual(["a1", "b2", "c3", "m4"]);
    expect(await migrator.current()).toMatchObject({ at_heads: true, heads: ["m4"] });
    expect(await migrator.downgrade("left@a1")).toMatchObject({ heads: ["c3"] });
    expect(await tables(sql)).toEqual(["a1", "c3"]);
    expect(await migrator.current()).toMatchObject({ at_heads: false });
    expect(await migrator.status()).toMatchObject({ applied: 2, heads: ["c3"], pending: ["b2", "m4"] });
    expect((await migrator.upgrade()).steps.map(({ revision }) => revision)).toEqual(["b2", "m4"]);
    expect(await recorded(sql)).toEqual(["a1", "c3", "b2", "m4"]);
  });

  test("what a dry run tells is what a run does, and it changes nothing", async () => {
    const { migrator, sql, events } = await scene(LINE, server);
    const plain = ({ steps }: { steps: readonly { revision: string; direction: string }[] }) =>
      steps.map(({ revision, direction }) => `${direction} ${revision}`);
    for (const run of [
      (dryRun: boolean) => migrator.upgrade("b2", { dryRun }),
      (dryRun: boolean) => migrator.downgrade("-1", { dryRun }),
      (dryRun: boolean) => migrator.redo(1, { dryRun }),
      (dryRun: boolean) => migrator.stamp("c3", { dryRun }),
    ]) {
      const before = [await tables(sql), await exists(sql, "migraph.revision"), await migrator.status()];
      const seen = events.length;
      const told = await run(true);
      expect(told.dry_run).toBe(true);
      expect([await tables(sql), await exists(sql, "migraph.revision"), await migrator.status()]).toEqual(before);
      expect(events.length).toBe(seen);
      const done = await run(false);
      expect(plain(done)).toEqual(plain(told));
      expect(done.heads).toEqual(told.heads);
    }
  });

  test("a thousand revisions in a line are applied and taken back", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      id: `r${index}`,
      parents: index === 0 ? [] : [`r${index - 1}`],
      up: index % 100 === 0 ? `create table t${index} (id int);` : "select 1;",
      down: index % 100 === 0 ? `drop table t${index};` : "",
    }));
    const { migrator, sql } = await scene(many, server);
    expect((await migrator.upgrade()).steps).toHaveLength(1_000);
    expect(await recorded(sql)).toEqual(many.map(({ id }) => id));
    expect(await tables(sql)).toHaveLength(10);
    expect((await migrator.downgrade("base", { singleTransaction: true })).steps).toHaveLength(1_000);
    expect(await recorded(sql)).toEqual([]);
    expect(await tables(sql)).toEqual([]);
  });
});

describe("round trips", () => {
  async function watched() {
    const database = await freshDatabase();
    const proxy = await watching(database.server);
    const url = database.tcpUrl.replace(`:${database.server.port}`, `:${proxy.port}`);
    return { database, proxy, ...(await migratorOn(project(LINE), `${url}?sslmode=disable`)) };
  }

  test("an upgrade with nothing to do takes two, of which one comes with the connection", async () => {
    const { migrator, proxy, database } = await watched();
    const { migrator: other } = await migratorOn(project(LINE), database.url);
    await other.upgrade();
    await migrator.upgrade();
    // Startup, password and proof of it come before.
    expect(proxy.turns()).toBe(2 + 3);
  });
});

test("files are read anew by each operation, and the ledger too", async () => {
  const { migrator, root, database } = await scene(LINE);
  const { migrator: other } = await migratorOn(root, database.url);
  expect(await other.status()).toMatchObject({ applied: 0, ledger: { exists: false } });
  await migrator.upgrade();
  expect(await other.status()).toMatchObject({ applied: 3, ledger: { exists: true } });
  await migrator.downgrade("a1");
  expect(await other.upgrade()).toMatchObject({ heads: ["c3"], steps: [{ revision: "b2" }, { revision: "c3" }] });
});

test("a plan that was agreed to is run as it was, or not at all", async () => {
  const { migrator, sql } = await scene(LINE);
  const { steps } = await migrator.upgrade("b2", { dryRun: true });
  await migrator.upgrade("a1");
  expect(await failureOf(migrator.upgrade("b2", { agreed: steps }))).toMatchObject({ code: "plan_changed" });
  expect(await recorded(sql)).toEqual(["a1"]);
  expect(await migrator.upgrade("b2", { agreed: steps.slice(1) })).toMatchObject({ heads: ["b2"] });
});

test("several targets are reached together", async () => {
  const { migrator, sql } = await scene(DIAMOND);
  expect(await failureOf(migrator.upgrade("heads@head"))).toMatchObject({ exitCode: 2 });
  expect(await migrator.upgrade(["b2", "c3"])).toMatchObject({ heads: ["b2", "c3"] });
  expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
  expect(await failureOf(migrator.downgrade("-1"))).toMatchObject({ code: "ambiguous_current" });
  expect(await migrator.downgrade("right@-1")).toMatchObject({ heads: ["b2"] });
});

test("how many revisions are done again must be said with a whole number", async () => {
  const { migrator, sql } = await scene(LINE);
  await migrator.upgrade();
  for (const count of [0, -1, 1.5, Number.NaN]) {
    expect(await failureOf(migrator.redo(count))).toMatchObject({ code: "usage", exitCode: 2 });
  }
  expect(await happenings(sql)).toHaveLength(3);
  expect((await migrator.redo(99)).steps).toHaveLength(6);
});

test("a connection that was lost between two operations is made anew for the second", async () => {
  const { migrator, sql } = await scene(LINE);
  await migrator.upgrade("a1");
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'migraph' and datname = current_database()`;
  expect(await migrator.upgrade()).toMatchObject({ heads: ["c3"] });
});

test("a server that was away is asked again by the next operation", async () => {
  const { root, database } = await scene(LINE);
  const gate = await watching(database.server);
  gate.close();
  const { migrator } = await migratorOn(root, database.tcpUrl.replace(`:${database.server.port}`, `:${gate.port}`));
  expect(await failureOf(migrator.status())).toMatchObject({ code: "unreachable" });
  gate.open();
  expect(await migrator.status()).toMatchObject({ applied: 0 });
});

test("without a database the files alone are told of, and what needs one says so", async () => {
  const { migrator } = await migratorOn(project(LINE), undefined);
  expect((await migrator.history()).revisions.map(({ revision, state }) => [revision, state])).toEqual([
    ["c3", undefined],
    ["b2", undefined],
    ["a1", undefined],
  ]);
  expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "no_database", exitCode: 2 });
});

test("events tell a run in the order in which it happens", async () => {
  const { migrator, events } = await scene(LINE.slice(0, 2));
  await migrator.upgrade();
  const line = (event: MigraphEvent) => ("step" in event ? `${event.type} ${event.step.revision}` : event.type);
  expect(events.map(line)).toEqual([
    "ledger-created",
    "run-started",
    "step-started a1",
    "step-finished a1",
    "step-started b2",
    "step-finished b2",
    "run-ended",
  ]);
});

describe("a listener that throws", () => {
  test.for([false, true])(
    "ends the run, and leaves nothing open (single transaction: %s)",
    async (singleTransaction) => {
      for (const type of ["step-started", "notice", "step-finished", "run-started"] as const) {
        let armed = true;
        const { migrator, sql } = await scene(
          [{ id: "a1" }, { id: "b2", parents: ["a1"], up: "drop table if exists gone; create table b2 (id int);" }],
          undefined,
          {
            onEvent: (event) => {
              if (armed && event.type === type) throw new Error(`no ${type}`);
            },
          },
        );
        await expect(migrator.upgrade("head", { singleTransaction })).rejects.toThrow(`no ${type}`);
        const isThere = await tables(sql);
        expect((await recorded(sql)) ?? []).toEqual(isThere);
        armed = false;
        expect(await migrator.upgrade("head", { singleTransaction })).toMatchObject({ heads: ["b2"] });
        expect(await recorded(sql)).toEqual(["a1", "b2"]);
        expect(await tables(sql)).toEqual(["a1", "b2"]);
      }
    },
  );
});
