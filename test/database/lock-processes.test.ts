import { describe, expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { happenings } from "../support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];
const MIGRATORS = 20;
const ROUNDS = 10;

describe.each([["the lock that is found out"], ["a lease", "--lock", "lease"]])(
  `${MIGRATORS} processes at once, with %s`,
  (_, ...options) => {
    test("one does the work, the others have nothing to do, and nothing is done twice", async () => {
      const root = project(LINE);
      for (let round = 0; round < ROUNDS; round++) {
        const { url, sql } = await freshDatabase();
        const args = ["upgrade", "--json", "--url", url, ...options];
        const ended = await Promise.all(Array.from({ length: MIGRATORS }, () => migraph(args, { cwd: root })));
        expect(ended.map(({ code, stderr }) => [code, stderr.replace(/^waiting up to .*\n/, "")])).toEqual(
          Array.from({ length: MIGRATORS }, () => [0, ""]),
        );
        const results = ended.map(({ stdout }) => JSON.parse(stdout) as { steps: unknown[]; heads: string[] });
        expect(results.filter(({ steps }) => steps.length > 0)).toHaveLength(1);
        expect(results.every(({ heads }) => heads.join() === "c3")).toBe(true);
        expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
        expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
        expect((await sql`select from migraph.lease`).count).toBe(0);
      }
    }, 600_000);
  },
);
