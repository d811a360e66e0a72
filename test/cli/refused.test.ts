import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase, freshRole, newest } from "../support/database.ts";
import { listen } from "../support/listener.ts";
import { project } from "../support/project.ts";
import { contentsOf, filesIn } from "../support/untouched.ts";

/** Of the server's superuser; it must never be printed. */
const { password } = newest();

const LINE = [{ id: "aaaa1" }];

test("a wrong password: exit 3, told apart from an absent server, and neither password is printed", async () => {
  const root = project(LINE);
  const { tcpUrl } = await freshDatabase();
  const url = tcpUrl.replace(password, "not-the-secretword");
  for (const args of [["upgrade"], ["upgrade", "--json"], ["status", "--verbose"]]) {
    const { code, stdout, stderr } = await migraph(args, { cwd: root, env: { DATABASE_URL: url } });
    expect(code).toBe(3);
    expect(stdout + stderr).toMatch(/password authentication failed/);
    expect(stdout + stderr).not.toMatch(/secretword|\n {4}at /);
  }
});

test("a database that is not there: exit 3, and it is not created", async () => {
  const { url, name, sql } = await freshDatabase();
  const missing = url.replace(name, `${name}_missing`);
  const { code, stderr } = await migraph(["upgrade", "--url", missing], { cwd: project(LINE) });
  expect(code).toBe(3);
  expect(stderr).toMatch(/^error: .*_missing/);
  expect(stderr).toMatch(/^hint: create the database first/m);
  expect(await sql`select from pg_database where datname = ${`${name}_missing`}`).toHaveLength(0);
});

test("something that listens there and is no PostgreSQL: exit 3 before long", async () => {
  const { port } = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const url = `postgresql://u:secretword@127.0.0.1:${port}/d?connect_timeout=2`;
  const { code, stdout, stderr } = await migraph(["status", "--url", url], { cwd: project(LINE) });
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/^error: .*\nhint: /);
  expect(stderr).not.toContain("secretword");
});

test("a role that may not make the ledger: exit 3 with what to grant, and nothing changed", async () => {
  const database = await freshDatabase();
  const { url } = await freshRole(database);
  const before = await contentsOf(database.sql);
  const { code, stdout, stderr } = await migraph(["upgrade", "--url", url], { cwd: project(LINE) });
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/^error: .*ledger/);
  expect(stderr).toMatch(/^hint: .*CREATE/m);
  expect(await contentsOf(database.sql)).toEqual(before);
});

test("no database is named: every command that needs one says how to name it, and reading files needs none", async () => {
  const root = project(LINE);
  for (const command of ["upgrade", "downgrade", "redo", "stamp base", "current", "status"]) {
    const { code, stderr } = await migraph(command.split(" "), { cwd: root });
    expect([command, code, stderr]).toEqual([command, 2, expect.stringMatching(/^error: .*\nhint: .*DATABASE_URL/)]);
  }
  for (const command of ["heads", "bases", "branches", "history", "show head", "check"]) {
    expect([command, (await migraph(command.split(" "), { cwd: root })).code]).toEqual([command, 0]);
  }
});

test("a database that is configured and out of reach: history is shown without it, with a warning", async () => {
  const env = { DATABASE_URL: "postgresql://u:secretword@127.0.0.1:1/d" };
  const { code, stdout, stderr } = await migraph(["history"], { cwd: project(LINE), env });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "aaaa1  (head) Make aaaa1\n" });
  expect(stderr).toMatch(/^warning: .*127\.0\.0\.1:1/);
  expect(stderr).not.toContain("secretword");
});

test("a directory that may not be read, for a user whom permissions stop", async (context) => {
  const root = project(LINE);
  chmodSync(root, 0o755);
  mkdirSync(join(root, "migrations/closed"));
  chmodSync(join(root, "migrations/closed"), 0o000);
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  const options = { cwd: root, ...(uid === undefined ? {} : { uid }) };
  const able = await migraph(["--version"], options).catch(() => undefined);
  if (able?.code !== 0) context.skip("another user cannot run the program where it lies");
  const before = filesIn(root);
  const { code, stdout, stderr } = await migraph(["heads"], options);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toMatch(/migrations\/closed.*EACCES.*\n *hint: .*permissions/);
  expect(filesIn(root)).toEqual(before);
});
