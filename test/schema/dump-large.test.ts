import { describe, expect, it } from "vitest";
import { dumpSchema } from "../../src/schema/dump.ts";
import { readSnapshot } from "../../src/schema/snapshot.ts";
import { freshDatabase, freshRole, servers } from "../support/database.ts";
import { largeSchema } from "../support/large-schema.ts";
import { project } from "../support/project.ts";
import { migratorOn } from "../support/scene.ts";
import { differences, runScript, sessionIn } from "../support/schemas.ts";

const OPTIONS = { owners: true, grants: true };

const CASES = servers.flatMap((server) =>
  [1, 2, 3].map((seed) => ({ server, major: server.major, seed, hostile: seed === 2 })),
);

describe("a dump of 210 tables and all that is about them loads into an empty database, and is the same from there", () => {
  it.each(CASES)(
    "PostgreSQL $major, schema $seed, names in need of quotes: $hostile",
    { timeout: 60_000 },
    async ({ server, major, seed, hostile }) => {
      const { role } = await freshRole(await freshDatabase(server));
      const from = await sessionIn(await freshDatabase(server));
      await runScript(from, largeSchema({ tables: 210, hostile, seed, major, role }));
      const before = await readSnapshot(from);
      const dump = dumpSchema(before, OPTIONS);

      const target = await freshDatabase(server);
      if (hostile) {
        const { migrator } = await migratorOn(project([{ id: "was_there", up: dump }]), target.url);
        await migrator.upgrade();
        expect((await migrator.dump({ owners: true })).sql).toBe(dump);
        return;
      }
      const to = await sessionIn(target);
      await runScript(to, dump);
      const after = await readSnapshot(to);
      expect(differences(before, after)).toEqual([]);
      expect(dumpSchema(after, OPTIONS)).toBe(dump);
    },
  );
});
