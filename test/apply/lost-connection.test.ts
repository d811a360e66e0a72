import { describe, expect, test } from "vitest";
import { freshDatabase, servers, type TestDatabase, tables } from "../support/database.ts";
import { cutting } from "../support/listener.ts";
import { project } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";

/** Waits until a backend of migraph runs that, and gives its pid. */
async function backendAt(sql: TestDatabase["sql"], query: string, event?: string): Promise<number> {
  let pid: number | undefined;
  await expect
    .poll(async () => {
      const [row] = await sql`
        select pid from pg_stat_activity
        where application_name = 'migraph' and datname = current_database() and state = 'active'
          and query like ${query} and (${event ?? null}::text is null or wait_event = ${event ?? null})`;
      pid = row?.["pid"] as number | undefined;
      return pid;
    })
    .toBeTypeOf("number");
  return Number(pid);
}

/** A deferred check that takes its time: COMMIT waits for it. */
const SLOW_COMMIT = `create table b2 (id int);
create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$;
create constraint trigger slow after insert on b2 deferrable initially deferred for each row execute function slow();
insert into b2 values (1);`;

describe.each(servers)("when PostgreSQL $major ends the connection", (server) => {
  test("during a script, nothing of it is kept, it is told so, and the next run goes on", async () => {
    const { migrator, root, database, sql } = await scene(
      [{ id: "a1" }, { id: "b2", parents: ["a1"], up: "create table b2 (id int); select pg_sleep(60);" }],
      server,
    );
    const failing = failureOf(migrator.upgrade());
    await sql`select pg_terminate_backend(${await backendAt(sql, "%pg_sleep(60)%", "PgSleep")})`;
    const error = await failing;
    expect(error).toMatchObject({
      code: "connection_lost",
      exitCode: 3,
      data: { revision: "b2", direction: "up", sqlstate: "57P01", committed: false, heads: ["a1"] },
    });
    expect(error.message).toContain("terminating connection due to administrator command");
    expect(error.message).toContain("nothing of it was kept");
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await happenings(sql)).toEqual(["up a1", "failure b2"]);
    const { migrator: second } = await migratorOn(root, database.url);
    expect(await second.status()).toMatchObject({ applied: 1, lock: null });
    // The same migrator has a new connection for a new operation.
    expect(await migrator.status()).toMatchObject({ applied: 1, lock: null });
  });

  test("during COMMIT, nothing is kept, and it is told so", async () => {
    const { migrator, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], up: SLOW_COMMIT }], server);
    const failing = failureOf(migrator.upgrade());
    await sql`select pg_terminate_backend(${await backendAt(sql, "%commit", "PgSleep")})`;
    expect(await failing).toMatchObject({
      code: "connection_lost",
      exitCode: 3,
      data: { committed: false, heads: ["a1"] },
    });
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
  });

  test("during a down script, the revision stays", async () => {
    const { migrator, sql } = await scene([{ id: "a1", down: "drop table a1; select pg_sleep(60);" }], server);
    await migrator.upgrade();
    const failing = failureOf(migrator.downgrade("base"));
    await sql`select pg_terminate_backend(${await backendAt(sql, "%pg_sleep(60)%", "PgSleep")})`;
    expect(await failing).toMatchObject({
      code: "connection_lost",
      exitCode: 3,
      data: { committed: false, heads: ["a1"] },
    });
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
  });

  test("in a single transaction, nothing of any revision is kept", async () => {
    const { migrator, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], up: SLOW_COMMIT }], server);
    const failing = failureOf(migrator.upgrade("head", { singleTransaction: true }));
    await sql`select pg_terminate_backend(${await backendAt(sql, "%commit", "PgSleep")})`;
    expect(await failing).toMatchObject({
      code: "connection_lost",
      data: { committed: false, applied: [], heads: [] },
    });
    expect(await tables(sql)).toEqual([]);
    expect(await recorded(sql)).toEqual([]);
  });

  test("a script that ends it itself is told of", async () => {
    const { migrator, sql } = await scene(
      [{ id: "a1", up: "create table a1 (id int); select pg_terminate_backend(pg_backend_pid());" }],
      server,
    );
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "connection_lost", data: { committed: false } });
    expect(await recorded(sql)).toEqual([]);
  });
});

