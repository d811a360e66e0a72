import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RebaseSettings } from "../../src/author/rebase.ts";
import type { Rebased } from "../../src/results.ts";
import { project, type TestRevision, writeFiles, writeRevisionFiles } from "../support/project.ts";
import { failureOf, migratorOn } from "../support/scene.ts";
import { filesIn } from "../support/untouched.ts";

/**
 *     base1 ── ann1 ── ann2
 *       └───── ben1 (ben) ── ben2 ── ben3
 *                              └──── side
 */
const DIVERGED: readonly TestRevision[] = [
  { id: "base1" },
  { id: "ann1", parents: ["base1"] },
  { id: "ann2", parents: ["ann1"] },
  { id: "ben1", parents: ["base1"], labels: ["ben"] },
  { id: "ben2", parents: ["ben1"] },
  { id: "ben3", parents: ["ben2"] },
  { id: "side", parents: ["ben2"] },
];

async function open(revisions: readonly TestRevision[] = DIVERGED, config: object = {}) {
  const root = writeFiles(project(revisions), { "migraph.config.json": JSON.stringify(config) });
  const { migrator, events } = await migratorOn(root, undefined);
  const rebase = (named: string, settings: RebaseSettings) => migrator.rebase(named.split(" "), settings);
  return { root, migrator, rebase, events };
}

/** `child < parents` of each revision, as the files have it now. */
async function edges(root: string): Promise<readonly string[]> {
  const { migrator } = await migratorOn(root, undefined);
  const { revisions } = await migrator.history();
  return revisions.map(({ revision, parents }) => `${revision} < ${parents.join(" ")}`).sort();
}

function changes({ revisions }: Rebased): readonly string[] {
  return revisions.map(({ revision, before, after }) => `${revision}: ${before.parents} > ${after.parents}`);
}

