import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { servers, tables } from "../support/database.ts";
import { failureOf, recorded, scene } from "../support/scene.ts";

const MANY = Array.from({ length: 1_800 }, (_, index) => `insert into a1 values (${index});`).join("\n");

const SHAPES: readonly (readonly [string, string])[] = [
  ["be nothing but a header", ""],
  ["be comments only", "-- nothing to do\n/* nothing /* at */ all */"],
  ["be a semicolon", ";"],
  ["select rows", "select generate_series(1, 10000); select 1 as a, 2 as a; values (null), (1.5);"],
  ["have no semicolon at the end", "create table if not exists x (id int)"],
  ["have odd dollar tags", "do $ä_1$ begin perform $$it's$$ || $x$ $$ $x$; end $ä_1$;"],
  ["have a byte order mark's cousin in them", "select '\u00a0\u200b', 'é😀';"],
  ["copy to a client that wants nothing", "copy (select 1) to stdout;"],
  [
    "explain, show, fetch and lock",
    "explain select 1; show all; declare c cursor for select 1; fetch c; lock table pg_class in access share mode;",
  ],
  [
    "have columns of every kind",
    "select now(), '{a,b}'::text[], '[1]'::json, '\\x00'::bytea, 'infinity'::timestamptz, 1e400::numeric, point '(1,2)';",
  ],
];

describe.each(servers)("on PostgreSQL $major scripts may", (server) => {
  test("have every shape that histories have, up and down", async () => {
    const revisions = SHAPES.map(([what, up], index) => ({
      id: `r${index}`,
      parents: index === 0 ? [] : [`r${index - 1}`],
      message: `They may ${what}`,
      up,
      down: up,
    }));
    const { migrator, sql } = await scene(revisions, server);
    await migrator.upgrade();
    expect(await recorded(sql)).toEqual(revisions.map(({ id }) => id));
    expect(await migrator.downgrade("base")).toMatchObject({ heads: [] });
    expect(await recorded(sql)).toEqual([]);
  });

  test("be long, and without a newline at the end", async () => {
    const { migrator, root, sql } = await scene([{ id: "a1" }], server);
    const up = `-- revision: a1\n-- parents: none\n\ncreate table a1 (id int);\n${MANY}`;
    writeFileSync(`${root}/migrations/a1/up.sql`, up);
    await migrator.upgrade();
    expect(await sql`select count(*)::int from a1`).toEqual([{ count: 1_800 }]);
    expect(await sql`select up_sql from migraph.revision`).toEqual([{ up_sql: up }]);
  });

  test("be empty on the way down", async () => {
    const { migrator, root, sql } = await scene([{ id: "a1", down: "" }], server);
    await migrator.upgrade();
    writeFileSync(`${root}/migrations/a1/down.sql`, "");
    expect(await migrator.downgrade("base")).toMatchObject({ heads: [] });
    expect(await recorded(sql)).toEqual([]);
    expect(await tables(sql)).toEqual(["a1"]);
  });

  test("raise notices, which are told with the revision that raised them", async () => {
    const { migrator, events } = await scene(
      [
        { id: "a1", up: "drop table if exists gone;" },
        {
          id: "b2",
          parents: ["a1"],
          up: "do $$ begin raise warning 'careful' using detail = 'very', hint = 'look'; end $$;",
        },
      ],
      server,
    );
    await migrator.upgrade();
    expect(events.filter(({ type }) => type === "notice")).toEqual([
      {
        type: "notice",
        revision: "a1",
        notice: {
          severity: "NOTICE",
          message: 'table "gone" does not exist, skipping',
          detail: undefined,
          hint: undefined,
        },
      },
      {
        type: "notice",
        revision: "b2",
        notice: { severity: "WARNING", message: "careful", detail: "very", hint: "look" },
      },
    ]);
  });
});

test("COPY … FROM stdin that nobody could see ends the connection and keeps nothing", async () => {
  // Where a backslash escapes in every string, the script is another one than the parser sees.
  const up = "select 'it\\'s'; copy a1 from stdin; --'";
  const { migrator, sql, database } = await scene([
    { id: "a1" },
    { id: "b2", parents: ["a1"], up },
    { id: "c3", parents: ["b2"] },
  ]);
  await sql.unsafe(`alter database ${database.name} set standard_conforming_strings = off`);
  const error = await failureOf(migrator.upgrade());
  expect(error.message).toContain("COPY … FROM stdin");
  expect(error).toMatchObject({ exitCode: 1, data: { revision: "b2", heads: ["a1"] } });
  expect(await recorded(sql)).toEqual(["a1"]);
  expect(await migrator.status()).toMatchObject({ applied: 1, lock: null });
});