/** Recognises the COMMIT that is sent some time behind such a text. */
function commitBehind(text: string): (sent: string) => boolean {
  let seen = false;
  return (sent) => {
    seen ||= sent.includes(text);
    return seen && sent.includes("commit\0");
  };
}

describe("when the network ends the connection", () => {
  const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];

  test("behind a COMMIT whose answer never came, the revision counts as done", async () => {
    const database = await freshDatabase();
    const proxy = await cutting(database.server);
    const root = project(LINE);
    const { migrator } = await migratorOn(root, database.tcpUrl.replace(`:${database.server.port}`, `:${proxy.port}`));
    await migrator.upgrade("a1");
    // The whole step arrives, and its answers do not.
    proxy.cutAnswersAfter(commitBehind("create table b2"));
    const error = await failureOf(migrator.upgrade("b2"));
    expect(error).toMatchObject({
      code: "connection_lost",
      exitCode: 3,
      data: {
        revision: "b2",
        committed: true,
        applied: [{ revision: "b2", direction: "up" }],
        heads: ["b2"],
      },
    });
    expect(error.message).toContain("it had been committed");
    expect(await recorded(database.sql)).toEqual(["a1", "b2"]);
    expect(await tables(database.sql)).toEqual(["a1", "b2"]);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["c3"] });
    expect(await happenings(database.sql)).toEqual(["up a1", "up b2", "up c3"]);
  });

  test("while the server still works on a script, its end is waited for", async () => {
    const database = await freshDatabase();
    const proxy = await cutting(database.server);
    const root = project([{ id: "a1", up: "create table a1 (id int); select pg_sleep(0.7);" }]);
    const url = database.tcpUrl.replace(`:${database.server.port}`, `:${proxy.port}`);
    const { migrator } = await migratorOn(root, url);
    proxy.cutAnswersAfter(commitBehind("pg_sleep(0.7)"));
    expect(await failureOf(migrator.upgrade())).toMatchObject({
      code: "connection_lost",
      data: { committed: true, heads: ["a1"] },
    });
    expect(await tables(database.sql)).toEqual(["a1"]);
    expect(await recorded(database.sql)).toEqual(["a1"]);
  });

  test("and nobody answers any more, the outcome is unknown, and that is said", async () => {
    const database = await freshDatabase();
    const proxy = await cutting(database.server);
    const { migrator } = await migratorOn(
      project(LINE),
      `${database.tcpUrl.replace(`:${database.server.port}`, `:${proxy.port}`)}?connect_timeout=1`,
    );
    await migrator.upgrade("a1");
    proxy.cutAnswersAfter(commitBehind("create table b2"), { forEver: true });
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({ code: "outcome_unknown", exitCode: 5, data: { revision: "b2", heads: ["a1"] } });
    expect(error.hint).toContain("migraph status");
  });

  test("while a stamp is written, what became of it is found out", async () => {
    const database = await freshDatabase();
    const proxy = await cutting(database.server);
    const { migrator } = await migratorOn(
      project(LINE),
      database.tcpUrl.replace(`:${database.server.port}`, `:${proxy.port}`),
    );
    await migrator.upgrade("a1");
    proxy.cutAnswersAfter(commitBehind("'stamp'"));
    expect(await failureOf(migrator.stamp("c3"))).toMatchObject({
      code: "connection_lost",
      exitCode: 3,
      data: { committed: true },
    });
    expect(await recorded(database.sql)).toEqual(["a1", "b2", "c3"]);
    expect(await migrator.stamp("c3")).toMatchObject({ steps: [], heads: ["c3"] });
  });
});
