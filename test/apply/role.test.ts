import { randomBytes } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { servers } from "../support/database.ts";
import { failureOf, recorded, scene } from "../support/scene.ts";
import { superuser, type TestServer } from "../support/server.ts";

/** A role that may make tables in `public`, and cannot log in. */
async function owner(
  server: TestServer | undefined,
  database: { name: string; sql: { unsafe(text: string): unknown } },
) {
  const name = `owner_${randomBytes(4).toString("hex")}`;
  await database.sql.unsafe(`create role ${name}; grant all on schema public to ${name}`);
  onTestFinished(async () => {
    if (server === undefined) return;
    const admin = superuser(server, "postgres");
    await admin.unsafe(`drop role if exists ${name}`).catch(() => undefined);
    await admin.end({ timeout: 1 });
  });
  return name;
}

const WHOSE = "select tableowner from pg_tables where tablename = 'a1'";

describe.each(servers)("--role on PostgreSQL $major", (server) => {
  test("runs scripts as that role, and keeps the ledger with the role that logs in", async () => {
    const { migrator, sql, database } = await scene(
      [
        { id: "a1" },
        { id: "b2", parents: ["a1"], up: "reset role; create table b2 ();", down: "reset role; drop table b2;" },
      ],
      server,
    );
    const role = await owner(server, database);
    await migrator.upgrade("head", { role });
    expect(await sql.unsafe(WHOSE)).toEqual([{ tableowner: role }]);
    expect(await sql`select distinct tableowner from pg_tables where schemaname = 'migraph'`).toEqual([
      { tableowner: "postgres" },
    ]);
    expect(await sql`select distinct applied_by from migraph.revision`).toEqual([{ applied_by: "postgres" }]);
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    await migrator.downgrade("base", { role });
    expect(await sql.unsafe(WHOSE)).toEqual([]);
    await sql.unsafe(`drop owned by ${role}`);
  });

  test("names a role that is not there, before anything is run", async () => {
    const { migrator, sql } = await scene([{ id: "a1" }], server);
    const error = await failureOf(migrator.upgrade("head", { role: "nobody_there" }));
    expect(error).toMatchObject({ code: "role_refused", exitCode: 3 });
    expect(error.message).toContain("nobody_there");
    expect(await recorded(sql)).toEqual([]);
  });
});
