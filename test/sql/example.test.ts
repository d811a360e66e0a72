import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRevisions } from "../../src/revision/read.ts";
import { freshDatabase, servers, type TestDatabase } from "../support/database.ts";
import { scratchDirectory } from "../support/project.ts";
import { edges, migratorOn, recorded } from "../support/scene.ts";
import { schemaLines, verifyFailures } from "../support/schema.ts";
import type { TestServer } from "../support/server.ts";

const EXAMPLE = join(import.meta.dirname, "../../sql/example");
const folders = new Map(readRevisions([EXAMPLE], "scripts").map((folder) => [folder.id, folder]));

async function example(server: TestServer) {
  const database = await freshDatabase(server);
  const { migrator } = await migratorOn(scratchDirectory(), database.url, { directories: [EXAMPLE] });
  return { migrator, database, sql: database.sql };
}

function verifying(sql: TestDatabase["sql"], revision: string): Promise<readonly string[]> {
  const verify = folders.get(revision)?.verify;
  if (verify === undefined) throw new Error(`${revision} has no verify.sql`);
  return verifyFailures(sql, verify.text);
}

describe.each(servers)("the example on PostgreSQL $major", (server) => {
  test("goes up whole, passes every verify.sql, and leaves an empty schema on the way down", async () => {
    const { migrator, sql } = await example(server);
    const empty = await schemaLines(sql);
    expect(empty).toEqual([]);
    const { steps, heads } = await migrator.upgrade();
    expect(steps.length).toBeGreaterThanOrEqual(12);
    expect(heads).toEqual(["92675d915a36"]);
    const full = await schemaLines(sql);
    for (const { revision } of steps) expect(await verifying(sql, revision), revision).toEqual([]);
    // Verifying leaves nothing behind.
    expect(await schemaLines(sql)).toEqual(full);
    expect(await migrator.status()).toMatchObject({ pending: [], foreign: [], edited: [], out_of_order: [] });
    expect(await migrator.downgrade("base")).toMatchObject({ heads: [] });
    expect(await schemaLines(sql)).toEqual(empty);
    expect(await recorded(sql)).toEqual([]);
    expect(await edges(sql)).toEqual([]);
  });

  test("has down scripts that restore exactly what was there, one by one", async () => {
    const { migrator, sql } = await example(server);
    const { steps } = await migrator.upgrade("head", { dryRun: true });
    for (const { revision } of steps) {
      const before = await schemaLines(sql);
      await migrator.upgrade(revision);
      const after = await schemaLines(sql);
      expect(await verifying(sql, revision), revision).toEqual([]);
      await migrator.redo();
      expect(await schemaLines(sql), `${revision}, up again`).toEqual(after);
      const lines = await downAndLook(migrator, sql, revision);
      expect(lines, `${revision}, down`).toEqual(before);
      await migrator.upgrade(revision);
    }
  });

  test("gives up one branch, keeps the other, and comes back", async () => {
    const { migrator, sql } = await example(server);
    await migrator.upgrade();
    const full = await schemaLines(sql);
    await migrator.downgrade("billing@7b77");
    const left = (await recorded(sql)) ?? [];
    expect(left).toContain("6ff14a002e88");
    expect(left).not.toContain("d3853a9cd4ed");
    // It depends on the other branch, and the merge stands on both.
    for (const gone of ["c198b5c808aa", "f6f45871f82b"]) expect(left).not.toContain(gone);
    for (const revision of left) expect(await verifying(sql, revision), revision).toEqual([]);
    await migrator.upgrade();
    expect(await schemaLines(sql)).toEqual(full);
  });

  test("goes up and down in a single transaction", async () => {
    const { migrator, sql } = await example(server);
    await migrator.upgrade("head", { singleTransaction: true });
    await migrator.downgrade("base", { singleTransaction: true });
    expect(await schemaLines(sql)).toEqual([]);
  });

  test("keeps the rows that its data migration moves, both ways", async () => {
    const { migrator, sql } = await example(server);
    await migrator.upgrade("e1f72e101d7b");
    const preferences = [{ daily_goal: 25, theme: "dark" }, { daily_goal: 0 }, { daily_goal: "many" }, {}];
    for (const [index, preference] of preferences.entries()) {
      await sql`with someone as (
        insert into users (email, display_name) values (${`${index}@example.com`}, 'Ann') returning id
      ) insert into settings (user_id, preferences) select id, ${sql.json(preference)} from someone`;
    }
    const rows = () => sql`select * from settings order by user_id`;
    const before = await rows();
    await migrator.upgrade("1a5ddc7a035e");
    expect((await rows()).map(({ daily_goal }) => daily_goal).filter((goal) => goal !== null)).toEqual([25]);
    await migrator.downgrade("e1f72e101d7b");
    expect(await rows()).toEqual(before);
  });
});

/** Takes back that revision alone, which nothing stands on yet, and looks. */
async function downAndLook(
  migrator: Awaited<ReturnType<typeof example>>["migrator"],
  sql: TestDatabase["sql"],
  revision: string,
): Promise<readonly string[]> {
  const [parent] = folders.get(revision)?.parents ?? [];
  const before = await recorded(sql);
  await migrator.downgrade(parent === undefined ? "base" : `${revision}@${parent}`);
  expect(await recorded(sql)).toEqual(before?.filter((id) => id !== revision));
  return schemaLines(sql);
}

test("its README draws every revision", () => {
  const text = readFileSync(join(EXAMPLE, "README.md"), "utf8");
  for (const id of folders.keys()) expect(text).toContain(id);
});
