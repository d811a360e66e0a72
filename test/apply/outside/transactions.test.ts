import { describe, expect, test } from "vitest";
import { breakOff, journal, outside, rewrite } from "../../support/broken-off.ts";
import { servers, tables } from "../../support/database.ts";
import { failureOf, happenings, recorded, scene } from "../../support/scene.ts";

describe.each(servers)("transactions of a script's own on PostgreSQL $major", (server) => {
  test("each is one part of the script, whatever ends it", async () => {
    const up = `create table t (step text);
begin isolation level serializable;
insert into t values (current_setting('transaction_isolation'));
commit and chain;
insert into t values (current_setting('transaction_isolation') || ', chained');
commit;
start transaction;
insert into t values ('taken back');
rollback;
begin;
savepoint s;
insert into t values ('nor this');
rollback to s;
insert into t values ('but this');
end;
begin read only;
select count(*) from t;
commit;
insert into t values ('last');`;
    const { migrator, sql, events } = await scene([outside(up)], server);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect((await sql`select step from t`).map(({ step }) => step)).toEqual([
      "serializable",
      "serializable, chained",
      "but this",
      "last",
    ]);
    const lines = events.flatMap((event) => (event.type === "statement-finished" ? event.line : []));
    expect(lines.map((line) => line - 6)).toEqual([1, 2, 5, 7, 10, 16, 19]);
    expect(await journal(sql)).toEqual([]);
  });

  test("a failure takes back the transaction that it happens in, and no other", async () => {
    const up = (last: string) => `begin;
create table a (id int);
commit;
begin;
create table b (id int);
savepoint s;
${last}
rollback to s;
commit;`;
    const there = await scene([outside(up("select 1/0;"))], server);
    const { migrator, sql } = there;
    expect(await failureOf(migrator.upgrade())).toMatchObject({
      code: "script_failed",
      data: { line: 13, sqlstate: "22012", statement: 2, statements: 2, statements_done: 1 },
    });
    expect(await tables(sql)).toEqual(["a"]);
    expect(await journal(sql)).toEqual(["a1 up 1 done", "a1 up 2 begun"]);
    rewrite(there, up("select 1;"));
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await tables(sql)).toEqual(["a", "b"]);
  });

  test("a COMMIT that fails takes back the transaction with its mark", async () => {
    const up = (value: string) => `create table t (id int primary key, other int references t initially deferred);
begin;
insert into t values (1, ${value});
commit;`;
    const there = await scene([outside(up("7"))], server);
    const { migrator, sql } = there;
    expect(await failureOf(migrator.upgrade())).toMatchObject({ data: { sqlstate: "23503", statement: 2 } });
    expect(await sql`select from t`).toHaveLength(0);
    rewrite(there, up("1"));
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select from t`).toHaveLength(1);
  });

  test("what is done is not done again", async () => {
    const there = await scene([outside("")], server);
    const { migrator, sql, events } = there;
    const statements = [
      "create table t (id int)",
      "insert into t values (1)",
      "begin; insert into t values (2); commit",
    ];
    await breakOff(there, [...statements, "vacuum t"]);
    expect(await journal(sql)).toEqual(["a1 up 1 done", "a1 up 2 done", "a1 up 3 done", "a1 up 4 begun"]);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select id from t order by id`).toEqual([{ id: 1 }, { id: 2 }]);
    expect(events).toContainEqual({ type: "step-resumed", revision: "a1", direction: "up", done: 3, total: 4 });
  });

  test("comments and space may change in what is done, and nothing else", async () => {
    const there = await scene([outside("")], server);
    const { migrator, sql } = there;
    await breakOff(there, ["create table t (id int)", "vacuum t"]);
    rewrite(there, "create table t (id bigint); vacuum t;");
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({
      code: "changed_statement",
      exitCode: 1,
      data: { was: "create table t (id int)", is: "create table t (id bigint)" },
    });
    expect(error.hint).toContain("migraph repair a1 --forget");
    rewrite(there, "vacuum t;");
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "changed_statement" });
    expect(await recorded(sql)).toEqual([]);
    rewrite(there, "-- a table\ncreate  table t /* of one column */\n  (id int); vacuum t;");
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await happenings(sql)).toEqual(["failure a1", "failure a1", "failure a1", "up a1"]);
  });

  test("a first statement that fails leaves nothing behind", async () => {
    const there = await scene([outside("set search_path = public; select 1/0; select 2;")], server);
    expect(await failureOf(there.migrator.upgrade())).toMatchObject({ code: "script_failed" });
    expect(await journal(there.sql)).toEqual([]);
    expect(await there.migrator.status()).toMatchObject({ interrupted: [] });
    rewrite(there, "create table other (id int);");
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
  });
});
