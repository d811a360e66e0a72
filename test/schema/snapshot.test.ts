import { expect, test } from "vitest";
import { readSnapshot } from "../../src/schema/snapshot.ts";
import { freshDatabase, servers } from "../support/database.ts";
import { compared, sessionOf } from "../support/schema-reader.ts";

test.each(servers)(
  "an empty database has nothing but schema public, which is as the server made it: $major",
  async (server) => {
    const session = await sessionOf(await freshDatabase(server));
    const snapshot = await readSnapshot(session);
    expect(compared(snapshot)).toEqual([
      {
        kind: "schema",
        key: "schema public",
        schema: undefined,
        name: "public",
        parent: undefined,
        position: undefined,
        properties: {},
        sql: undefined,
        dependsOn: [],
      },
    ]);
    expect(snapshot.server.major).toBe(server.major);
  },
);
