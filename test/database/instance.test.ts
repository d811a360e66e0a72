import { join } from "node:path";
import postgres from "postgres";
import { describe, expect, onTestFinished, test } from "vitest";
import { openMigrator } from "../../src/open.ts";
import { freshDatabase, servers } from "../support/database.ts";
import { AUTHORITY, encrypting, freePort } from "../support/listener.ts";
import { project } from "../support/project.ts";
import { failureOf, migratorOn, recorded } from "../support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }];

/** An instance of the caller's, for a migrator beside it. */
function instance(options: postgres.Options<Record<string, never>>): postgres.Sql {
  const sql = postgres({ onnotice: () => undefined, ...options });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

describe.each(servers)("the caller's own postgres instance on PostgreSQL $major", (server) => {
  test("says where the database is, is not used, and is still there afterwards", async () => {
    const { name, tcpUrl, sql: admin } = await freshDatabase(server);
    const sql = instance({ ...parts(tcpUrl), max: 1 });
    await sql`create temp table mine (id int)`;
    const { migrator } = await migratorOn(project(LINE), undefined, { sql });
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await migrator.status()).toMatchObject({
      database: name,
      host: `127.0.0.1:${server.port}`,
      role: "postgres",
    });
    expect(await recorded(admin)).toEqual(["a1", "b2"]);
    await migrator.close();
    expect(await sql`select count(*)::int from mine`).toEqual([{ count: 0 }]);
    const left = await admin`select from pg_stat_activity where datname = ${name} and application_name = 'migraph'`;
    expect(left.count).toBe(0);
  });
});

function parts(url: string): postgres.Options<Record<string, never>> {
  const { hostname, port, pathname, username, password } = new URL(url);
  return { host: hostname, port: Number(port), database: pathname.slice(1), user: username, password };
}

/** What a migrator on such an instance says about the session that it has. */
async function session(sql: postgres.Sql): Promise<Record<string, unknown>> {
  const up = `create table seen as select
    current_setting('application_name') as application, current_setting('search_path') as path,
    current_setting('statement_timeout') as timeout, current_database() as database, current_user as role`;
  const { migrator } = await migratorOn(
    project([{ id: "a1", up: up.replace("table seen", "table public.seen") }]),
    undefined,
    { sql },
  );
  await migrator.upgrade();
  const [row] = await sql`select * from public.seen`;
  return row ?? {};
}

