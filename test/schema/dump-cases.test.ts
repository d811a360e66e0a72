import { describe, expect, it } from "vitest";
import { dumpSchema, schemaScripts } from "../../src/schema/dump.ts";
import { readSnapshot } from "../../src/schema/snapshot.ts";
import { freshDatabase, freshRole, newest, servers } from "../support/database.ts";
import { caseSql, schemaCases } from "../support/schema-cases.ts";
import { differences, runScript, sessionIn } from "../support/schemas.ts";

const OPTIONS = { owners: true, grants: true, whole: true };

/** Into an empty database, and all of it out again. Gives what was lost, changed or left over on the way. */
async function roundTrip(sql: string, server = newest()): Promise<readonly string[]> {
  const [source, target] = [await freshDatabase(server), await freshDatabase(server)];
  const [from, to] = [await sessionIn(source), await sessionIn(target)];
  await runScript(from, sql);
  const before = await readSnapshot(from);
  const empty = await readSnapshot(to);
  const dump = dumpSchema(before, OPTIONS);
  await runScript(to, dump);
  const after = await readSnapshot(to);
  const found = differences(before, after);
  if (dumpSchema(after, OPTIONS) !== dump) found.push("other bytes for the same schema");
  await runScript(to, `begin; ${schemaScripts(before, OPTIONS, []).down} commit;`);
  return [...found, ...differences(empty, await readSnapshot(to))];
}

describe("a dump has everything of a schema, loads into an empty database, is the same from there, and can be taken back", () => {
  describe.each(servers)("PostgreSQL $major", (server) => {
    it("for small schemas of every kind, side by side", { timeout: 60_000 }, async () => {
      const cases = schemaCases(server.major).filter(({ alone }) => !alone);
      expect(cases.length).toBeGreaterThan(100);
      const roles = [
        await freshRole(await freshDatabase(server)),
        await freshRole(await freshDatabase(server)),
      ] as const;
      const script = cases
        .map((one, index) => caseSql(one, `case_${index}`, [roles[0].role, roles[1].role]))
        .join("\n");
      expect(await roundTrip(script, server)).toEqual([]);
    });
  });

  it.each(schemaCases(newest().major).filter(({ alone }) => alone))("for $name", async (one) => {
    const roles = [await freshRole(await freshDatabase()), await freshRole(await freshDatabase())] as const;
    expect(await roundTrip(caseSql(one, "app", [roles[0].role, roles[1].role]))).toEqual([]);
  });
});
