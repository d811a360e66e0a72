import { describe, expect, onTestFinished, test } from "vitest";
import { indexes, OFF } from "../../support/broken-off.ts";
import { servers } from "../../support/database.ts";
import { failureOf, happenings, recorded, scene } from "../../support/scene.ts";
import { superuser } from "../../support/server.ts";

describe.each(servers)("outside a transaction on PostgreSQL $major", (server) => {
  test("statements that no transaction takes run beside others, and the revision is recorded once all are done", async () => {
    const { migrator, sql, events } = await scene(
      [
        {
          id: "a1",
          header: OFF,
          up: "create table t (id int, name text);\ncreate index concurrently t_id on t (id);\nvacuum t;\nalter system set work_mem = '5MB';\nreindex table concurrently t;\nanalyze t;",
          down: "-- transaction: off\n\ndrop index concurrently t_id;\ndrop table t;\nalter system reset work_mem;\n",
        },
        { id: "b2", parents: ["a1"] },
      ],
      server,
    );
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await indexes(sql)).toEqual(["t_id"]);
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect(await sql`select from migraph.step`).toHaveLength(0);
    const [row] =
      await sql`select e.duration_ms > 0 as took, not r.stamped as ran from migraph.revision r join migraph.event e on e.revision = r.id where r.id = 'a1'`;
    expect(row).toEqual({ took: true, ran: true });
    expect(events.filter(({ type }) => type === "statement-finished")).toHaveLength(6);
    expect(await migrator.downgrade("base")).toMatchObject({ heads: [] });
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "down b2", "down a1"]);
    expect(await sql`select from pg_class where relname in ('t', 't_id')`).toHaveLength(0);
  });

  test("a failed statement leaves those before it done; corrected, the script goes on behind them", async () => {
    const up = (third: string) =>
      `create table t (id int);\ninsert into t values (1), (1);\n${third}\ncreate table after_all (id int);`;
    const { migrator, sql, root } = await scene(
      [{ id: "a1", header: OFF, up: up("insert into nothing values (1);") }],
      server,
    );
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({
      code: "script_failed",
      data: { line: 9, column: 13, sqlstate: "42P01", statement: 3, statements: 4, statements_done: 2, heads: [] },
    });
    expect(await migrator.status()).toMatchObject({
      interrupted: [{ revision: "a1", direction: "up", statement: 3, total: 4 }],
    });
    expect(await recorded(sql)).toEqual([]);
    const { writeRevisionFiles } = await import("../../support/project.ts");
    writeRevisionFiles(`${root}/migrations`, { id: "a1", header: OFF, up: up("-- better\ninsert into t values (3);") });
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select id from t order by id`).toEqual([{ id: 1 }, { id: 1 }, { id: 3 }]);
    expect(await migrator.status()).toMatchObject({ interrupted: [] });
    expect(await happenings(sql)).toEqual(["failure a1", "up a1"]);
  });

  test("a revision that somebody has recorded meanwhile is told as such, and its journal can be ended", async () => {
    const columns = "id, message, labels, up_checksum, down_checksum, up_raw, down_raw, stamped";
    const up = `select 1;\ninsert into migraph.revision (${columns}) values ('a1', '', '{}', '', '', '', '', true);`;
    const { migrator, sql } = await scene([{ id: "a1", header: OFF, up }], server);
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({ code: "already_recorded", exitCode: 1, data: { statements_done: 2 } });
    expect(error.hint).toContain("migraph repair a1 --forget");
    expect(await happenings(sql)).toEqual(["failure a1"]);
    await migrator.settle("a1", "forget");
    expect(await migrator.status()).toMatchObject({ interrupted: [] });
  });

  test("data of COPY goes along, alone and in a transaction of the script's own", async () => {
    const up = `create table t (id int, name text);
copy t from stdin;
1\tone
2\ttwo; with a semicolon
\\.
begin;
copy t (id) from stdin;
3
\\.
commit;
copy t from stdin;
four\tfour
\\.
`;
    const { migrator, sql, root } = await scene([{ id: "a1", header: OFF, up }], server);
    expect(await failureOf(migrator.upgrade())).toMatchObject({
      code: "script_failed",
      data: { sqlstate: "22P02", statement: 4, statements_done: 3, line: 18 },
    });
    expect(await sql`select id from t order by id`).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    const { writeRevisionFiles } = await import("../../support/project.ts");
    writeRevisionFiles(`${root}/migrations`, { id: "a1", header: OFF, up: up.replace("four\t", "4\t") });
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select name from t where id = 4`).toEqual([{ name: "four" }]);
  });

  test("a statement that cannot have its lock in time is tried again, and those before it are not", async () => {
    const up = "create table t (id int); insert into t values (1); alter table other add column name text;";
    const { migrator, sql, database, events } = await scene([{ id: "a1", header: OFF, up }], server);
    await sql`create table other (id int)`;
    const other = superuser(server, database.name);
    onTestFinished(() => other.end({ timeout: 1 }));
    await other.unsafe("begin; lock table other");
    const upgrading = migrator.upgrade("head", { lockTimeout: 30, retries: 30 });
    await expect.poll(() => events.filter(({ type }) => type === "retrying")).not.toHaveLength(0);
    await other.unsafe("rollback");
    expect(await upgrading).toMatchObject({ heads: ["a1"] });
    expect(await sql`select id from t`).toHaveLength(1);
  });

  test("an index that is tried again leaves no other behind", async () => {
    const header = [...OFF, "-- lock-timeout: 100ms"];
    const up = "create index concurrently t_id on t (id);";
    const { migrator, sql, database, events } = await scene([{ id: "a1", header, up }], server);
    await sql`create table t (id int)`;
    const other = superuser(server, database.name);
    onTestFinished(() => other.end({ timeout: 1 }));
    await other.unsafe("begin; insert into t values (1)");
    const upgrading = migrator.upgrade("head", { retries: 30 });
    await expect.poll(() => events.filter(({ type }) => type === "retrying"), { timeout: 20_000 }).not.toHaveLength(0);
    await other.unsafe("rollback");
    expect(await upgrading).toMatchObject({ heads: ["a1"] });
    expect(await indexes(sql)).toEqual(["t_id"]);
  });
});
