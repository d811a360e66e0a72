import { describe, expect, test } from "vitest";
import { freshDatabase, servers, tables } from "../support/database.ts";
import { project, type TestRevision } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";

/**
 * Revisions are sent before those before them are answered. Whatever goes wrong in one, nothing that was sent behind it
 * takes effect: neither what continues it, nor what has nothing to do with it.
 */

/** Beside each other, so that no foreign key of the ledger keeps the later ones out. */
function sideBySide(broken: Partial<TestRevision>): readonly TestRevision[] {
  return ["a1", "b2", "c3", "d4", "e5"].map((id) => ({ id, ...(id === "c3" ? broken : {}) }));
}

const DEFERRED = `create table c3 (id int primary key, other int references c3 deferrable initially deferred);
insert into c3 values (1, 2);`;

const BROKEN: readonly (readonly [what: string, script: string])[] = [
  ["a statement that fails", "create table c3 (id int); select 1 / 0;"],
  ["a statement that the server cannot parse", "create table c3 (id int); selekt;"],
  ["a COMMIT that the server refuses", DEFERRED],
  ["a script that gives up the lock and fails", "select pg_advisory_unlock_all(); select 1 / 0;"],
  ["a script that makes its transaction read-only", "create table c3 (id int); set transaction read only;"],
  ["a COMMIT that nobody could see", "create table c3 (id int); do $$ begin commit; end $$;"],
  ["a lock that is not to be had", "set lock_timeout = '50ms'; lock table blocked;"],
  ["a raised error", "do $$ begin raise exception 'no'; end $$;"],
];

describe.each(servers)("what was sent behind it has no effect on PostgreSQL $major after", (server) => {
  test.each(BROKEN)("%s", async (_, up) => {
    const { migrator, sql, database, root } = await scene(sideBySide({ up }), server, {});
    await sql`create table blocked ()`;
    const holding = await sql.reserve();
    await holding.unsafe("begin; lock table blocked");
    const failing = failureOf(migrator.upgrade("heads", { retries: 0 }));
    const error = await failing;
    await holding.unsafe("rollback");
    holding.release();
    expect(error.exitCode).toBe(1);
    expect(error.data).toMatchObject({ revision: "c3", heads: ["a1", "b2"] });
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect(await tables(sql)).toEqual(["a1", "b2", "blocked"]);
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "failure c3"]);
    const { migrator: second } = await migratorOn(root, database.url);
    expect(await second.status()).toMatchObject({ applied: 2, lock: null, pending: ["c3", "d4", "e5"] });
  });

  test("a script that gives up the lock and passes: it is kept, and nothing behind it is", async () => {
    const up = "create table c3 (id int); select pg_advisory_unlock_all();";
    const { migrator, sql } = await scene(sideBySide({ up }), server);
    expect(await failureOf(migrator.upgrade("heads"))).toMatchObject({
      code: "lock_lost",
      data: { revision: "d4", heads: ["a1", "b2", "c3"] },
    });
    expect(await recorded(sql)).toEqual(["a1", "b2", "c3"]);
    expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
  });

  test("a failure in a single transaction: nothing at all is kept", async () => {
    const { migrator, sql } = await scene(
      sideBySide({ up: DEFERRED.replace(" deferrable initially deferred", "") }),
      server,
    );
    const error = await failureOf(migrator.upgrade("heads", { singleTransaction: true }));
    expect(error.data).toMatchObject({ revision: "c3", applied: [], heads: [] });
    expect(await recorded(sql)).toEqual([]);
    expect(await tables(sql)).toEqual([]);
  });
});

test("notices are told of the revision that gave them, in order, though many were under way", async () => {
  const raising = (id: string): TestRevision => ({
    id,
    up: `do $$ begin raise notice 'one of ${id}'; raise notice 'two of ${id}'; end $$;`,
  });
  const { migrator, events } = await scene(["a1", "b2", "c3"].map(raising));
  await migrator.upgrade("heads");
  const told = events.flatMap((event) =>
    event.type === "notice"
      ? [`${event.revision}: ${event.notice.message}`]
      : event.type === "step-started" || event.type === "step-finished"
        ? [`${event.type} ${event.step.revision}`]
        : [],
  );
  expect(told).toEqual(
    ["a1", "b2", "c3"].flatMap((id) => [
      `step-started ${id}`,
      `${id}: one of ${id}`,
      `${id}: two of ${id}`,
      `step-finished ${id}`,
    ]),
  );
});

test("a notice of a check at COMMIT is told of the revision that is committed", async () => {
  const up = `create table b2 (id int);
    create function tell() returns trigger language plpgsql as $$ begin raise notice 'checked'; return null; end $$;
    create constraint trigger tell after insert on b2 deferrable initially deferred for each row execute function tell();
    insert into b2 values (1);`;
  const { migrator, events } = await scene([{ id: "a1" }, { id: "b2", up }, { id: "c3" }]);
  await migrator.upgrade("heads");
  expect(events.flatMap((event) => (event.type === "notice" ? [event.revision] : []))).toEqual(["b2"]);
});

test("scripts run with the role's own synchronous_commit, though only the last COMMIT of many waits for the disk", async () => {
  const asking = (id: string): TestRevision => ({
    id,
    up: `create table ${id} as select current_setting('synchronous_commit') as setting;`,
  });
  const { migrator, sql } = await scene(["a1", "b2", "c3"].map(asking));
  await migrator.upgrade("heads");
  expect(await sql`select setting from a1 union all select setting from b2 union all select setting from c3`).toEqual(
    Array.from({ length: 3 }, () => ({ setting: "on" })),
  );
});

test("a long history passes in several batches, up and down", async () => {
  const many = Array.from({ length: 170 }, (_, index) => ({
    id: `r${index}`,
    parents: index === 0 ? [] : [`r${index - 1}`],
    up: `insert into log values (${index});${index % 60 === 59 ? ` -- ${"x".repeat(900_000)}` : ""}`,
    down: `delete from log where id = ${index};`,
  }));
  const database = await freshDatabase();
  await database.sql`create table log (id int)`;
  const { migrator } = await migratorOn(project(many), database.url);
  await migrator.upgrade();
  const rows = await database.sql<{ id: number }[]>`select id from log`;
  expect(rows.map(({ id }) => id)).toEqual(many.map((_, index) => index));
  await migrator.downgrade("base");
  expect(await database.sql`select id from log`).toEqual([]);
});
