import { describe, expect, test } from "vitest";
import { planSquash, type SquashSettings } from "../../src/author/squash/plan.ts";
import { GraphError, UsageError } from "../../src/errors.ts";
import { readProject } from "../../src/project.ts";
import { errorOf, project, type TestRevision } from "../support/project.ts";

function plan(revisions: readonly TestRevision[], words: string | readonly string[], settings: SquashSettings = {}) {
  const { end, run, header, carried, heads, before } = planSquash(
    readProject([`${project(revisions)}/migrations`], "scripts"),
    [words].flat(),
    settings,
  );
  const { parents, depends, labels, replaces } = header;
  return {
    end: end.id,
    run: run.map(({ id }) => id).join(" "),
    parents,
    depends,
    labels,
    replaces,
    carried: carried.map(
      ({ revision, key, before: was, after }) => `${revision} ${key}: ${was.join(" ")} → ${after.join(" ")}`,
    ),
    heads,
    before: [...before].sort(),
  };
}

async function refusal(
  revisions: readonly TestRevision[],
  words: string | readonly string[],
  settings: SquashSettings = {},
) {
  const error = await errorOf(() => plan(revisions, words, settings));
  if (error instanceof UsageError || error instanceof GraphError) return error;
  throw error;
}

//      ┌─ b1 ─ b2 ─┐
// a1 ──┤           ├─ m1 ─ z1
//      └─ c1 ─ c2 ─┘
const DIAMOND: readonly TestRevision[] = [
  { id: "a1" },
  { id: "b1", parents: ["a1"], labels: ["bees"] },
  { id: "c1", parents: ["a1"], labels: ["cats"] },
  { id: "b2", parents: ["b1"] },
  { id: "c2", parents: ["c1"], depends: ["b1"] },
  { id: "m1", parents: ["b2", "c2"] },
  { id: "z1", parents: ["m1"] },
];

