import { describe, expect, onTestFinished, test } from "vitest";
import { lockKey } from "../../src/database/lock-key.ts";
import { migraph, start } from "../support/cli.ts";
import { freshRole, type TestDatabase } from "../support/database.ts";
import { failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";
import { atTerminal, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }];
const SOMEBODY = "00000000-0000-4000-8000-000000000001";
const KEY = String(lockKey("migraph"));

/** Somebody else's session, with the advisory lock. */
async function foreignHolder({ server, name }: TestDatabase): Promise<number> {
  const other = superuser(server, name);
  onTestFinished(() => other.end({ timeout: 1 }));
  await other`set application_name = 'somebody'`;
  const [row] = await other`select pg_advisory_lock(${KEY}::bigint), pg_backend_pid() as pid`;
  return Number(row?.["pid"]);
}

async function foreignLease({ sql }: TestDatabase, hours: number): Promise<void> {
  await sql`
    insert into migraph.lease (holder, client, application, expires_at)
    values (${SOMEBODY}, 'elsewhere, process 7', 'somebody', clock_timestamp() + make_interval(hours => ${hours}))`;
}

test("a lock that nobody holds is none to break", async () => {
  const { migrator, root, database } = await scene(LINE);
  expect(await migrator.unlock()).toEqual({ lock: null, broken: false });
  const { code, stdout } = await migraph(["unlock", "--url", database.url], { cwd: root });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "Nobody holds the lock.\n" });
  const json = await migraph(["unlock", "--json", "--url", database.url], { cwd: root });
  expect(JSON.parse(json.stdout)).toEqual({ lock: null, broken: false });
});

test("a dry run shows who holds it, and breaks nothing", async () => {
  const { migrator, root, database } = await scene(LINE);
  const pid = await foreignHolder(database);
  expect(await migrator.unlock({ dryRun: true })).toMatchObject({ lock: { kind: "advisory", pid }, broken: false });
  const { code, stdout } = await migraph(["unlock", "--dry-run", "--url", database.url], { cwd: root });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^held by +role postgres, from a local socket, as somebody$/m);
  expect(stdout).toMatch(new RegExp(`^lock +an advisory lock of pid ${pid}, connected since `, "m"));
  expect(stdout).toMatch(new RegExp(`^doing +pid ${pid} is idle; its last statement: *select pg_advisory_lock`, "m"));
  expect(stdout).toMatch(/^health +alive/m);
  expect(stdout).toMatch(/^breaking it +ends that session: what it is running is rolled back/m);
  expect(await migrator.status()).toMatchObject({ lock: { pid } });
});

test("a holder of the advisory lock is ended, and that is written down", async () => {
  const { migrator, root, database, sql } = await scene(LINE);
  await migrator.upgrade("a1");
  const pid = await foreignHolder(database);
  const { code, stdout } = await migraph(["unlock", "--yes", "--url", database.url], { cwd: root });
  expect(code).toBe(0);
  expect(stdout).toContain("The lock is broken.");
  expect((await sql`select from pg_stat_activity where pid = ${pid}`).count).toBe(0);
  expect(await migrator.upgrade("head", { wait: 0 })).toMatchObject({ heads: ["b2"] });
  expect(await happenings(sql)).toEqual(["up a1", "unlock", "up b2"]);
  const [event] = await sql`select detail from migraph.event where kind = 'unlock'`;
  expect(event?.["detail"]).toMatchObject({ holder: { kind: "advisory", pid, application: "somebody" } });
  expect(JSON.stringify(event)).not.toContain("select pg_advisory_lock");
});

test("where there is no ledger yet the lock is broken without a word in it", async () => {
  const { migrator, database } = await scene(LINE);
  await foreignHolder(database);
  expect(await migrator.unlock()).toMatchObject({ broken: true });
  expect(await migrator.status()).toMatchObject({ lock: null, ledger: { exists: false } });
});

