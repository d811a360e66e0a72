import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type Login, passwordFromFile } from "../../src/database/password-file.ts";
import type { MigraphEvent } from "../../src/events.ts";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, scratchDirectory } from "../support/project.ts";
import { failureOf, migratorOn } from "../support/scene.ts";

function passwordFile(text: string, mode = 0o600): string {
  const path = join(scratchDirectory(), "passwords");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

async function lookUp(text: string, login: Partial<Login> & { readonly at?: string; readonly port?: number } = {}) {
  const { at = "db", port = 5432, user = "ann", database = "app" } = login;
  const events: MigraphEvent[] = [];
  const host = { host: at, port };
  const password = await passwordFromFile(passwordFile(text), { host, user, database }, (event) => events.push(event));
  expect(events).toEqual([]);
  return password;
}

describe("a line of the password file", () => {
  test.for([
    ["db:5432:app:ann:secret", "secret"],
    ["*:*:*:*:secret", "secret"],
    ["*:*:*:*:x", "x"],
    ["db:*:app:*:secret\n", "secret"],
    ["db:5432:app:ann:first\ndb:5432:app:ann:second\n", "first"],
    ["other:5432:app:ann:other\ndb:5432:app:ann:secret", "secret"],
    ["db:5433:app:ann:other\n*:*:*:*:secret", "secret"],
    ["db:5432:app:bob:other\r\ndb:5432:app:ann:secret\r\n", "secret"],
    ["# db:5432:app:ann:comment\n\n   \nnonsense\ndb:5432:app:ann:secret", "secret"],
    ["#*:*:*:*:comment", undefined],
    ["db:5432:app:ann:se:cr:et", "se:cr:et"],
    ["db:5432:app:ann:se\\:cr\\\\et", "se:cr\\et"],
    ["db:5432:app:ann:s\\ecret", "secret"],
    ["db:5432:app:ann: space at both ends ", " space at both ends "],
    ["db:5432:app:ann:größe 設定 👍🏽", "größe 設定 👍🏽"],
    ["db:5432:app:ann:*", "*"],
    ["db:5432:app:ann:\n*:*:*:*:other", ""],
    ["db:5432:app:ann", undefined],
    ["DB:5432:app:ann:secret", undefined],
    ["", undefined],
  ] as const)("%j gives %j", async ([text, password]) => {
    expect(await lookUp(text)).toBe(password);
  });

  test.for([
    ["\\:\\:1:5432:app:ann:secret", { at: "::1" }],
    ["/run/pg:5432:app:ann:secret", { at: "/run/pg" }],
    ["localhost:5432:app:ann:secret", { at: "/var/run/postgresql" }],
    ["localhost:5432:app:ann:secret", { at: "/tmp" }],
    ["localhost:5432:app:ann:secret", { at: "localhost" }],
    ["db:5432:my\\:app:ann:secret", { database: "my:app" }],
    ["db:5432:app\\\\:ann:secret", { database: "app\\" }],
    ["db:5432:app:\\*:secret", { user: "*" }],
    ["db:6543:app:ann:secret", { port: 6543 }],
  ] as const)("%j is about %j", async ([text, login]) => {
    expect(await lookUp(text, login)).toBe("secret");
  });

  test.for([
    ["db:5432:app:\\*:secret", {}],
    ["localhost:5432:app:ann:secret", { at: "/run/pg" }],
    ["db:5432:app\\\\:ann:secret", { database: "app" }],
  ] as const)("%j is not about %j", async ([text, login]) => {
    expect(await lookUp(text, login)).toBeUndefined();
  });
});

const HAS_PSQL = spawnSync("psql", ["--version"]).status === 0;

describe("without a password", () => {
  async function loginOn() {
    const database = await freshDatabase();
    const { server, name } = database;
    const line = `127.0.0.1:${server.port}:${name}:postgres:${server.password}\n`;
    return { ...database, line, url: `postgresql://postgres@127.0.0.1:${server.port}/${name}` };
  }

  test("it is found in the file that PGPASSFILE names", async () => {
    const { line, url } = await loginOn();
    const { migrator, events } = await migratorOn(project(), url, { environment: { PGPASSFILE: passwordFile(line) } });
    expect(await migrator.status()).toMatchObject({ role: "postgres" });
    expect(events).toEqual([]);
  });

  test("it is found in the file that the URL names, which wins", async () => {
    const { line, url } = await loginOn();
    const environment = { PGPASSFILE: passwordFile("*:*:*:*:wrong") };
    const { migrator, events } = await migratorOn(project(), `${url}?passfile=${passwordFile(line)}`, { environment });
    expect(await migrator.status()).toMatchObject({ role: "postgres" });
    expect(events).toEqual([]);
  });

  test("it is found in the home directory, by the built program too", async () => {
    const { line, url } = await loginOn();
    const home = scratchDirectory();
    writeFileSync(join(home, ".pgpass"), line, { mode: 0o600 });
    const run = await migraph(["status", "--url", url], { cwd: project(), env: { HOME: home } });
    expect(run).toMatchObject({ code: 0, stderr: "" });
  });

  test("each of several hosts has its own", async () => {
    const { server, name, line } = await loginOn();
    const file = passwordFile(`localhost:*:*:*:wrong\n${line}`);
    const url = `postgresql://postgres@localhost:1,127.0.0.1:${server.port}/${name}`;
    const { migrator } = await migratorOn(project(), url, { environment: { PGPASSFILE: file } });
    expect(await migrator.status()).toMatchObject({ host: `127.0.0.1:${server.port}` });
  });

  test("a wrong one is refused, and not shown", async () => {
    const { url } = await loginOn();
    const file = passwordFile("*:*:*:*:wrong-canary\n");
    const { migrator } = await migratorOn(project(), url, { environment: { PGPASSFILE: file } });
    const error = await failureOf(migrator.status());
    expect(error).toMatchObject({ code: "refused", data: { sqlstate: "28P01" } });
    expect(error.hint).toContain("password file");
  });

  test.for([
    [0o644, /others may read it/],
    [0o640, /others may read it/],
    [0o604, /others may read it/],
    [0o600, undefined],
    [0o400, undefined],
  ] as const)("a file of mode %o", async ([mode, fault]) => {
    const { line, url } = await loginOn();
    const file = passwordFile(line, mode);
    const { migrator, events } = await migratorOn(project(), url, { environment: { PGPASSFILE: file }, wait: 0 });
    const outcome = await migrator.status().then(
      () => "in",
      (error: Error) => error.message,
    );
    if (fault === undefined) expect([outcome, events]).toEqual(["in", []]);
    else {
      expect(outcome).toContain("password authentication failed");
      expect(events).toEqual([
        {
          type: "warning",
          message: expect.stringMatching(fault),
          hint: `chmod 600 ${file}`,
        },
      ]);
    }
    if (!HAS_PSQL) return;
    const env = { PATH: process.env["PATH"] ?? "", PGPASSFILE: file };
    const by = promisify(execFile)("psql", ["-XAtwc", "select 'in'", url], { env }).then(
      ({ stdout }) => stdout.trim(),
      () => "out",
    );
    expect(await by).toBe(fault === undefined ? "in" : "out");
  });

  test("a directory in its place is passed over with a warning, and nothing in its place without", async () => {
    const { url } = await loginOn();
    const home = scratchDirectory();
    for (const expected of [[], [expect.stringContaining("not a plain file")]]) {
      const { migrator, events } = await migratorOn(project(), url, { environment: { HOME: home } });
      await failureOf(migrator.status());
      expect(events.map((event) => (event.type === "warning" ? event.message : event.type))).toEqual(expected);
      if (expected.length === 0) mkdirSync(join(home, ".pgpass"));
    }
  });

  test("the file is not looked at when there is one", async () => {
    const { tcpUrl } = await loginOn();
    const { migrator, events } = await migratorOn(project(), tcpUrl, {
      environment: { PGPASSFILE: passwordFile("*:*:*:*:wrong", 0o644) },
    });
    await migrator.status();
    expect(events).toEqual([]);
  });
});
