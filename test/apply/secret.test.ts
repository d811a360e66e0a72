import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { reportError } from "../../src/report/error.ts";
import { failureOf, recorded, scene } from "../support/scene.ts";

const SECRET = "s3cr3t-9Kx";

/** What there is of the text in ledger and events. */
async function traces(
  revision: { readonly up: string; readonly down?: string; readonly verify?: string },
  down = false,
) {
  const { migrator, sql, events } = await scene([{ id: "a1", ...revision, header: ["-- secret: on"] }]);
  const work = () => (down ? migrator.upgrade().then(() => migrator.downgrade("base")) : migrator.upgrade());
  const error = await work().then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  const ledger = await sql`
    select (select json_agg(r) from migraph.revision r) as revisions, (select json_agg(e) from migraph.event e) as events`;
  const printed: string[] = [];
  const output = {
    json: false,
    quiet: false,
    verbose: true,
    colors: new Proxy({}, { get: () => (text: string) => text }),
    complain: (text: string) => printed.push(text),
    print: (text: string) => printed.push(text),
  };
  if (error !== undefined) reportError(error as never, output as never);
  return {
    migrator,
    sql,
    error,
    all: [
      JSON.stringify(ledger),
      JSON.stringify(events),
      inspect(error, { depth: 9 }),
      JSON.stringify(error),
      ...printed,
    ].join("\n"),
  };
}

describe("a secret revision", () => {
  test("is run, and recorded without its text", async () => {
    const { sql, migrator, all } = await traces({
      up: `create table a1 as select '${SECRET}' as password;`,
      down: `-- ${SECRET}\n`,
      verify: `select true or '${SECRET}' = '';`,
    });
    expect(all).not.toContain(SECRET);
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await sql`select password from a1`).toEqual([{ password: SECRET }]);
    const [row] = await sql`select up_checksum, down_checksum, verify_checksum from migraph.revision`;
    for (const checksum of Object.values(row ?? {})) expect(checksum).toMatch(/^sql-1:[0-9a-f]{64}$/);
    expect(await migrator.status()).toMatchObject({ edited: [] });
  });

  test.for([
    ["a syntax error", `create user x password = '${SECRET}' '${SECRET}';`, "42601"],
    ["a syntax error in the secret", `create user x ${SECRET.replaceAll("-", "_")}_;`, "42601"],
    ["a row that is refused", `create table a1 (p text check (p = '')); insert into a1 values ('${SECRET}');`, "23514"],
    ["a doubled key", `create table a1 (p text unique); insert into a1 values ('${SECRET}'), ('${SECRET}');`, "23505"],
    ["an error in a function", `do $$ begin execute 'selec ''${SECRET}'''; end $$;`, "42601"],
    [
      "an error of its own",
      `do $$ begin raise exception '${SECRET}' using detail = '${SECRET}', hint = '${SECRET}'; end $$;`,
      "P0001",
    ],
  ] as const)("shows nothing of itself in %s", async ([, up, sqlstate]) => {
    const { error, all } = await traces({ up });
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain(SECRET.replaceAll("-", "_"));
    expect(error).toMatchObject({ code: "script_failed", exitCode: 1, data: { revision: "a1", sqlstate } });
  });

  test("tells the place of an error, not the line", async () => {
    const { error } = await traces({ up: `select 1;\nselect '${SECRET}', nothing;` });
    expect(error).toMatchObject({ failure: { place: { line: 8, column: 22, excerpt: "" } } });
  });

  test("shows nothing of itself in notices", async () => {
    const { all } = await traces({
      up: `do $$ begin raise notice '${SECRET}' using detail = '${SECRET}'; end $$; create table "${SECRET.repeat(8)}" ();`,
    });
    expect(all).toContain('"severity":"NOTICE"');
    expect(all).not.toContain(SECRET);
  });

  test("shows nothing of itself on the way down", async () => {
    const { error, all } = await traces({ up: "", down: `select '${SECRET}' || nothing;` }, true);
    expect(error).toMatchObject({ code: "script_failed", data: { direction: "down" } });
    expect(all).not.toContain(SECRET);
  });

  test("is stamped without its text", async () => {
    const { migrator, sql } = await scene([{ id: "a1", up: `select '${SECRET}';`, header: ["-- secret: on"] }]);
    await migrator.stamp("head");
    expect(await sql`select up_sql, down_sql from migraph.revision`).toEqual([{ up_sql: null, down_sql: null }]);
  });
});

test("the others are kept with theirs", async () => {
  const { migrator, sql } = await scene([{ id: "a1", up: `select '${SECRET}' || nothing;` }]);
  const error = await failureOf(migrator.upgrade());
  expect(inspect(error)).toContain(SECRET);
  expect((await sql`select error from migraph.event`)[0]?.["error"]).toMatchObject({
    message: expect.stringContaining("nothing"),
  });
});
