import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";
import { describe, expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { servers, tables } from "../support/database.ts";
import type { TestRevision } from "../support/project.ts";
import { failureOf, happenings, scene } from "../support/scene.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "aaaa1" },
  { id: "bbbb2", parents: ["aaaa1"] },
  { id: "cccc3", parents: ["bbbb2"] },
];

/** The first two are applied; `change` edits them. */
async function place(revisions: readonly TestRevision[] = REVISIONS, server?: (typeof servers)[number]) {
  const made = await scene(revisions, server);
  await made.migrator.upgrade(revisions[1]?.id ?? "head");
  const run = (...args: readonly string[]) =>
    migraph(args, { cwd: made.root, env: { DATABASE_URL: made.database.url } });
  const file = (name: string) => join(made.root, "migrations", name);
  const edit = (name: string, text = "create table edited ();\n") => appendFileSync(file(name), text);
  return { ...made, run, file, edit };
}

async function ledger(sql: postgres.Sql): Promise<unknown> {
  return [await sql`select * from migraph.revision order by id`, await sql`select * from migraph.event order by id`];
}

describe.for(servers.map((server) => [server.major, server] as const))("on PostgreSQL %i repair", ([, server]) => {
  test("takes the text on disk into the ledger, and runs nothing", async () => {
    const { migrator, sql, edit, file } = await place(REVISIONS, server);
    const [before] = await sql`select up_checksum, up_raw, down_raw from migraph.revision where id = 'aaaa1'`;
    edit("aaaa1/up.sql");
    writeFileSync(file("aaaa1/verify.sql"), "select true;\n");
    expect(await migrator.repair()).toMatchObject({
      dry_run: false,
      revisions: [{ revision: "aaaa1", edited: ["up.sql", "verify.sql"] }],
    });
    expect(await tables(sql)).toEqual(["aaaa1", "bbbb2"]);
    expect(await migrator.status()).toMatchObject({ edited: [], reformatted: [], applied: 2 });
    const [after] =
      await sql`select *, verify_checksum is not null as verified from migraph.revision where id = 'aaaa1'`;
    expect(after).toMatchObject({
      up_sql: readFileSync(file("aaaa1/up.sql"), "utf8"),
      verify_sql: "select true;\n",
      verified: true,
      down_raw: before?.["down_raw"],
      stamped: false,
    });
    expect(after?.["up_checksum"]).not.toBe(before?.["up_checksum"]);
    expect(await sql`select kind, revision, role, client, detail from migraph.event order by id desc limit 1`).toEqual([
      {
        kind: "repair",
        revision: "aaaa1",
        role: "postgres",
        client: expect.stringMatching(/./),
        detail: {
          files: [
            { file: "up.sql", meaning_changed: true },
            { file: "verify.sql", meaning_changed: true },
          ],
          before: expect.objectContaining({
            up_checksum: before?.["up_checksum"],
            up_raw: before?.["up_raw"],
            verify_raw: null,
          }),
        },
      },
    ]);
  });
});

test("repair of an address takes that revision alone; a second time there is nothing to do", async () => {
  const { migrator, sql, run, edit } = await place();
  for (const id of ["aaaa1", "bbbb2"]) edit(`${id}/up.sql`);
  expect(await run("repair", "bbbb2", "--yes")).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringMatching(/^\+create table edited \(\);\n.*^Done\. The ledger has bbbb2 as on disk\.$/ms),
  });
  expect(await migrator.status()).toMatchObject({ edited: [{ revision: "aaaa1" }] });
  const now = await ledger(sql);
  expect(await run("repair", "bbbb2", "--yes")).toEqual({
    code: 0,
    stderr: "",
    stdout: "Nothing to repair: what is on disk is what was run.\n",
  });
  expect(await ledger(sql)).toEqual(now);
});

test("repair without anybody to ask is refused, and shows what it would have taken", async () => {
  const { sql, run, edit } = await place();
  edit("aaaa1/up.sql");
  const now = await ledger(sql);
  const { code, stdout, stderr } = await run("repair");
  expect(code).toBe(2);
  expect(stdout).toMatch(/^\+create table edited \(\);$/m);
  expect(stdout).toMatch(/as if it had been run/);
  expect(stderr).toMatch(/^error: .*nothing was changed\nhint: .*--yes/);
  const json = await run("repair", "--json");
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([2, { error: { code: "not_agreed" } }]);
  expect(await ledger(sql)).toEqual(now);
});

