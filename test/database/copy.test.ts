import { describe, expect, onTestFinished, test } from "vitest";
import { ConnectionLost, ServerError } from "../../src/database/answers.ts";
import { Session } from "../../src/database/session.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { freshDatabase, servers, type TestDatabase } from "../support/database.ts";
import type { TestServer } from "../support/server.ts";

async function open(server: TestServer, over: "url" | "tcpUrl" = "url") {
  const database = await freshDatabase(server);
  const { session } = await Session.open(parseDatabaseUrl(database[over], {}), "select 1");
  onTestFinished(() => session.close());
  await session.send("create table t (id int primary key, note text)");
  return { session, database };
}

const rowsOf = ({ sql }: TestDatabase) => sql`select id, note from t order by id`.then((rows) => [...rows]);

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `${index}\té😀 ${"x".repeat(60)}\n`).join("");
}

describe.each(servers)("COPY … FROM stdin on PostgreSQL $major", (server) => {
  test("takes its data, in a transaction with others", async () => {
    const { session, database } = await open(server);
    await session.send("begin; create table u (a text)");
    expect(await session.copy("copy t from stdin", "1\tit's; \\\\. 😀\n2\t\\N\n")).toMatchObject({
      ok: true,
      tag: "COPY",
    });
    expect(await session.copy("copy t (note, id) from stdin with (format csv)", '"a\n""b""",3\n')).toMatchObject({
      ok: true,
    });
    expect(await session.copy("copy u from stdin", "")).toMatchObject({ ok: true, tag: "COPY" });
    expect(await session.copy("copy u from stdin", "no newline at the end")).toMatchObject({ ok: true });
    expect(await session.send("select id from t order by 1")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    await session.send("commit");
    expect(await rowsOf(database)).toEqual([
      { id: 1, note: "it's; \\. 😀" },
      { id: 2, note: null },
      { id: 3, note: 'a\n"b"' },
    ]);
    expect(await database.sql`select a from u`).toMatchObject([{ a: "no newline at the end" }]);
  });

  test.each(["url", "tcpUrl"] as const)("takes more than any buffer holds (%s)", async (over) => {
    const { session } = await open(server, over);
    const data = lines(140_000);
    expect(Buffer.byteLength(data)).toBeGreaterThan(10_000_000);
    expect(await session.copy("copy t from stdin", data)).toMatchObject({ ok: true });
    expect(await session.send("select count(*)::int, max(length(note)) from t")).toEqual([{ count: 140_000, max: 63 }]);
  });

  test("takes data of another system's lines", async () => {
    const { session, database } = await open(server);
    expect(await session.copy("copy t from stdin", "1\ta\r\n2\tb\r\n")).toMatchObject({ ok: true });
    expect(await session.copy("copy t from stdin csv", '3,"c\r\nd"\r\n4,e')).toMatchObject({ ok: true });
    expect((await rowsOf(database)).map(({ note }) => note)).toEqual(["a", "b", "c\r\nd", "e"]);
  });

  test("refuses a bad line in the middle with its number, and goes on", async () => {
    const { session } = await open(server);
    for (const count of [10, 200_000]) {
      await session.send("begin");
      const outcome = await session.copy("copy t from stdin", `${lines(count / 2)}nothing\n${lines(count / 2)}`);
      if (outcome.ok) throw new Error("it passed");
      expect(outcome.error).toBeInstanceOf(ServerError);
      expect(outcome.error).toMatchObject({
        sqlState: "22P02",
        where: expect.stringContaining(`line ${count / 2 + 1}`),
      });
      expect(session.alive).toBe(true);
      const refused = await session.attempt("select 1");
      expect(!refused.ok && refused.error).toMatchObject({ sqlState: "25P02" });
      await session.send("rollback");
      expect(await session.send("select count(*)::int from t")).toEqual([{ count: 0 }]);
    }
  });

  test("refuses what violates a constraint, and a statement that is wrong by itself", async () => {
    const { session } = await open(server);
    const twice = await session.copy("copy t from stdin", "1\ta\n2\tb\n1\tc\n");
    expect(!twice.ok && twice.error).toMatchObject({ sqlState: "23505", where: expect.stringContaining("line 3") });
    const nowhere = await session.copy("copy nowhere from stdin", lines(100_000));
    expect(!nowhere.ok && nowhere.error).toMatchObject({ sqlState: "42P01" });
    const wrong = await session.copy("copy t frm stdin", "1\ta\n");
    expect(!wrong.ok && wrong.error).toMatchObject({ sqlState: "42601", position: 8 });
    expect(await session.copy("select 1 as a", "1\ta\n")).toMatchObject({ ok: true, rows: [{ a: 1 }] });
    expect(await session.copy("copy t from stdin", "5\ta\n")).toMatchObject({ ok: true });
    expect(await session.send("select id from t")).toEqual([{ id: 5 }]);
  });

  test("has data for one statement of a message only", async () => {
    const { session } = await open(server);
    const outcome = await session.copy("copy t from stdin; copy t from stdin", "1\ta\n");
    expect(!outcome.ok && outcome.error).toMatchObject({ sqlState: "57014" });
    expect(await session.send("select id from t")).toEqual([]);
  });

  test("waits for what was sent before", async () => {
    const { session } = await open(server);
    const before = session.pipeline(["begin", "create table u (a text)", "select pg_sleep(0.05)"]);
    expect(await session.copy("copy u from stdin", "x\n")).toMatchObject({ ok: true });
    expect((await before).map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await session.send("commit; select a from u")).toEqual([{ a: "x" }]);
  });

  test("hands on what triggers say", async () => {
    const { session } = await open(server);
    await session.send(
      `create function say() returns trigger language plpgsql as $$ begin raise notice 'row %', new.id; return new; end $$;
       create trigger say before insert on t for each row execute function say()`,
    );
    const notices: string[] = [];
    session.onNotice = ({ message }) => notices.push(message);
    expect(await session.copy("copy t from stdin", lines(20_000))).toMatchObject({ ok: true });
    expect(notices).toHaveLength(20_000);
    expect(notices.at(-1)).toBe("row 19999");
  });

  test("can be cancelled", async () => {
    const { session, database } = await open(server);
    const [row] = await session.send("select pg_backend_pid() as pid");
    await session.send(
      `create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$;
       create trigger slow before insert on t for each row execute function slow()`,
    );
    const copying = session.copy("copy t from stdin", lines(10));
    await asleep(database);
    await session.cancel(Number(row?.["pid"]));
    const outcome = await copying;
    expect(!outcome.ok && outcome.error).toMatchObject({ sqlState: "57014" });
    expect(await session.send("select count(*)::int from t")).toEqual([{ count: 0 }]);
  });

  test("is lost with a connection that ends in the middle", async () => {
    const { session, database } = await open(server);
    const [row] = await session.send("select pg_backend_pid() as pid");
    await session.send(
      `create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$;
       create trigger slow before insert on t for each row when (new.id = 9) execute function slow()`,
    );
    const copying = session.copy("copy t from stdin", lines(200_000));
    await asleep(database);
    await database.sql`select pg_terminate_backend(${Number(row?.["pid"])})`;
    const outcome = await copying;
    expect(!outcome.ok && outcome.error).toBeInstanceOf(ConnectionLost);
    expect(session.alive).toBe(false);
    expect(await session.copy("copy t from stdin", "1\ta\n")).toMatchObject({ ok: false });
    expect(await rowsOf(database)).toEqual([]);
  });

  test("is lost with a session that is closed in the middle", async () => {
    const { session, database } = await open(server);
    await session.send("begin; lock table t in share mode");
    const copying = session.copy("copy t from stdin", lines(200_000));
    await session.close();
    expect(await copying).toMatchObject({ ok: false });
    expect(await rowsOf(database)).toEqual([]);
  });
});

/** Waits until somebody sleeps in a trigger. */
async function asleep({ sql, name }: TestDatabase): Promise<void> {
  await expect
    .poll(() => sql`select 1 from pg_stat_activity where datname = ${name} and wait_event = 'PgSleep'`)
    .toHaveLength(1);
}
