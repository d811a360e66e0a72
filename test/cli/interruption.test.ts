import { expect, test } from "vitest";
import { migraph, start } from "../support/cli.ts";
import { freshDatabase, tables } from "../support/database.ts";
import { project } from "../support/project.ts";

const SLOW = [{ id: "first" }, { id: "second", parents: ["first"], up: "create table t (); select pg_sleep(60);" }];
/** Takes no cancelling for an answer. */
const STUBBORN = `do $$ begin loop begin perform pg_sleep(60); exception when query_canceled then null; end; end loop; end $$;`;

async function place(revisions: Parameters<typeof project>[0]) {
  const root = project(revisions);
  const { url, sql } = await freshDatabase();
  /** When a script sleeps: the record of a script holds its text too, and is no sign that it runs. */
  const asleep = async () => {
    for (;;) {
      const rows =
        await sql`select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
      if (rows.length > 0) return;
    }
  };
  return { options: { cwd: root, env: { DATABASE_URL: url } }, sql, asleep };
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s cancels the script that runs, rolls it back and says where things stand", async (signal, exit) => {
  const { options, sql, asleep } = await place(SLOW);
  const upgrade = start(["upgrade"], options);
  await asleep();
  upgrade.child.kill(signal);
  const { code, stdout, stderr } = await upgrade.ended;
  expect(code).toBe(exit);
  expect(stdout).toMatch(/^Made the ledger.*\n {2}up {6}first .*\n$/);
  expect(stderr).toBe(`${signal}: stopping, and rolling back what is under way; once more ends at once
error: second (up) was interrupted; nothing of it was kept
state: done before, and kept: first (up); the database is at first
hint: run the same command again to go on
`);
  expect(await tables(sql)).toEqual(["first"]);
  const status = await migraph(["status", "--json"], options);
  expect(JSON.parse(status.stdout)).toMatchObject({ heads: ["first"], pending: ["second"], lock: null });
});

test("with --json the interruption is the document", async () => {
  const { options, asleep } = await place(SLOW);
  const upgrade = start(["upgrade", "--json"], options);
  await asleep();
  upgrade.child.kill("SIGINT");
  const { code, stdout } = await upgrade.ended;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    error: {
      code: "interrupted",
      revision: "second",
      applied: [{ revision: "first", direction: "up" }],
      heads: ["first"],
    },
  });
});

test("a second signal ends at once, whatever the server does", async () => {
  const { options, sql, asleep } = await place([{ id: "first", up: STUBBORN }]);
  const upgrade = start(["upgrade"], options);
  await asleep();
  upgrade.child.kill("SIGINT");
  await upgrade.said(/once more ends at once/);
  upgrade.child.kill("SIGINT");
  const { code, stderr } = await upgrade.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/\nended at once: the server rolls back what was under way\n$/);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  expect(await tables(sql)).toEqual([]);
});

test("who waits for another migraph is told for whom, gives up with exit 4, or is interrupted", async () => {
  const { options, asleep } = await place(SLOW);
  const holder = start(["upgrade"], options);
  await asleep();
  const status = await migraph(["status"], options);
  expect(status.stdout).toMatch(/^lock {7}held by another migraph \(pid \d+, role postgres, from .*\)$/m);
  expect(status.stdout).toMatch(/^next: wait for the other migraph/m);
  const late = await migraph(["upgrade", "--wait", "200ms"], options);
  expect({ code: late.code, stdout: late.stdout }).toEqual({ code: 4, stdout: "" });
  expect(late.stderr).toMatch(
    /^waiting up to 200 ms for another migraph \(pid \d+.*\nerror: .* holds the lock.*\nhint: .*--wait/,
  );
  const waiting = start(["upgrade"], options);
  await waiting.said(/^waiting up to/);
  waiting.child.kill("SIGINT");
  const stopped = await waiting.ended;
  expect({ code: stopped.code, stdout: stopped.stdout }).toEqual({ code: 130, stdout: "" });
  expect(stopped.stderr).toMatch(/^error: (stopped while waiting|interrupted before) .*\nhint: run the same command/m);
  holder.child.kill("SIGINT");
  expect((await holder.ended).code).toBe(130);
});
