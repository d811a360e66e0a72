import { randomBytes } from "node:crypto";
import type postgres from "postgres";
import { afterAll, inject, onTestFinished } from "vitest";
import { superuser, type TestServer } from "./server.ts";

export interface TestDatabase {
  readonly name: string;
  /** Over the socket, as the superuser. */
  readonly url: string;
  /** Over TCP, with the password in it. */
  readonly tcpUrl: string;
  readonly server: TestServer;
  /** To look at results with. */
  readonly sql: postgres.Sql;
}

export const servers: readonly TestServer[] = inject("servers");

const administrators = new Map<number, postgres.Sql>();
afterAll(() => Promise.all([...administrators.values()].map((admin) => admin.end({ timeout: 1 }))));

/** Makes and drops databases: one connection for all tests of a file, since to connect takes as long as to make one. */
function administrator(server: TestServer): postgres.Sql {
  const known = administrators.get(server.major);
  if (known !== undefined) return known;
  const admin = superuser(server);
  administrators.set(server.major, admin);
  return admin;
}

/** A database of the test's own, dropped when the test is over. `options`: what CREATE DATABASE is told besides. */
export async function freshDatabase(server: TestServer = newest(), options = ""): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  const admin = administrator(server);
  await admin.unsafe(`create database ${name} ${options}`);
  const sql = superuser(server, name);
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await admin.unsafe(`drop database ${name} with (force)`);
  });
  const { socketDirectory, port, password } = server;
  return {
    name,
    url: `postgresql://postgres@/${name}?host=${encodeURIComponent(socketDirectory)}&port=${port}`,
    tcpUrl: `postgresql://postgres:${password}@127.0.0.1:${port}/${name}`,
    server,
    sql,
  };
}

export function newest(): TestServer {
  const last = servers.at(-1);
  if (last === undefined) throw new Error("no test server");
  return last;
}

/** Names of the tables of schema public. */
export async function tables(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`;
  return rows.map(({ name }) => name);
}

/** A role that can log in and owns nothing, and the URL with which it does. Gone with its rights when the test is over. */
export async function freshRole(database: TestDatabase): Promise<{ role: string; url: string }> {
  const role = `r_${randomBytes(6).toString("hex")}`;
  await database.sql.unsafe(`create role ${role} login`);
  onTestFinished(async () => {
    const admin = superuser(database.server, database.name);
    await admin.unsafe(`drop owned by ${role} cascade; drop role ${role}`);
    await admin.end();
  });
  return { role, url: database.url.replace("postgres@", `${role}@`) };
}
