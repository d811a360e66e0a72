import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DriftFinding } from "../../src/results.ts";
import { freshDatabase, freshRole, servers } from "../support/database.ts";
import { writeRevisionFiles } from "../support/project.ts";
import { scene } from "../support/scene.ts";
import type { TestServer } from "../support/server.ts";
import { furtherIn, plantedIn, shop } from "./drift-shop.ts";

/** The shop in a database of its own, with a role to grant things to; replayed on the same server. */
async function shopOn(server: TestServer) {
  const made = await scene([], server);
  const { role } = await freshRole(made.database);
  for (const [index, revision] of shop(role).entries()) {
    const created = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    writeRevisionFiles(join(made.root, "migrations"), { ...revision, created });
  }
  await made.migrator.upgrade();
  return { ...made, role, drift: (settings = {}) => made.migrator.drift({ scratch: made.database.url, ...settings }) };
}

const EXAMPLE = join(import.meta.dirname, "../../sql/example");

function said({ message, revision }: DriftFinding): string {
  return `${message} [${revision ?? "none"}]`;
}

describe.each(servers)("on PostgreSQL $major", (server) => {
  test("an untouched database has no drift, and each planted one is named with object and revision", async () => {
    const { sql, role, drift } = await shopOn(server);
    const untouched = await drift();
    expect(untouched.findings.map(said)).toEqual([]);
    expect(untouched).toMatchObject({
      ok: true,
      revisions: 7,
      set_up: [],
      server: { major: server.major },
      scratch: { major: server.major },
    });

    const planted = plantedIn(role);
    for (const [statements] of planted) await sql.unsafe(statements);
    const { ok, findings } = await drift();
    expect(ok).toBe(false);
    const expected = planted.map(([, message, revision]) => `${message} [${revision ?? "none"}]`);
    expect(findings.map(said).sort()).toEqual(expected.sort());
  });

  test("the example has no drift, replayed here or on the newest server", async () => {
    const { migrator, database } = await scene([], server, { directories: [EXAMPLE] });
    await migrator.upgrade();
    for (const scratch of [database.url, (await freshDatabase()).url]) {
      expect(await migrator.drift({ scratch })).toMatchObject({ ok: true, findings: [], revisions: 16 });
    }
  });

  test("so is what is renamed, replaced or taken out of its place", async () => {
    const { sql, role, drift } = await shopOn(server);
    const further = furtherIn(role);
    for (const [statements] of further) await sql.unsafe(statements);
    const { findings } = await drift();
    const expected = further.flatMap(([, ...messages]) => messages);
    expect(findings.map(said).sort()).toEqual(expected.sort());
  });
});
