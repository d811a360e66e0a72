import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { servers } from "../support/database.ts";
import type { TestRevision } from "../support/project.ts";
import { proofScene } from "../support/proofs.ts";

/**
 *     base1 ── left1 ── left2 ── left3
 *       ├───── right1 ── right2 ── right3      right1 needs left2, right3 needs left1 and other1
 *       └───── other1
 */
const HISTORY: readonly TestRevision[] = [
  { id: "base1" },
  { id: "left1", parents: ["base1"] },
  { id: "left2", parents: ["left1"] },
  { id: "other1", parents: ["base1"] },
  { id: "right1", parents: ["base1"], up: "-- first\ncreate view right1 as select * from left2;" },
  { id: "right2", parents: ["right1"] },
  { id: "left3", parents: ["left2"] },
  {
    id: "right3",
    parents: ["base1"],
    depends: ["right2"],
    up: "create view right3 as select l.id from left1 l join other1 o on o.id = l.id;",
  },
];

const [oldest] = servers;
const ENDS = [oldest, servers.at(-1)].flatMap((server) =>
  server === undefined ? [] : [[server.major, server] as const],
);

test.each(ENDS)(
  "what a header does not say is named, with the line that says it, on PostgreSQL %i",
  async (_, server) => {
    const { root, migrator, settings } = await proofScene(HISTORY, server);
    const check = () => migrator.check({ allowHeads: true, proofs: settings });
    const missing = async () => (await check()).findings.filter(({ code }) => code === "undeclared_dependency");
    const up = (id: string) => join(root, "migrations", id, "up.sql");
    expect(await missing()).toEqual([
      {
        code: "undeclared_dependency",
        severity: "error",
        message: 'right1 needs left2, which its header does not say: relation "left2" does not exist',
        hint: "write `-- depends: left2` into the header of its up.sql",
        file: up("right1"),
        line: 7,
        revision: "right1",
      },
    ]);
    const declare = (id: string, before: string, after: string) =>
      writeFileSync(up(id), readFileSync(up(id), "utf8").replace(before, after));
    // As the hint says.
    declare("right1", "\n\n", "\n-- depends: left2\n\n");
    expect(await missing()).toMatchObject([
      {
        message: expect.stringMatching(/^right3 needs other1, /),
        hint: "write `-- depends: right2, other1` into the header of its up.sql",
      },
    ]);
    declare("right3", "depends: right2", "depends: right2, other1");
    expect(await missing()).toEqual([]);
  },
);

test("of several revisions that one needs, all are named", async () => {
  const { migrator, settings } = await proofScene([
    { id: "base1" },
    { id: "many1", parents: ["base1"] },
    { id: "many2", parents: ["base1"] },
    { id: "many3", parents: ["base1"] },
    { id: "user1", parents: ["base1"], up: "create view user1 as select a.id from many1 a, many3 b;" },
  ]);
  const { findings } = await migrator.check({ allowHeads: true, proofs: settings });
  expect(findings.filter(({ code }) => code === "undeclared_dependency")).toMatchObject([
    { revision: "user1", hint: "write `-- depends: many1, many3` into the header of its up.sql" },
  ]);
});

test("a revision that does not run at all is not taken for one that needs something", async () => {
  const { migrator, settings } = await proofScene([
    { id: "base1" },
    { id: "left1", parents: ["base1"] },
    { id: "right1", parents: ["base1"], up: "create view right1 as select * from nowhere;" },
  ]);
  const { ok, findings } = await migrator.check({ allowHeads: true, proofs: settings });
  expect(ok).toBe(false);
  expect(findings).toMatchObject([
    { code: "up_failed", message: 'right1 (up) fails: relation "nowhere" does not exist', line: 6 },
  ]);
});
