import { describe, expect, test } from "vitest";
import { servers, tables } from "./support/database.ts";
import { edges, exists, happenings, recorded, scene } from "./support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];

describe.each(servers)("on PostgreSQL $major", (server) => {
  test("upgrade runs what is pending and records it", async () => {
    const { migrator, sql } = await scene(LINE, server);
    const result = await migrator.upgrade();
    expect(result).toMatchObject({ heads: ["c3"], dry_run: false });
    expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
    expect(await recorded(sql)).toEqual(["a1", "b2", "c3"]);
    expect(await edges(sql)).toEqual(["b2 > a1", "c3 > b2"]);
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
    expect(await exists(sql, "a1")).toBe(true);
    expect(await migrator.status()).toMatchObject({ applied: 3 });
  });
});
