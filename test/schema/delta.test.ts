import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FoundError } from "../../src/errors.ts";
import { openScratch, type Scratch } from "../../src/schema/scratch/index.ts";
import { newest, servers } from "../support/database.ts";
import { errorOf } from "../support/project.ts";
import { workplaceAt } from "../support/scratch-place.ts";
import { superuser, type TestServer } from "../support/server.ts";
import { proveTogether } from "./delta/matrix.ts";
import { ACCESS } from "./delta/pairs/access.ts";
import { CONSTRAINTS } from "./delta/pairs/constraints.ts";
import { ENTANGLED } from "./delta/pairs/entangled.ts";
import { IMPOSSIBLE } from "./delta/pairs/impossible.ts";
import { INDEXES } from "./delta/pairs/indexes.ts";
import { GLOBAL, OTHERS, RENAMES } from "./delta/pairs/others.ts";
import type { Pair } from "./delta/pairs/pair.ts";
import { PARTITIONS } from "./delta/pairs/partitions.ts";
import { ROUTINES } from "./delta/pairs/routines.ts";
import { TABLES } from "./delta/pairs/tables.ts";
import { TYPES } from "./delta/pairs/types.ts";
import { VIEWS } from "./delta/pairs/views.ts";

const GROUPS: Readonly<Record<string, readonly Pair[]>> = {
  tables: TABLES,
  constraints: CONSTRAINTS,
  indexes: INDEXES,
  types: TYPES,
  routines: ROUTINES,
  views: VIEWS,
  partitions: PARTITIONS,
  access: ACCESS,
  others: OTHERS,
  entangled: ENTANGLED,
  renames: RENAMES,
};

const SOME_GROUPS = ["constraints", "types", "partitions"];

/** Pairs that stand in a database of their own are dear: several of them get one each. */
const cases = servers.flatMap((server) =>
  Object.entries(GROUPS)
    .filter(([name]) => server === newest() || SOME_GROUPS.includes(name))
    .map(([name, pairs]) => ({ server, major: server.major, name, pairs: pairs.filter(isOn(server)) })),
);

function isOn({ major }: TestServer): (pair: Pair) => boolean {
  return ({ since = 0 }) => since <= major;
}

const scratches = new Map<number, Scratch>();
const root = mkdtempSync(join(tmpdir(), "migraph-delta-"));

beforeAll(async () => {
  const place = await workplaceAt(root);
  for (const server of servers) {
    const admin = superuser(server);
    await admin.unsafe("create role delta_reader; create role delta_writer");
    await admin.end();
    const host = encodeURIComponent(server.socketDirectory);
    const url = `postgresql://postgres@/postgres?host=${host}&port=${server.port}`;
    scratches.set(server.major, await openScratch(place, { url }));
  }
});

afterAll(async () => {
  for (const server of servers) {
    await scratches.get(server.major)?.close();
    const admin = superuser(server);
    await admin.unsafe("drop role delta_reader; drop role delta_writer");
    await admin.end();
  }
  rmSync(root, { recursive: true, force: true });
});

function scratchOf(server: TestServer): Scratch {
  const scratch = scratches.get(server.major);
  if (scratch === undefined) throw new Error("no scratch server");
  return scratch;
}

describe("Scripts from one schema to another, and back", () => {
  it.each(cases)("are proved for every pair of $name on PostgreSQL $major", async ({ server, pairs }) => {
    const { drafts, proof } = await proveTogether(scratchOf(server), pairs);
    const ups = drafts.map(({ up }) => up).join("\n");
    const downs = drafts.map(({ down }) => down).join("\n");
    const silent = pairs.filter(
      (_, index) => ![ups, downs].every((text) => new RegExp(`\\bp${index + 1}(?!\\d)`).test(text)),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
    for (const { message } of [...proof.columnOrder.up, ...proof.columnOrder.down])
      expect(message).toMatch(/ in another order: /);
  });

  it.each(GLOBAL)("are proved where $name", async (pair) => {
    const { drafts } = await proveTogether(scratchOf(newest()), [pair], { global: true });
    expect(drafts).not.toEqual([]);
  });

  it.each(IMPOSSIBLE)("are refused with what is different, and README says so, where $name", async (pair) => {
    const error = await errorOf(() => proveTogether(scratchOf(newest()), [pair]));
    expect(error).toBeInstanceOf(FoundError);
    expect(error).toMatchObject({ code: "cannot_generate", exitCode: 6 });
    expect((error as FoundError).hint).toMatch(/write the revision by hand/);
    expect(readFileSync("README.md", "utf8").replaceAll(/\s+/g, " ").includes(pair.name)).toBe(true);
  });

  it("number 200 pairs and more", () => {
    expect(Object.values(GROUPS).flat().length + GLOBAL.length).toBeGreaterThan(200);
  });
});
