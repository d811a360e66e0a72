import { describe, expect, test } from "vitest";
import { OFF } from "../support/broken-off.ts";
import { servers, tables } from "../support/database.ts";
import { hasPsql, psql } from "../support/psql.ts";
import { migratorOn, recorded, scene } from "../support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }];

describe.skipIf(!hasPsql).each(servers)("a file for psql on PostgreSQL $major (needs psql)", (server) => {
  const applied = async () => {
    const there = await scene(LINE, server);
    await there.migrator.upgrade("a1");
    const { migrator } = await migratorOn(there.root, undefined);
    const { sql: file } = await migrator.offlineUpgrade("head", { from: ["a1"] });
    return { ...there, file };
  };

  test("changes nothing while somebody behind a pooler has the lease; one that has expired is in nobody's way", async () => {
    const { database, sql, file } = await applied();
    await sql`insert into migraph.lease (holder, client, application, expires_at)
      values (gen_random_uuid(), 'elsewhere', 'migraph', now() + interval '1 hour')`;
    const { code, errors } = psql(database, file);
    expect(code).toBe(3);
    expect(errors).toContain("another migraph holds the lock");
    expect(await tables(sql)).toEqual(["a1"]);
    await sql`update migraph.lease set expires_at = now() - interval '1 second'`;
    expect(psql(database, file)).toMatchObject({ code: 0 });
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
  });

  test("changes nothing where the ledger's tables run what others have written", async () => {
    const { database, sql, file } = await applied();
    await sql.unsafe(`create function planted() returns trigger language plpgsql as $$ begin return new; end $$;
      create trigger planted before insert on migraph.event for each row execute function planted()`);
    const { code, errors } = psql(database, file);
    expect(code).toBe(3);
    expect(errors).toContain("no ledger of migraph");
    expect(await recorded(sql)).toEqual(["a1"]);
  });

  test("changes nothing where there is no ledger, though something should be applied", async () => {
    const { database, sql, file } = await applied();
    await sql`drop schema migraph cascade`;
    const { code, errors } = psql(database, file);
    expect(code).toBe(3);
    expect(errors).toContain("not in the state");
    expect(await tables(sql)).toEqual(["a1"]);
  });

  test("runs as the role that was asked for, outside a transaction too", async () => {
    const up = "create table t (id int);\nvacuum t;\nbegin; create table u (id int); commit;";
    const there = await scene([{ id: "a1", header: OFF, up }], server);
    const { migrator } = await migratorOn(there.root, undefined);
    const { sql: file } = await migrator.offlineUpgrade("head", { role: "pg_database_owner" });
    expect(psql(there.database, file)).toMatchObject({ code: 0, errors: "" });
    expect(await there.sql`select distinct tableowner as owner from pg_tables where schemaname = 'public'`).toEqual([
      { owner: "pg_database_owner" },
    ]);
    expect(await recorded(there.sql)).toEqual(["a1"]);
  });
});