test("repair --json gives what was taken as one document", async () => {
  const { run, edit } = await place();
  edit("aaaa1/down.sql", "select 1;\n");
  const { code, stdout } = await run("repair", "--json", "--yes");
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { dry_run: false, revisions: [{ revision: "aaaa1", files: [{ file: "down.sql", meaning_changed: true }] }] },
  ]);
});

test("a dry run tells what it would take, and changes nothing", async () => {
  const { sql, run, edit } = await place();
  edit("aaaa1/up.sql");
  const now = await ledger(sql);
  const { code, stdout } = await run("repair", "--dry-run");
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Dry run: nothing was changed\. It would take aaaa1/)]);
  expect(await ledger(sql)).toEqual(now);
});

describe("repair refuses", () => {
  test("a foreign revision", async () => {
    const { migrator, file } = await place();
    for (const id of ["bbbb2", "cccc3"]) rmSync(file(id), { recursive: true });
    expect(await failureOf(migrator.repair("bbbb2"))).toMatchObject({ code: "foreign_revision", exitCode: 2 });
    expect(await migrator.repair()).toEqual({ revisions: [], dry_run: false });
  });

  test("one that is not applied", async () => {
    const { migrator } = await place();
    expect(await failureOf(migrator.repair("cccc3"))).toMatchObject({ code: "not_applied", exitCode: 2 });
  });

  test("what has changed again since it was agreed to", async () => {
    const { migrator, sql, edit } = await place();
    edit("aaaa1/up.sql");
    const { revisions } = await migrator.repair(undefined, { dryRun: true });
    edit("aaaa1/up.sql", "create table again ();\n");
    const now = await ledger(sql);
    expect(await failureOf(migrator.repair(undefined, { agreed: revisions }))).toMatchObject({ code: "plan_changed" });
    expect(await ledger(sql)).toEqual(now);
  });

  test("to write for a role that may only read", async () => {
    const { migrator, sql, edit } = await place();
    edit("aaaa1/up.sql");
    await sql.unsafe("create rule nothing as on update to migraph.revision do instead nothing");
    expect(await failureOf(migrator.repair())).toMatchObject({ exitCode: 3 });
  });
});

test("a repair of several revisions is kept whole or not at all", async () => {
  const { migrator, sql, edit } = await place();
  for (const id of ["aaaa1", "bbbb2"]) edit(`${id}/up.sql`);
  await sql.unsafe("alter table migraph.revision add check (id <> 'bbbb2' or up_sql not like '%edited%')");
  const now = await ledger(sql);
  expect(await failureOf(migrator.repair())).toMatchObject({ exitCode: 1, data: { revision: "bbbb2" } });
  expect(await ledger(sql)).toEqual(now);
  expect(await migrator.status()).toMatchObject({ lock: null });
});

test("what was only written in another way is taken without a question", async () => {
  const { migrator, sql, run, edit, file } = await place();
  edit("aaaa1/up.sql", "\n\n");
  expect(await run("repair")).toEqual({
    code: 0,
    stderr: "",
    stdout: "Done. The ledger has 1 reformatted revision as on disk.\n",
  });
  expect(await migrator.status()).toMatchObject({ edited: [], reformatted: [] });
  expect(await sql`select up_sql from migraph.revision where id = 'aaaa1'`).toEqual([
    { up_sql: readFileSync(file("aaaa1/up.sql"), "utf8") },
  ]);
  expect((await happenings(sql)).at(-1)).toBe("repair aaaa1");
});

test("a secret revision is repaired without its text", async () => {
  const { migrator, sql, edit } = await place([{ id: "aaaa1", up: "select 'word';", header: ["-- secret: on"] }]);
  edit("aaaa1/up.sql", "select 'other word';\n");
  expect(await migrator.repair()).toMatchObject({ revisions: [{ secret: true, files: [{ diff: null }] }] });
  expect(await migrator.status()).toMatchObject({ edited: [], reformatted: [] });
  expect(await sql`select up_sql, down_sql from migraph.revision`).toEqual([{ up_sql: null, down_sql: null }]);
  expect(JSON.stringify(await ledger(sql))).not.toContain("word");
});

test("one that has become secret since loses the text that the ledger had", async () => {
  const { migrator, sql, file } = await place([{ id: "aaaa1", up: "select 'word';" }]);
  writeFileSync(file("aaaa1/up.sql"), "-- revision: aaaa1\n-- parents: none\n-- secret: on\n\nselect 'word';\n");
  await migrator.repair();
  expect(JSON.stringify(await ledger(sql))).not.toContain("'word'");
});
