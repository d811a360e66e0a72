import { describe, expect, onTestFinished, test } from "vitest";
import { indexes, journal, outside } from "../../support/broken-off.ts";
import { start } from "../../support/cli.ts";
import { freshDatabase, newest, servers, type TestDatabase } from "../../support/database.ts";
import { project } from "../../support/project.ts";
import { startProxy } from "../../support/proxy.ts";
import { exists, migratorOn, recorded } from "../../support/scene.ts";

const UP = `create table t (id int, name text);
insert into t select n, n::text from generate_series(1, 5000) n;
create unique index concurrently t_id on t (id);
begin;
insert into t values (0, 'zero');
create table u (id int);
commit;
alter table u add column name text;
vacuum t;
create index concurrently on t (name);`;

const DOWN = "-- transaction: off\n\ndrop index concurrently t_id;\ndrop table u;\nvacuum t;\ndrop table t;\n";

function migrations(): string {
  return project([
    { ...outside(UP), down: DOWN },
    { id: "b2", parents: ["a1"] },
  ]);
}

/** Objects and record agree, and nobody holds the lock. */
async function assertWhole({ sql }: TestDatabase, done: boolean): Promise<void> {
  expect(await recorded(sql)).toEqual(done ? ["a1", "b2"] : []);
  expect(await journal(sql)).toEqual([]);
  expect(await indexes(sql)).toEqual(done ? ["t_id", "t_name_idx"] : []);
  const [rows] = done ? await sql`select count(*)::int, sum(id)::int from t` : [undefined];
  expect(rows).toEqual(done ? { count: 5001, sum: 12_502_500 } : undefined);
  expect(await exists(sql, "u")).toBe(done);
  const locks = await sql`
    select from pg_locks l join pg_database d on d.oid = l.database
    where l.locktype = 'advisory' and d.datname = current_database()`;
  expect(locks).toHaveLength(0);
}

type Way = "upgrade" | "downgrade";

/** Kills the command at one query after the other, until one comes to its end; each time another run goes on. */
async function sweep(database: TestDatabase, way: Way, step: number): Promise<number> {
  const cwd = migrations();
  const proxy = await startProxy(database.server.port);
  onTestFinished(() => proxy.close());
  const url = `${database.tcpUrl.replace(/:\d+\//, `:${proxy.port}/`)}?sslmode=disable`;
  const { migrator } = await migratorOn(cwd, database.url);
  if (way === "downgrade") await migrator.upgrade();
  let kills = 0;
  // The first message is no query.
  for (let at = 2; ; at += step) {
    const running = start(way === "upgrade" ? [way] : [way, "base", "--yes"], { cwd, env: { DATABASE_URL: url } });
    const onKill = () => void running.child.kill("SIGKILL");
    const side = at % 2 === 0 ? "after" : "before";
    proxy.set({ fault: { at: "message", number: proxy.counts.messages + at, side, how: "kill", onKill } });
    const first = await running.ended;
    const killed = proxy.struck();
    if (killed) kills++;
    else expect(first).toMatchObject({ code: 0 });
    // What it had sent may be under way still, with the lock in its hands.
    await (way === "upgrade"
      ? migrator.upgrade("head", { wait: 60_000 })
      : migrator.downgrade("base", { wait: 60_000 }));
    await assertWhole(database, way === "upgrade");
    await (way === "upgrade" ? migrator.downgrade("base") : migrator.upgrade());
    if (!killed) return kills;
  }
}

describe.each(servers)("a process that is killed on PostgreSQL $major", (server) => {
  // The points are the same for all servers, and there are many.
  const step = server === newest() ? 3 : 9;

  test("on the way up the next one goes on, whatever had been sent", { timeout: 300_000 }, async () => {
    const database = await freshDatabase(server);
    expect(await sweep(database, "upgrade", step)).toBeGreaterThan(40 / step);
  });

  test("on the way back the next one goes on, whatever had been sent", { timeout: 300_000 }, async () => {
    const database = await freshDatabase(server);
    expect(await sweep(database, "downgrade", step)).toBeGreaterThan(20 / step);
  });

  test("at any time the next one goes on", { timeout: 120_000 }, async () => {
    const database = await freshDatabase(server);
    const cwd = migrations();
    const { migrator } = await migratorOn(cwd, database.url);
    for (const statement of [1, 3, 4, 6, 7]) {
      const running = start(["upgrade", "--verbose"], { cwd, env: { DATABASE_URL: database.tcpUrl } });
      await running.said(new RegExp(`statement ${statement} of 7`));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      running.child.kill("SIGKILL");
      await running.ended;
      await migrator.upgrade("head", { wait: 60_000 });
      await assertWhole(database, true);
      await migrator.downgrade("base");
      await assertWhole(database, false);
    }
  });
});
