import { describe, expect, onTestFinished, test } from "vitest";
import { ConnectionLost, ServerError } from "../../src/database/answers.ts";
import { Session } from "../../src/database/session.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import type { Notice } from "../../src/events.ts";
import { freshDatabase, servers, type TestDatabase } from "../support/database.ts";
import type { TestServer } from "../support/server.ts";

async function open(server?: TestServer): Promise<{ session: Session; database: TestDatabase }> {
  const database = await freshDatabase(server);
  const { session } = await Session.open(parseDatabaseUrl(database.url, {}), "select 1");
  onTestFinished(() => session.close());
  return { session, database };
}

const outcomeOf = (session: Session, message: Parameters<Session["attempt"]>[0]) => session.attempt(message);

describe.each(servers)("a session on PostgreSQL $major", (server) => {
  test("gives the rows of the last statement that has any, and the tag of the last one", async () => {
    const { session } = await open(server);
    expect(await outcomeOf(session, "select 1 as a; select 2 as b; create table t (id int)")).toMatchObject({
      ok: true,
      rows: [{ b: 2 }],
      tag: "CREATE TABLE",
    });
    expect(await outcomeOf(session, "select 1 as a where false")).toMatchObject({ rows: [], tag: "SELECT" });
    expect(await outcomeOf(session, "create table u (id int); select 1 as a where false")).toMatchObject({ rows: [] });
  });

  test("sends what is nothing to do", async () => {
    const { session } = await open(server);
    for (const text of ["", "  ", "-- only a comment", "/* and\n another */", ";", ";;\n;"]) {
      expect(await outcomeOf(session, { script: text }), text).toMatchObject({ ok: true });
      expect(await outcomeOf(session, "select 1 as a"), text).toMatchObject({ ok: true, rows: [{ a: 1 }] });
    }
  });

  test("sends messages in the order given, whatever kind they are", async () => {
    const { session } = await open(server);
    const outcomes = await session.pipeline([
      "create table t (id int)",
      { script: "insert into t values (1)" },
      "insert into t values (2)",
      { script: "update t set id = id * 10" },
      "select id from t order by 1",
    ]);
    expect(outcomes.at(-1)).toMatchObject({ ok: true, rows: [{ id: 10 }, { id: 20 }] });
  });

  test("keeps no rows of a script", async () => {
    const { session } = await open(server);
    expect(await outcomeOf(session, { script: "select generate_series(1, 100000)" })).toMatchObject({
      ok: true,
      rows: [],
    });
  });

  test("gives an error of the server with its place, and goes on", async () => {
    const { session } = await open(server);
    const outcome = await outcomeOf(session, "select 'é😀', nothing");
    if (outcome.ok) throw new Error("it passed");
    expect(outcome.error).toBeInstanceOf(ServerError);
    expect(outcome.error).toMatchObject({ sqlState: "42703", position: 14 });
    expect(session.alive).toBe(true);
    expect(await session.send("select 1 as a")).toEqual([{ a: 1 }]);
  });

  test("tells no place for an error in a function's own text", async () => {
    const { session } = await open(server);
    const outcome = await outcomeOf(session, "do $$ begin execute 'select nothing'; end $$");
    expect(!outcome.ok && outcome.error).toMatchObject({ sqlState: "42703", position: undefined });
    expect(!outcome.ok && outcome.error).toMatchObject({ where: expect.stringContaining("EXECUTE") });
  });

  test("is dead for good once the server has ended it, and says why", async () => {
    const { session, database } = await open(server);
    const [row] = await session.send("select pg_backend_pid() as pid");
    const sleeping = session.pipeline(["select pg_sleep(60)", "select 1", "commit"]);
    await database.sql`select pg_terminate_backend(${Number(row?.["pid"])})`;
    for (const outcome of await sleeping) {
      expect(outcome).toMatchObject({ ok: false });
      expect(!outcome.ok && outcome.error).toBeInstanceOf(ConnectionLost);
    }
    expect(session.alive).toBe(false);
    const after = await outcomeOf(session, "select 1");
    expect(!after.ok && after.error.message).toContain("terminating connection due to administrator command");
    const [count] =
      await database.sql`select count(*)::int from pg_stat_activity where application_name = 'migraph' and datname = ${database.name}`;
    expect(count).toEqual({ count: 0 });
  });

  test("notices that an idle connection was ended", async () => {
    const { session, database } = await open(server);
    const [row] = await session.send("select pg_backend_pid() as pid");
    await database.sql`select pg_terminate_backend(${Number(row?.["pid"])})`;
    await expect.poll(() => session.alive).toBe(false);
    await expect(session.send("select 1")).rejects.toBeInstanceOf(ConnectionLost);
  });

  test("hands notices on", async () => {
    const { session } = await open(server);
    const notices: Notice[] = [];
    session.onNotice = (notice) => notices.push(notice);
    await session.send("do $$ begin raise warning 'careful' using detail = 'very', hint = 'look'; end $$");
    expect(notices).toEqual([{ severity: "WARNING", message: "careful", detail: "very", hint: "look" }]);
  });

  test("reads COPY … TO STDOUT to its end, and throws it away", async () => {
    const { session } = await open(server);
    const [copied, after] = await session.pipeline([
      { script: "copy (select repeat('x', 1000) from generate_series(1, 5000)) to stdout" },
      "select 1 as a",
    ]);
    expect(copied).toMatchObject({ ok: true });
    expect(after).toMatchObject({ ok: true, rows: [{ a: 1 }] });
  });

  test("ends at COPY … FROM stdin, for which there is no data, and leaves nothing of the transaction", async () => {
    const { session, database } = await open(server);
    const outcomes = await session.pipeline([
      "begin",
      "create table t (id int)",
      { script: "copy t from stdin" },
      "select 1",
      "commit",
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, false, false]);
    expect(outcomes[2]).toMatchObject({ error: { message: expect.stringContaining("COPY") } });
    const there = async () => (await database.sql`select to_regclass('t') as t`)[0]?.["t"];
    expect(await there()).toBeNull();
    expect(session.alive).toBe(false);
  });

  test("can be closed while a statement runs, which then ends", async () => {
    const { session, database } = await open(server);
    const sleeping = session.attempt("select pg_sleep(60)");
    await session.close();
    expect(await sleeping).toMatchObject({ ok: false });
    expect(session.alive).toBe(false);
    expect(await outcomeOf(session, "select 1")).toMatchObject({ ok: false });
    await database.sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep%'`;
  });
});

test("what stands for a placeholder arrives as it is, whatever it holds", async () => {
  const { literal, identifier } = await import("../../src/database/statement.ts");
  const { session } = await open();
  const nasty = ["it's", "back\\slash", "\\'; drop table x; --", "$1 $$ :'a' :\"b\"", "line\nend\r\n", "é😀\u0001", ""];
  for (const setting of ["on", "off"]) {
    await session.send(`set standard_conforming_strings = ${setting}; set escape_string_warning = off`);
    for (const text of nasty) {
      expect(await session.send(`select ${literal(text)} as text`)).toEqual([{ text }]);
      expect(await session.send(`select ${literal({ a: text })}::json as json`)).toEqual([{ json: { a: text } }]);
    }
    expect(await session.send(`select to_json(${literal(nasty)}::text[]) as list`)).toEqual([{ list: nasty }]);
    expect(await session.send(`select 1 as ${identifier('a"b\\c')}`)).toEqual([{ 'a"b\\c': 1 }]);
    expect(await session.send(`select ${literal(null)} as nothing`)).toEqual([{ nothing: null }]);
  }
});
