import { describe, expect, onTestFinished, test } from "vitest";
import { servers, type TestDatabase, tables } from "../support/database.ts";
import { failureOf, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

/** Another session reads a table, and does not end its transaction. */
async function locked({ server, name }: TestDatabase, table: string): Promise<void> {
  const other = superuser(server, name);
  onTestFinished(() => other.end({ timeout: 1 }));
  await other.unsafe(`begin; lock table ${table} in access share mode`);
}

const ALTER = "alter table a1 add column more int;";

describe.each(servers)("on PostgreSQL $major", (server) => {
  test.for([
    ["the option", [], { lockTimeout: 50 }],
    ["the header", ["-- lock-timeout: 50ms"], {}],
    ["the header, over the option", ["-- lock-timeout: 50ms"], { lockTimeout: 600_000 }],
  ] as const)("a script waits for a lock as long as %s says", async ([, header, settings]) => {
    const { migrator, database, sql } = await scene(
      [{ id: "a1" }, { id: "b2", parents: ["a1"], header, up: ALTER }],
      server,
    );
    await migrator.upgrade("a1");
    await locked(database, "a1");
    const error = await failureOf(migrator.upgrade("head", settings));
    expect(error).toMatchObject({ code: "script_failed", exitCode: 1, data: { sqlstate: "55P03", revision: "b2" } });
    expect(error.hint).toContain("--lock-timeout");
    expect(await recorded(sql)).toEqual(["a1"]);
  });

  test.for([
    ["the option", [], { statementTimeout: 50 }],
    ["the header", ["-- statement-timeout: 50ms"], {}],
  ] as const)("a statement runs as long as %s says", async ([, header, settings]) => {
    const { migrator, sql } = await scene(
      [{ id: "a1", header, up: "create table a1 (id int); select pg_sleep(60);" }],
      server,
    );
    const error = await failureOf(migrator.upgrade("head", settings));
    expect(error).toMatchObject({ code: "script_failed", exitCode: 1, data: { sqlstate: "57014" } });
    expect(error.hint).toContain("--statement-timeout");
    expect(await tables(sql)).toEqual([]);
  });

  test("the wait for a lock has its limit at COMMIT too", async () => {
    const up = `create table b2 (id int);
create function waiting() returns trigger language plpgsql as $$ begin lock table a1; return null; end $$;
create constraint trigger waiting after insert on b2 deferrable initially deferred
for each row execute function waiting();
insert into b2 values (1);`;
    const { migrator, database, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], up }], server);
    await migrator.upgrade("a1");
    await locked(database, "a1");
    const error = await failureOf(migrator.upgrade("head", { lockTimeout: 50 }));
    expect(error).toMatchObject({ code: "script_failed", data: { sqlstate: "55P03" }, failure: { atCommit: true } });
    expect(await recorded(sql)).toEqual(["a1"]);
  });
});

test("without a word about it a script waits five seconds for a lock, and a statement as long as it takes", async () => {
  const up =
    "create table a1 as select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement;";
  const { migrator, sql } = await scene([{ id: "a1", up }]);
  await migrator.upgrade();
  expect(await sql`select * from a1`).toEqual([{ lock: "5s", statement: "0" }]);
});

test("the down script has limits of its own", async () => {
  const down =
    "-- lock-timeout: 7s\n-- statement-timeout: 8s\n\ncreate table seen as select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement;";
  const { migrator, sql } = await scene([{ id: "a1", header: ["-- lock-timeout: 1s"], down }]);
  await migrator.upgrade();
  await migrator.downgrade("base", { lockTimeout: 3_000, statementTimeout: 0 });
  expect(await sql`select * from seen`).toEqual([{ lock: "7s", statement: "8s" }]);
});

test("a script may set limits of its own, which end with it", async () => {
  const { migrator, sql } = await scene([
    { id: "a1", up: "set lock_timeout = '1h'; create table a1 as select current_setting('lock_timeout') as lock;" },
    { id: "b2", parents: ["a1"], up: "create table b2 as select current_setting('lock_timeout') as lock;" },
  ]);
  await migrator.upgrade("head", { lockTimeout: 0 });
  expect(await sql`select a1.lock as one, b2.lock as two from a1, b2`).toEqual([{ one: "1h", two: "0" }]);
});