test.for([
  [1, /^health +alive and well: its lease has not expired$/m],
  [-1, /^health +its lease has expired/m],
] as const)("a lease that expires in %i hours is taken away", async ([hours, health]) => {
  const { migrator, root, database, sql } = await scene(LINE);
  await migrator.upgrade("a1");
  await foreignLease(database, hours);
  const { code, stdout } = await migraph(["unlock", "--yes", "--url", database.url], { cwd: root });
  expect(code).toBe(0);
  expect(stdout).toMatch(health);
  expect(stdout).toMatch(/^breaking it +removes the lease/m);
  expect((await sql`select from migraph.lease`).count).toBe(0);
  expect(await happenings(sql)).toEqual(["up a1", "unlock"]);
});

test("a step that runs under a lease is ended with it, and rolled back", async () => {
  const { root, database, sql, migrator } = await scene([
    { id: "a1" },
    { id: "b2", parents: ["a1"], up: "create table b2 (id int); select pg_sleep(60);" },
  ]);
  await migrator.upgrade("a1");
  const run = start(["upgrade", "--lock", "lease", "--url", database.url], { cwd: root });
  const sleeping = () =>
    sql`select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = ${database.name}`;
  await expect.poll(async () => (await sleeping()).count, { timeout: 20_000 }).toBe(1);
  const [row] = await sleeping();
  expect(await migrator.unlock({ dryRun: true })).toMatchObject({
    lock: { kind: "lease", pid: row?.["pid"], state: "active", expired: false },
  });
  expect(await migrator.unlock()).toMatchObject({ broken: true });
  expect((await run.ended).code).toBe(3);
  expect(await recorded(sql)).toEqual(["a1"]);
  expect((await sql`select from migraph.lease`).count).toBe(0);
});

test("what was agreed to is what is broken: not the lock of somebody who came later", async () => {
  const { migrator, database, sql } = await scene(LINE);
  await migrator.upgrade("a1");
  await foreignLease(database, 1);
  const { lock } = await migrator.unlock({ dryRun: true });
  await sql`update migraph.lease set holder = '00000000-0000-4000-8000-000000000002'`;
  const error = await failureOf(migrator.unlock({ agreed: lock ?? undefined }));
  expect(error).toMatchObject({ code: "holder_changed", exitCode: 1 });
  expect((await sql`select from migraph.lease`).count).toBe(1);
});

test("a role that may not end the holder's session is told what it needs", async () => {
  const { root, database } = await scene(LINE);
  const pid = await foreignHolder(database);
  const { url } = await freshRole(database);
  const { migrator } = await migratorOn(root, url);
  const error = await failureOf(migrator.unlock());
  expect(error).toMatchObject({ code: "not_permitted", exitCode: 3, data: { holder: { pid } } });
  expect(error.hint).toContain("pg_signal_backend");
});

describe("where nobody is there to be asked", () => {
  test.for([[], ["--json"]])("nothing is broken without --yes: %o", async (more) => {
    const { migrator, root, database } = await scene(LINE);
    const pid = await foreignHolder(database);
    const { code, stdout, stderr } = await migraph(["unlock", ...more, "--url", database.url], { cwd: root });
    expect(code).toBe(2);
    expect(stdout + stderr).toContain("--yes");
    expect(stdout + stderr).toContain(`pid ${pid}`);
    expect(await migrator.status()).toMatchObject({ lock: { pid } });
  });
});

test.skipIf(!HAS_TERMINAL).each([
  ["y\n", true, "The lock is broken."],
  ["n\n", false, "Nothing was changed."],
] as const)("at a terminal it shows the holder and asks; %j is taken at its word", async (typed, broken, says) => {
  const { migrator, root, database } = await scene(LINE);
  await foreignHolder(database);
  const terminal = atTerminal("migraph unlock", { cwd: root, env: { DATABASE_URL: database.url } });
  await terminal.said(/Break the lock\? \[y\/N\] /);
  expect((await migrator.status()).lock).not.toBeNull();
  terminal.type(typed);
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(0);
  expect(onScreen(stdout)).toMatch(/^held by .*\nlock .*\ndoing .*\nhealth .*\nbreaking it .*/);
  expect(onScreen(stdout)).toContain(says);
  expect((await migrator.status()).lock === null).toBe(broken);
});