describe("its options count, however they were given:", () => {
  test("a URL", async () => {
    const { tcpUrl, name } = await freshDatabase();
    const sql = postgres(tcpUrl, { onnotice: () => undefined });
    onTestFinished(() => sql.end({ timeout: 1 }));
    expect(await session(sql)).toMatchObject({ application: "migraph", database: name, role: "postgres" });
  });

  test("a password that is asked for", async () => {
    const { tcpUrl, name, server } = await freshDatabase();
    let asked = 0;
    const password = async () => {
      asked++;
      return server.password;
    };
    expect(await session(instance({ ...parts(tcpUrl), password }))).toMatchObject({ database: name });
    expect(asked).toBe(2);
  });

  test("the path of a socket, or a host that is its directory", async () => {
    const { server, name } = await freshDatabase();
    const path = join(server.socketDirectory, `.s.PGSQL.${server.port}`);
    const sql = instance({ path, user: "postgres", database: name });
    expect(await session(sql)).toMatchObject({ database: name });
    await sql`drop table seen; drop schema migraph cascade`.simple();
    const other = instance({ host: server.socketDirectory, port: server.port, user: "postgres", database: name });
    expect(await session(other)).toMatchObject({ database: name });
  });

  test("settings of the connection", async () => {
    const { tcpUrl } = await freshDatabase();
    const connection = { application_name: "deploy", search_path: "elsewhere,public", statement_timeout: 60_000 };
    const sql = instance({ ...parts(tcpUrl), connection });
    await sql`create schema elsewhere`;
    expect(await session(sql)).toMatchObject({ application: "deploy", path: "elsewhere,public", timeout: "1min" });
  });

  test("several hosts", async () => {
    const { tcpUrl, name, server } = await freshDatabase();
    const hosts = { host: ["127.0.0.1", "127.0.0.1"], port: [await freePort(), server.port] };
    const sql = instance({ ...parts(tcpUrl), ...(hosts as unknown as { host: string; port: number }) });
    const { migrator } = await migratorOn(project(LINE), undefined, { sql });
    expect(await migrator.status()).toMatchObject({ database: name, host: `127.0.0.1:${server.port}` });
  });

  test("TLS", async () => {
    const { tcpUrl, server } = await freshDatabase();
    const proxy = await encrypting(server);
    const { readFileSync } = await import("node:fs");
    const ca = readFileSync(AUTHORITY, "utf8");
    const tries = [
      ["require", "127.0.0.1", true],
      [{ ca }, "localhost", true],
      [{ ca }, "127.0.0.1", false],
      [true, "localhost", false],
      [{ rejectUnauthorized: false }, "127.0.0.1", true],
    ] as const;
    for (const [ssl, host, passes] of tries) {
      const sql = instance({ ...parts(tcpUrl), host, port: proxy.port, ssl });
      const { migrator } = await migratorOn(project(LINE), undefined, { sql });
      const outcome = await migrator.status().then(
        () => true,
        ({ code }: { code: string }) => code,
      );
      expect(outcome, JSON.stringify([ssl, host])).toBe(passes ? true : "unreachable");
    }
  });

  test("a socket of the caller's own making", async () => {
    const { tcpUrl, name, server } = await freshDatabase();
    const { connect } = await import("node:net");
    const dialled: string[] = [];
    const socket = async () => {
      dialled.push("once");
      return connect(server.port, "127.0.0.1");
    };
    const options = { ...parts(tcpUrl), host: "nowhere.invalid", socket };
    const sql = instance(options);
    const { migrator } = await migratorOn(project(LINE), undefined, { sql });
    expect(await migrator.status()).toMatchObject({ database: name });
    expect(dialled).toEqual(["once"]);
  });
});

test("its failures are told like any other, without the password", async () => {
  const password = "canary-8Rw3";
  const sql = instance({ host: "127.0.0.1", port: await freePort(), user: "ann", password, database: "app" });
  const { migrator } = await migratorOn(project(LINE), undefined, { sql });
  const error = await failureOf(migrator.status());
  expect(error).toMatchObject({ code: "unreachable", exitCode: 3 });
  expect(JSON.stringify(error) + error.message + error.stack).not.toContain(password);
});

test("a password that cannot be had is told of", async () => {
  const { tcpUrl } = await freshDatabase();
  const password = () => Promise.reject(new Error("the vault is shut"));
  const { migrator } = await migratorOn(project(LINE), undefined, { sql: instance({ ...parts(tcpUrl), password }) });
  const error = await failureOf(migrator.status());
  expect(error).toMatchObject({ code: "no_password", exitCode: 3 });
  expect(error.message).toContain("the vault is shut");
});

test("it comes before a config file and the environment, and cannot be given beside a URL", async () => {
  const { tcpUrl, name } = await freshDatabase();
  const sql = instance(parts(tcpUrl));
  const environment = { DATABASE_URL: "postgresql://nobody@nowhere.invalid/none" };
  const { migrator } = await migratorOn(project(LINE), undefined, { sql, environment });
  expect(await migrator.status()).toMatchObject({ database: name });
  expect(await failureOf(openMigrator({ sql, url: tcpUrl }))).toMatchObject({ code: "usage", exitCode: 2 });
});

test("anything else is not taken for one", async () => {
  for (const sql of [{ options: {} }, { options: { host: "db" } }]) {
    expect(await failureOf(openMigrator({ sql }))).toMatchObject({ code: "usage", exitCode: 2 });
  }
});
