import { describe, expect, test } from "vitest";
import { servers, tables } from "../support/database.ts";
import { failureOf, recorded, scene } from "../support/scene.ts";

/** As pg_dump writes it. */
const DUMP = `\\restrict abc123
set search_path = '';
create table public.city (id int primary key, name text not null);
copy public.city (id, name) from stdin;
1\tÅrhus
2\tZürich 🏔
3\ttab\\tand \\\\
\\.

create table public.note (id int, body text);
COPY public.note (id, body) FROM stdin WITH (format csv);
1,"two
lines"
\\.
insert into public.note values (2, 'copy public.city from stdin;');
\\unrestrict abc123
`;

describe.each(servers)("COPY … FROM stdin in a script, with its data, on PostgreSQL $major", (server) => {
  test("is loaded, beside SQL and the lines that pg_dump writes for psql", async () => {
    const { migrator, sql } = await scene(
      [
        { id: "a1", up: DUMP },
        { id: "b2", parents: ["a1"] },
      ],
      server,
    );
    await migrator.upgrade();
    expect(await sql`select * from city order by id`).toEqual([
      { id: 1, name: "Århus" },
      { id: 2, name: "Zürich 🏔" },
      { id: 3, name: "tab\tand \\" },
    ]);
    expect(await sql`select * from note order by id`).toEqual([
      { id: 1, body: "two\nlines" },
      { id: 2, body: "copy public.city from stdin;" },
    ]);
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
  });

  test("is loaded in a single transaction too", async () => {
    const up = "create table t (id int);\ncopy t from stdin;\n1\n2\n\\.\n";
    const { migrator, sql } = await scene(
      [
        { id: "a1", up },
        { id: "b2", parents: ["a1"] },
      ],
      server,
    );
    await migrator.upgrade("head", { singleTransaction: true });
    expect(await sql`select id from t`).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test("fails with the line of the data that is wrong, and nothing of the revision is kept", async () => {
    const up = "create table t (id int);\ncopy t from stdin;\n1\nzwei\n3\n\\.\ncreate table never ();";
    const { migrator, sql } = await scene([{ id: "a1", up }, { id: "b2" }], server);
    const error = await failureOf(migrator.upgrade("heads"));
    expect(error).toMatchObject({ code: "script_failed", data: { sqlstate: "22P02", revision: "a1" } });
    expect((error as { failure?: { place?: { excerpt: string } } }).failure?.place?.excerpt).toBe("zwei");
    expect(await recorded(sql)).toEqual([]);
    expect(await tables(sql)).toEqual([]);
  });

  test("an error of SQL behind the data has its place in the file", async () => {
    const up = "create table t (id int);\ncopy t from stdin;\n1\n\\.\nselect\n  nonsense;";
    const { migrator } = await scene([{ id: "a1", up }], server);
    const error = await failureOf(migrator.upgrade());
    expect((error as { failure?: { place?: { excerpt: string; column: number } } }).failure?.place).toMatchObject({
      excerpt: "  nonsense;",
      column: 3,
    });
  });
});
