import { join } from "node:path";
import type postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { Cluster } from "../support/cluster.ts";
import { newest, tables } from "../support/database.ts";
import { project, writeRevisionFiles } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }];
const NEXT = { id: "c3", parents: ["b2"] };
const SLOW = [
  { id: "a1" },
  { id: "b2", parents: ["a1"], up: "create table b2 (id int);\nselect pg_sleep(60);" },
  { id: "c3", parents: ["b2"] },
];
/** As the slow line is when the script is not slow any more. */
const QUICK = SLOW.map((revision) =>
  revision.id === "b2" ? { ...revision, up: "create table b2 (id int);" } : revision,
);

/** Looks at what is there; for as long as the server runs. */
function look({ server }: Cluster): postgres.Sql {
  const sql = superuser(server);
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

async function waitingAt(sql: postgres.Sql, event: string): Promise<number> {
  let pid: unknown;
  await expect
    .poll(async () => {
      const [row] = await sql`
        select pid from pg_stat_activity where application_name = 'migraph' and wait_event = ${event}`;
      pid = row?.["pid"];
      return pid;
    })
    .toBeTypeOf("number");
  return Number(pid);
}

test.for([
  ["is restarted", "stop"],
  ["crashes", "crash"],
] as const)(
  "a server that %s in the middle of a script has nothing of it when it is back, and the next run goes on",
  async ([, how]) => {
    const cluster = await Cluster.start(newest().major);
    const { migrator } = await migratorOn(project(SLOW), cluster.url());
    const failing = failureOf(migrator.upgrade());
    await waitingAt(look(cluster), "PgSleep");
    await cluster[how]();
    await cluster.start();
    const error = await failing;
    expect(error).toMatchObject({ code: "connection_lost", exitCode: 3, data: { committed: false } });
    // The last that was committed before a crash may be lost with all that it did; what is told knows that.
    const sql = look(cluster);
    const kept = await recorded(sql);
    expect(how === "stop" ? [["a1"]] : [["a1"], []]).toContainEqual(kept);
    expect(error.data).toMatchObject({ revision: kept?.[0] === "a1" ? "b2" : "a1", heads: kept });
    expect(await tables(sql)).toEqual(kept);
    const { migrator: second } = await migratorOn(project(QUICK), cluster.url());
    expect(await second.upgrade()).toMatchObject({ heads: ["c3"] });
    expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
  },
);

/** A primary that waits at each COMMIT for a standby that is not there. */
async function unacknowledged() {
  const cluster = await Cluster.start(newest().major);
  const root = project(LINE);
  const { migrator } = await migratorOn(root, `${cluster.url()}?connect_timeout=2`);
  await migrator.upgrade("a1");
  const sql = look(cluster);
  await sql.unsafe("alter system set synchronous_standby_names = 'nobody'");
  await sql`select pg_reload_conf()`;
  await expect
    .poll(async () => (await sql`show synchronous_standby_names`)[0]?.["synchronous_standby_names"])
    .toBe("nobody");
  const failing = failureOf(migrator.upgrade());
  return { cluster, root, sql, failing, pid: await waitingAt(sql, "SyncRep") };
}

test("a COMMIT that is never acknowledged, and whose backend is ended, is told as what it is: done", async () => {
  const { sql, failing, pid, root, cluster } = await unacknowledged();
  await sql`select pg_terminate_backend(${pid})`;
  const error = await failing;
  expect(error).toMatchObject({ code: "connection_lost", exitCode: 3, data: { revision: "b2", committed: true } });
  expect(error.data["heads"]).toEqual(["b2"]);
  expect(await recorded(sql)).toEqual(["a1", "b2"]);
  expect(await tables(sql)).toEqual(["a1", "b2"]);
  await sql.unsafe("alter system reset synchronous_standby_names");
  await sql`select pg_reload_conf()`;
  writeRevisionFiles(join(root, "migrations"), NEXT);
  const { migrator } = await migratorOn(root, cluster.url());
  expect(await migrator.upgrade()).toMatchObject({ heads: ["c3"] });
  expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
});

test("a COMMIT that is never acknowledged, on a server that is gone for good: the outcome is unknown", async () => {
  const { cluster, root, failing } = await unacknowledged();
  await cluster.crash();
  const error = await failing;
  expect(error).toMatchObject({ code: "outcome_unknown", exitCode: 5, data: { revision: "b2" } });
  expect(error.hint).toContain("migraph status");
  await cluster.start();
  const sql = look(cluster);
  await sql.unsafe("alter system reset synchronous_standby_names");
  await sql`select pg_reload_conf()`;
  // Whatever became of it, script and record are one.
  expect(await tables(sql)).toEqual(await recorded(sql));
  writeRevisionFiles(join(root, "migrations"), NEXT);
  const { migrator } = await migratorOn(root, cluster.url());
  expect(await migrator.upgrade()).toMatchObject({ heads: ["c3"] });
  expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
});

test("a primary that crashes during a script, and a standby that takes over: nothing of it is kept there, and the next run goes on there", async () => {
  const primary = await Cluster.start(newest().major);
  const { port } = primary.server;
  await primary.stop();
  const standby = await primary.follow();
  const hosts = `postgresql://postgres:${primary.server.password}@127.0.0.1:${port},127.0.0.1:${standby.server.port}/postgres?target_session_attrs=primary`;
  const { migrator } = await migratorOn(project(SLOW), hosts);
  const failing = failureOf(migrator.upgrade());
  await waitingAt(look(primary), "PgSleep");
  // What was acknowledged has arrived: else the standby's history begins without it.
  const sql = look(standby);
  await expect.poll(() => recorded(sql)).toEqual(["a1"]);
  const { migrator: onStandby } = await migratorOn(project(SLOW), standby.url());
  expect(await failureOf(onStandby.upgrade())).toMatchObject({ code: "standby", exitCode: 3 });
  await primary.crash();
  await standby.promote();
  expect(await failing).toMatchObject({
    code: "connection_lost",
    exitCode: 3,
    data: { revision: "b2", committed: false, heads: ["a1"] },
  });
  expect(await tables(sql)).toEqual(["a1"]);
  expect(await recorded(sql)).toEqual(["a1"]);
  const { migrator: second } = await migratorOn(project(QUICK), hosts);
  expect(await second.upgrade()).toMatchObject({ heads: ["c3"] });
  expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
});
