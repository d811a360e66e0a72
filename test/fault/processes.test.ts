import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { environment, migraph, PROGRAM, start } from "../support/cli.ts";
import { freshDatabase, servers, type TestDatabase, tables } from "../support/database.ts";
import { rivals } from "../support/faults-rivals.ts";
import { project, writeRevisionFiles } from "../support/project.ts";
import { type Fault, startProxy, type Wire } from "../support/proxy.ts";
import { happenings, migratorOn, recorded } from "../support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];

test.for([2, 20])(
  "%i migrators at once, each a process of its own: all end with 0, and each revision is done once",
  async (count) => {
    const { url, sql } = await freshDatabase();
    const ended = await rivals(project(LINE), url, count);
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(count).fill({ code: 0, stderr: expect.any(String) }),
    );
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
    expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
  },
);

async function asleep({ sql }: TestDatabase): Promise<void> {
  await expect
    .poll(
      async () =>
        (
          await sql`
      select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`
        ).count,
      { timeout: 20_000 },
    )
    .toBe(1);
}

test.for(servers)(
  "a process that is killed during a long statement does not keep the next one out on PostgreSQL $major",
  async (server) => {
    const database = await freshDatabase(server);
    const root = project([
      { id: "a1" },
      { id: "b2", parents: ["a1"], up: "create table b2 (id int);\nselect pg_sleep(600);" },
    ]);
    const options = { cwd: root, env: { DATABASE_URL: database.url } };
    const upgrade = start(["upgrade"], options);
    await asleep(database);
    upgrade.child.kill("SIGKILL");
    await upgrade.ended;
    writeRevisionFiles(join(root, "migrations"), { id: "b2", parents: ["a1"] });
    const { code, stderr } = await migraph(["upgrade", "--wait", "20s"], options);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await tables(database.sql)).toEqual(["a1", "b2"]);
  },
);

test("files that change while a run is under way: what was read is what runs, and what is recorded", async () => {
  const database = await freshDatabase();
  const root = project([
    { id: "a1", up: "select pg_advisory_lock_shared(7);\ncreate table a1 (id int);" },
    { id: "b2", parents: ["a1"] },
  ]);
  const { sql } = database;
  await sql`select pg_advisory_lock(7)`;
  const { migrator } = await migratorOn(root, database.url);
  const upgrade = migrator.upgrade();
  await expect.poll(async () => (await sql`select from pg_stat_activity where wait_event = 'advisory'`).count).toBe(1);
  writeRevisionFiles(join(root, "migrations"), {
    id: "b2",
    parents: ["a1"],
    up: "create table changed (id int);",
    down: "drop table changed;\n",
  });
  await sql`select pg_advisory_unlock(7)`;
  expect(await upgrade).toMatchObject({ heads: ["b2"] });
  expect(await tables(sql)).toEqual(["a1", "b2"]);
  expect(await sql`select up_sql, down_sql from migraph.revision where id = 'b2'`).toMatchObject([
    { up_sql: expect.stringContaining("create table b2 (id int);"), down_sql: "drop table b2;\n" },
  ]);
  expect(await migrator.status()).toMatchObject({ edited: [{ revision: "b2" }] });
});

async function behindProxy(database: TestDatabase): Promise<{ wire: Wire; url: string }> {
  const { port } = database.server;
  const wire = await startProxy(port);
  onTestFinished(() => wire.close());
  return { wire, url: database.tcpUrl.replace(`:${port}/`, `:${wire.port}/`) };
}

/** From the moment on that a script runs, nothing passes any more, and nobody is told. */
function whenScriptRuns(wire: Wire, word: string, others: Fault["others"] = "pass"): void {
  wire.set({
    onMessage: ({ bytes }, number) => {
      if (bytes.subarray(5).toString().startsWith(word)) {
        wire.set({
          fault: { at: "message", number, side: "after", how: "hang", ...(others === undefined ? {} : { others }) },
        });
      }
    },
  });
}

test.for(["pass", "hang"] as const)(
  "a network that falls silent can be left with two signals, where new connections %s",
  async (others) => {
    const database = await freshDatabase();
    const { wire, url } = await behindProxy(database);
    const root = project([{ id: "a1" }, { id: "b2", parents: ["a1"], up: "-- slow\nselect pg_sleep(600);" }]);
    const { child, ended, said } = start(["upgrade"], { cwd: root, env: { DATABASE_URL: url } });
    whenScriptRuns(wire, "-- revision: b2", others);
    await asleep(database);
    child.kill("SIGINT");
    await said(/once more ends at once/);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect({ code, stderr }).toMatchObject({ code: 130 });
    expect(await recorded(database.sql)).toEqual(["a1"]);
  },
);

test("new, killed at any moment, leaves a whole revision or none", async () => {
  const root = project();
  for (let delay = 20; delay < 120; delay += 5) {
    const child = spawn(process.execPath, [PROGRAM, "new", `After ${delay}`, "--root"], {
      cwd: root,
      env: environment({}),
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    const timer = setTimeout(() => child.kill("SIGKILL"), delay);
    await ended;
    clearTimeout(timer);
  }
  const { code, stdout } = await migraph(["heads", "--json"], { cwd: root });
  const folders = readdirSync(join(root, "migrations")).filter((name) => !name.startsWith("."));
  if (folders.length === 0) return;
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as { revisions: unknown[] }).revisions).toHaveLength(folders.length);
  for (const folder of folders)
    expect(readdirSync(join(root, "migrations", folder)).toSorted()).toEqual(["down.sql", "up.sql"]);
});
