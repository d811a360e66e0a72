import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { SchemaObject, Snapshot } from "../../src/schema/model.ts";
import { readSnapshot, SnapshotReader } from "../../src/schema/snapshot.ts";
import { freshDatabase, newest, servers } from "../support/database.ts";
import { compared, sessionOf } from "../support/schema-reader.ts";
import { CHANGES } from "./snapshot-changes.ts";

const everyKind = readFileSync(join(import.meta.dirname, "every-kind.sql"), "utf8");

test.each(servers)(
  "every single change is seen, and nothing else, also by a reader that reads only what changed: $major",
  async (server) => {
    const database = await freshDatabase(server);
    for (const statement of everyKind.split(/;\n/)) await database.sql.unsafe(statement);
    onTestFinished(async () => void (await database.sql.unsafe("drop subscription if exists sub")));
    await database.sql.unsafe("set allow_system_table_mods to on");
    const reader = new SnapshotReader(await sessionOf(database));
    const other = new SnapshotReader(await sessionOf(database));
    await other.next();
    await other.next();
    let before = await reader.full();
    for (const { sql, changes, since = 0 } of CHANGES) {
      if (since > server.major) continue;
      await database.sql.unsafe(sql);
      const after = await reader.next();
      expect.soft(differences(before, after), sql).toEqual([...changes].sort());
      // What a server of an older major does differently shows at the end.
      if (server === newest()) expect(compared(after), sql).toEqual(compared(await other.full()));
      before = after;
    }
    expect(compared(before)).toEqual(compared(await readSnapshot(await sessionOf(database))));
  },
);

/** By object and property, so that no comparison's own judgement is in it; parts that come and go with a whole are not told. */
function differences(before: Snapshot, after: Snapshot): readonly string[] {
  const only = (one: Snapshot, other: Snapshot) =>
    [...one.objects.values()].filter(({ key, parent }) => {
      const isNew = (name: string | undefined) =>
        name !== undefined && one.objects.has(name) && !other.objects.has(name);
      return isNew(key) && !isNew(parent);
    });
  const both = [...after.objects.values()].flatMap((is) => {
    const was = before.objects.get(is.key);
    return was === undefined ? [] : changedProperties(was, is).map((property) => `${is.key}: ${property}`);
  });
  const gone = only(before, after).map(({ key }) => `- ${key}`);
  return [...gone, ...only(after, before).map(({ key }) => `+ ${key}`), ...both].sort();
}

function changedProperties(was: SchemaObject, is: SchemaObject): readonly string[] {
  const names = new Set([...Object.keys(was.properties), ...Object.keys(is.properties)]);
  return [...names].filter((name) => JSON.stringify(was.properties[name]) !== JSON.stringify(is.properties[name]));
}