describe("a run", () => {
  test("may hold branches and merges", () => {
    expect(plan(DIAMOND, ":m1")).toEqual({
      end: "m1",
      run: "a1 b1 c1 b2 c2 m1",
      parents: [],
      depends: [],
      labels: ["bees", "cats"],
      replaces: ["a1", "b1", "c1", "b2", "c2"],
      carried: [],
      heads: ["z1"],
      before: [],
    });
  });

  test("has both its ends, as history has them", () => {
    expect(plan(DIAMOND, "b1:b2")).toMatchObject({ run: "b1 b2", parents: ["a1"], labels: ["bees"], before: ["a1"] });
    expect(plan(DIAMOND, "m1:")).toMatchObject({ run: "m1 z1", end: "z1", parents: ["b2", "c2"], heads: ["z1"] });
    expect(plan(DIAMOND, ["b1", "b2"])).toMatchObject({ run: "b1 b2" });
  });

  test("takes parents and dependencies from outside wherever they come in", () => {
    const revisions = [
      ...DIAMOND.slice(0, 3),
      { id: "d1", parents: ["b1"], depends: ["cats"] },
      { id: "d2", parents: ["d1"], depends: ["c1"] },
    ];
    expect(plan(revisions, "d1:d2")).toMatchObject({ parents: ["b1"], depends: ["cats"], before: ["a1", "b1", "c1"] });
    expect(plan(DIAMOND, "b1:m1", { dropLabels: ["bees"] })).toMatchObject({ run: "b1 b2 c2 m1", parents: ["c1"] });
  });

  test.each([
    ["of one", "b1", "nothing_to_squash", "there is nothing to squash: b1 names only b1"],
    ["with a gap", ["a1", "m1", "b1", "b2"], "not_a_run", "c1 stands between a1 and m1, and is not named"],
    ["that ends in nothing", ":nowhere", "unknown_revision", "there is no revision or label nowhere"],
    ["with several ends", [":b2", ":c2"], "not_a_run", "what was named has 2 ends: b2, c2"],
    [
      "from inside of which another line goes on",
      ":b2",
      "not_a_run",
      "c1 continues a1, which is inside of what is to be squashed into b2",
    ],
  ] as const)("%s is refused", async (_, words, code, message) => {
    expect(await refusal(DIAMOND, words)).toMatchObject({ code, message, exitCode: 2 });
  });

  test("that cannot be one is refused with those that can", async () => {
    const revisions = [{ id: "r1" }, { id: "a1", parents: ["r1"] }, ...DIAMOND.slice(1)];
    expect((await refusal(revisions, ":b2")).hint).toMatch(
      /squash :a1` \(2 revisions\), `migraph squash :m1` \(7 revisions\)\. .*--reparent/,
    );
    expect((await refusal(revisions, "r1:b2")).hint).toMatch(/squash r1:a1`.*squash r1:m1`/);
    const forked = [{ id: "a1" }, { id: "b1", parents: ["a1"] }, { id: "c1", parents: ["a1"] }];
    expect((await refusal(forked, ":b1")).hint).toMatch(/^let what goes on .*--reparent$/);
  });
});

describe("with --reparent", () => {
  const settings = { reparent: true };

  test("what goes on from inside goes on from the end", () => {
    const revisions = DIAMOND.map((revision) => ({ ...revision, labels: [] }));
    expect(plan(revisions, ":b2", settings)).toMatchObject({
      run: "a1 b1 b2",
      parents: [],
      carried: ["c1 parents: a1 → b2", "c2 depends: b1 → b2", "m1 parents: b2 c2 → b2 c2"].slice(0, 2),
      heads: ["z1"],
    });
  });

  test("several ends become the last of them", () => {
    expect(plan(DIAMOND, [":b1", ":c1"], settings)).toMatchObject({
      end: "c1",
      run: "a1 b1 c1",
      replaces: ["a1", "b1"],
      labels: [],
      carried: ["b2 parents: b1 → c1", "b2 labels:  → bees", "c2 depends: b1 → ", "c2 labels:  → cats"],
    });
  });

  test("heads can be made one", () => {
    expect(plan(DIAMOND.slice(0, 3), ["b1", "c1"], { ...settings, dropLabels: ["bees", "cats"] })).toMatchObject({
      end: "c1",
      parents: ["a1"],
      heads: ["c1"],
    });
  });
});

describe("a label", () => {
  test("stays with the new revision while it names the same branch", () => {
    expect(plan(DIAMOND, "c1:c2")).toMatchObject({ labels: ["cats"], carried: [] });
  });

  test("that is depended on by its name stays what it is", () => {
    const revisions = [...DIAMOND.slice(0, 4), { id: "x1", parents: ["c1"], depends: ["bees"] }];
    expect(plan(revisions, "b1:b2")).toMatchObject({ labels: ["bees"], carried: [] });
  });

  test("that would name another branch is refused, unless it is given up", async () => {
    const revisions = [
      ...DIAMOND.slice(0, 3),
      { id: "b2", parents: ["b1"] },
      { id: "b3", parents: ["b1"] },
      { id: "x1", parents: ["c1"], depends: ["cats"] },
    ];
    const words = ["a1", "b1", "c1"];
    expect(await refusal(revisions, words, { reparent: true })).toMatchObject({
      code: "label_lost",
      message: "the label bees of b1 would name another branch after the squash, whoever bore it",
      hint: expect.stringContaining("--drop-label bees"),
    });
    expect(plan(revisions, words, { reparent: true, dropLabels: ["bees"] })).toMatchObject({
      labels: [],
      carried: ["b2 parents: b1 → c1", "b3 parents: b1 → c1", "x1 depends: cats → ", "x1 labels:  → cats"],
    });
    expect(await refusal(revisions, words, { reparent: true, dropLabels: ["dogs"] })).toMatchObject({
      code: "unknown_label",
    });
  });
});

test("who depends on a part depends on the whole", () => {
  const revisions = [...DIAMOND, { id: "x1", parents: ["z1"], depends: ["b1", "b2"] }];
  expect(plan(revisions, "b1:b2").carried).toEqual(["c2 depends: b1 → b2", "x1 depends: b1 b2 → b2"]);
});

test("what replaces others hands that on", () => {
  const revisions: readonly TestRevision[] = [
    { id: "a1", header: ["-- replaces: x1, x2"] },
    { id: "b1", parents: ["a1"], header: ["-- replaces: y1"] },
  ];
  expect(plan(revisions, ":b1").replaces).toEqual(["x1", "x2", "a1", "y1"]);
});