describe("a rebase", () => {
  test("puts a line on top of another: one header changes, and what stands on it comes along", async () => {
    const { root, rebase } = await open();
    const before = filesIn(root);
    const result = await rebase("ben1", { onto: "ann2" });
    expect(result).toEqual({
      onto: ["ann2"],
      revisions: [
        {
          revision: "ben1",
          path: join(root, "migrations/ben1"),
          before: { parents: ["base1"], created: "2026-01-01T00:03:00.000Z" },
          after: { parents: ["ann2"], created: "2026-01-01T00:03:00.000Z" },
        },
      ],
      followed: ["ben2", "ben3", "side"],
      redundant: [],
      heads: ["ben3", "side"],
      asked: false,
      dry_run: false,
    });
    expect(await edges(root)).toEqual([
      "ann1 < base1",
      "ann2 < ann1",
      "base1 < ",
      "ben1 < ann2",
      "ben2 < ben1",
      "ben3 < ben2",
      "side < ben2",
    ]);
    const after = filesIn(root);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual(["migrations/ben1/up.sql"]);
  });

  test("twice is no change", async () => {
    const { root, rebase } = await open();
    await rebase("ben1:ben2", { onto: "ann2" });
    const before = filesIn(root);
    expect(await rebase("ben1:ben2", { onto: "ann2" })).toMatchObject({ revisions: [], followed: [], redundant: [] });
    expect(filesIn(root)).toEqual(before);
  });

  test.each([
    ["ben1:ben3", "ann2", ["ben1: base1 > ann2"]],
    ["ben1:", "ann2", ["ben1: base1 > ann2"]],
    ["ben1 ben2 side", "ann2", ["ben1: base1 > ann2"]],
    ["ben", "ann2", ["ben1: base1 > ann2"]],
    ["ben3", "ann2", ["ben3: ben2 > ann2"]],
    ["ben3 side", "ann2", ["ben3: ben2 > ann2", "side: ben2 > ann2"]],
    ["ann1 ben1", "base", ["ann1: base1 > ", "ben1: base1 > "]],
    ["ben2", "ann1", ["ben2: ben1 > ann1"]],
    ["ben@ben3-2", "ann1", ["ben1: base1 > ann1"]],
  ])("of %s onto %s gives new parents to those that continue none of the others", async (named, onto, expected) => {
    const { root, rebase } = await open();
    const result = await rebase(named, { onto });
    expect(changes(result)).toEqual(expected);
    const now = await edges(root);
    for (const { revision, after } of result.revisions)
      expect(now).toContain(`${revision} < ${after.parents.join(" ")}`);
  });

  test("onto several makes a merge of it", async () => {
    const { root, rebase } = await open();
    await rebase("side", { onto: ["ann2", "ben3"] });
    expect(await edges(root)).toContain("side < ann2 ben3");
  });

  test("keeps every byte but the line of the parents: byte order mark, CRLF, spaces and comments", async () => {
    const { root, rebase } = await open();
    const path = join(root, "migrations/ben1/up.sql");
    const text = (parents: string) =>
      `\ufeff-- revision:ben1\r\n--   parents :  ${parents}  \r\n-- labels: ben\r\n\r\n-- parents: base1\r\nselect 'ä\ufffd😀';`;
    writeFileSync(path, text("base1"));
    await rebase("ben1", { onto: "ann2" });
    expect(readFileSync(path)).toEqual(Buffer.from(text("ann2")));
  });

  test("leaves dependencies as they are: back where it was, the revision needs them as before", async () => {
    const { root, rebase } = await open([
      { id: "base1" },
      { id: "ann1", parents: ["base1"], labels: ["ann"] },
      { id: "ben1", parents: ["base1"], depends: ["ann"] },
    ]);
    const before = filesIn(root);
    await rebase("ben1", { onto: "ann1" });
    expect(readFileSync(join(root, "migrations/ben1/up.sql"), "utf8")).toContain("-- depends: ann\n");
    await rebase("ben1", { onto: "base1" });
    expect(filesIn(root)).toEqual(before);
  });

  test("names a merge that has become needless", async () => {
    const { rebase } = await open([
      ...DIVERGED.slice(0, 4),
      { id: "both", parents: ["ann2", "ben1"] },
      { id: "more", parents: ["both"] },
    ]);
    expect(await rebase("ben1", { onto: "ann2" })).toMatchObject({
      redundant: [{ revision: "both", parent: "ann2", through: "ben1" }],
      followed: ["both", "more"],
      heads: ["more"],
    });
  });

  test("keeps a merge within the run as it is", async () => {
    const { root, rebase } = await open([
      { id: "base1" },
      { id: "ann1", parents: ["base1"] },
      { id: "b1", parents: ["base1"] },
      { id: "b2", parents: ["b1"] },
      { id: "b3", parents: ["b1"] },
      { id: "b4", parents: ["b2", "b3"] },
    ]);
    await rebase("b1:b4", { onto: "ann1" });
    expect(await edges(root)).toEqual(["ann1 < base1", "b1 < ann1", "b2 < b1", "b3 < b1", "b4 < b2 b3", "base1 < "]);
  });

  test("with touch gives all that moves the time of now, also where the header had none", async () => {
    const { root, rebase } = await open();
    const path = join(root, "migrations/ben3/up.sql");
    writeFileSync(path, "-- revision: ben3\n-- parents: ben2\n\nselect 1;\n");
    const started = Date.now() - 1_000;
    const { revisions, followed } = await rebase("ben1", { onto: "ann2", touch: true });
    expect(revisions.map(({ revision }) => revision)).toEqual(["ben1", "ben2", "ben3", "side"]);
    expect(followed).toEqual([]);
    for (const { after } of revisions) expect(Date.parse(after.created ?? "")).toBeGreaterThanOrEqual(started);
    expect(readFileSync(path, "utf8")).toBe(
      `-- revision: ben3\n-- parents: ben2\n-- created: ${revisions[2]?.after.created}\n\nselect 1;\n`,
    );
    const { migrator } = await migratorOn(root, undefined);
    const { findings } = await migrator.check({ allowHeads: true });
    expect(findings.filter(({ code }) => code === "created_before_parent")).toEqual([]);
  });

  test("as a dry run tells the same and changes nothing", async () => {
    const { root, rebase } = await open(DIVERGED, { headsFile: "heads" });
    const before = filesIn(root);
    const told = await rebase("ben1", { onto: "ann2", dryRun: true });
    expect(filesIn(root)).toEqual(before);
    expect(await rebase("ben1", { onto: "ann2" })).toEqual({ ...told, dry_run: false });
  });

  test("keeps the heads file, also when only that was left to do", async () => {
    const { root, rebase } = await open(DIVERGED.slice(0, 5), { headsFile: "heads" });
    await rebase("ben1", { onto: "ann2" });
    expect(readFileSync(join(root, "heads"), "utf8")).toBe("ben2 Make ben2\n");
    writeFileSync(join(root, "heads"), "<<<<<<< HEAD\nann2\n=======\nben2\n>>>>>>> ben\n");
    const { migrator, events } = await migratorOn(root, undefined);
    await migrator.rebase("ben1", { onto: "ann2" });
    expect(readFileSync(join(root, "heads"), "utf8")).toBe("ben2 Make ben2\n");
    expect(events).toContainEqual({
      type: "warning",
      message: expect.stringContaining("had a conflict of git's in it"),
      hint: expect.stringContaining("git add "),
    });
  });
});

