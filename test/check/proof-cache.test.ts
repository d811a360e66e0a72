import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cacheDirectory, ProofCache } from "../../src/check/proof-cache.ts";
import { servers } from "../support/database.ts";
import { scratchDirectory, type TestRevision } from "../support/project.ts";
import { proofScene, scratchUrl } from "../support/proofs.ts";
import { migratorOn } from "../support/scene.ts";

const BRANCHES: readonly TestRevision[] = [
  { id: "base1" },
  { id: "left1", parents: ["base1"] },
  { id: "right1", parents: ["base1"] },
  { id: "both1", parents: ["left1", "right1"], up: "-- nothing", down: "" },
];

describe("proofs that are kept", () => {
  test("hold while every byte that runs is the same, and no longer", async () => {
    const { root, migrator, settings } = await proofScene(BRANCHES);
    const known = async (more = {}) => (await migrator.commute([], { ...settings, ...more })).pairs[0]?.cached;
    expect(await known()).toBe(false);
    expect(await known()).toBe(true);
    expect(await known({ cache: false })).toBe(false);
    for (const [id, words] of [
      ["left1", "-- a comment\n"],
      ["base1", "select 1;\n"],
      ["both1", "select 1;\n"],
    ] as const) {
      appendFileSync(join(root, "migrations", id, "up.sql"), words);
      expect([id, await known()]).toEqual([id, false]);
      expect([id, await known()]).toEqual([id, true]);
    }
  });

  test("hold for one version of the server, with the same settings", async () => {
    const [oldest] = servers;
    const { migrator, settings } = await proofScene(BRANCHES);
    const known = async (more = {}) => (await migrator.commute([], { ...settings, ...more })).pairs[0]?.cached;
    expect(await known()).toBe(false);
    expect(await known({ scratch: oldest && scratchUrl(oldest) })).toBe(false);
    expect(await known({ makeRoles: true })).toBe(false);
    expect(await known()).toBe(true);
  });

  test("start no server: an unchanged history is told from what was proved before", async () => {
    const { root, migrator, environment } = await proofScene(BRANCHES);
    const server = join(root, "server");
    const settings = { scratch: `embedded:${server}` };
    const first = await migrator.commute([], settings);
    expect((await migrator.check({ proofs: settings })).findings).toEqual([]);
    await migrator.close();
    rmSync(server, { recursive: true });
    const { migrator: later, events } = await migratorOn(root, undefined, { environment });
    const second = await later.commute([], settings);
    expect(second).toEqual({ ...first, pairs: first.pairs.map((pair) => ({ ...pair, cached: true })) });
    expect((await later.check({ proofs: settings })).findings).toEqual([]);
    expect([events, existsSync(server)]).toEqual([[], false]);
  });

  test("are none of conflicts, which are seen anew", async () => {
    const { migrator, settings } = await proofScene([
      { id: "base1" },
      { id: "left1", parents: ["base1"], up: "create table both (id int);" },
      { id: "right1", parents: ["base1"], up: "create table both (id int);" },
    ]);
    for (const _ of [1, 2]) {
      expect((await migrator.commute([], settings)).pairs).toMatchObject([{ grade: "conflict", cached: false }]);
    }
  });

  test("are made anew where the file holds something else", async () => {
    const { migrator, settings, caches } = await proofScene(BRANCHES);
    const file = join(caches, "migraph/proofs.json");
    await migrator.commute([], settings);
    const good = readFileSync(file, "utf8");
    const said = (text: unknown) => good.replaceAll(/"said":\{.*?\]\}/g, `"said":${JSON.stringify(text)}`);
    for (const text of ["{", '{"format":1,"proofs":[1]}', said(1), said({ grade: "conflict" })]) {
      writeFileSync(file, text);
      expect([text, (await migrator.commute([], settings)).pairs[0]?.cached]).toEqual([text, false]);
    }
    expect(readdirSync(join(caches, "migraph"))).toEqual(["proofs.json"]);
  });
});

describe("the file", () => {
  test("takes what two runs add side by side", () => {
    const directory = join(scratchDirectory(), "not", "there");
    const [one, other] = [new ProofCache(directory), new ProofCache(directory)];
    expect([one.get("a"), other.get("b")]).toEqual([undefined, undefined]);
    one.add("a", "first");
    other.add("b", "second");
    one.save();
    other.save();
    const later = new ProofCache(directory);
    expect([later.get("a"), later.get("b")]).toEqual(["first", "second"]);
  });

  test("that cannot be written stops nobody", () => {
    const directory = join(scratchDirectory(), "file");
    writeFileSync(directory, "");
    const cache = new ProofCache(directory);
    cache.add("a", "first");
    cache.save();
    expect(new ProofCache(directory).get("a")).toBeUndefined();
  });

  test("is in node_modules of the project, else where the user's programs keep such things", () => {
    const root = scratchDirectory();
    mkdirSync(join(root, "packages/one"), { recursive: true });
    const home = { HOME: "/home/ann" };
    expect(cacheDirectory(join(root, "packages/one"), home)).toBe("/home/ann/.cache/migraph");
    expect(cacheDirectory(root, { ...home, XDG_CACHE_HOME: "/caches" })).toBe("/caches/migraph");
    expect(cacheDirectory(root, { ...home, XDG_CACHE_HOME: "relative" })).toBe("/home/ann/.cache/migraph");
    mkdirSync(join(root, "node_modules"));
    expect(cacheDirectory(join(root, "packages/one"), home)).toBe(join(root, "node_modules/.cache/migraph"));
  });
});