describe("a rebase is refused, and no file is changed,", () => {
  test.each<[string, string, string | readonly string[], string, string]>([
    ["onto what stands on it", "base1", "ann2", "cycle", "ann2 needs base1: base1 cannot continue what stands on it"],
    ["onto itself", "ben1", "ben1", "onto_itself", "ben1 is among what is to move"],
    ["onto a part of the run", "ben1:ben3", "ben2", "onto_itself", "ben2 is among what is to move"],
    ["of what is unknown", "bem1", "ann2", "unknown_revision", "there is no revision or label bem1"],
    ["onto what is unknown", "ben1", "ann9", "unknown_revision", "there is no revision or label ann9"],
    ["onto several heads", "ann1", "head", "multiple_heads", "there are 3 heads"],
    ["onto what is related", "side", ["ann2", "ann1"], "related", "ann1 is an ancestor of ann2"],
    ["of a range the wrong way round", "ben3:ben1", "ann2", "not_ancestor", "the range ben3:ben1 is empty"],
    ["of a range across branches", "ann1:ben1", "ann2", "not_ancestor", "ben1 does not continue ann1"],
    ["of the base", "base", "ann2", "usage", "base names no revision"],
    ["of what counts from a database", "current", "ann2", "bad_address", "counts from where a database stands"],
  ])("%s", async (_, named, onto, code, message) => {
    const { root, rebase } = await open();
    const before = filesIn(root);
    const error = await failureOf(rebase(named, { onto }));
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(error.message).toContain(message);
    expect(filesIn(root)).toEqual(before);
  });

  test("with near misses for what is unknown", async () => {
    const { rebase } = await open();
    expect(await failureOf(rebase("bem1", { onto: "ann2" }))).toMatchObject({
      hint: expect.stringMatching(/did you mean .*ben1/),
    });
  });

  test("where a dependency would close the circle", async () => {
    const { rebase } = await open([...DIVERGED, { id: "need", parents: ["ann2"], depends: ["ben2"] }]);
    const error = await failureOf(rebase("ben1", { onto: "need" }));
    expect(error).toMatchObject({
      code: "cycle",
      message: "need needs ben1: ben1 cannot continue what stands on it",
      hint: expect.stringContaining("take the dependency out"),
    });
  });

  test("and how to change the order of two is told, which works", async () => {
    const { root, rebase } = await open(DIVERGED.slice(0, 3));
    const error = await failureOf(rebase("ann1", { onto: "ann2" }));
    expect(error.hint).toBe("to change their order, first `migraph rebase ann2 --onto base1`");
    await rebase("ann2", { onto: "base1" });
    await rebase("ann1", { onto: "ann2" });
    expect(await edges(root)).toEqual(["ann1 < ann2", "ann2 < base1", "base1 < "]);
  });

  test("where the files are bad, with all their faults", async () => {
    const { root, rebase } = await open();
    writeRevisionFiles(join(root, "migrations"), { id: "lost", parents: ["nowhere"] });
    expect(await failureOf(rebase("ben1", { onto: "ann2" }))).toMatchObject({ code: "bad_graph" });
  });
});

test("a rebase leaves no other file behind", async () => {
  const { root, rebase } = await open();
  await rebase("ben1", { onto: "ann2", touch: true });
  expect(readdirSync(root, { recursive: true }).filter((name) => String(name).includes("rewritten"))).toEqual([]);
});
