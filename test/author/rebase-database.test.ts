import { expect, test } from "vitest";
import { project, type TestRevision } from "../support/project.ts";
import { edges, failureOf, migratorOn, recorded, scene } from "../support/scene.ts";
import { filesIn } from "../support/untouched.ts";

const DIVERGED: readonly TestRevision[] = [
  { id: "base1" },
  { id: "ann1", parents: ["base1"] },
  { id: "ben1", parents: ["base1"] },
  { id: "ben2", parents: ["ben1"] },
];

test("two diverged lines become one, which then runs as one", async () => {
  const { sql, migrator } = await scene(DIVERGED);
  await migrator.upgrade("ann1");
  expect(await migrator.rebase("ben1:ben2", { onto: "ann1" })).toMatchObject({ heads: ["ben2"], asked: true });
  expect((await migrator.upgrade()).steps.map(({ revision }) => revision)).toEqual(["ben1", "ben2"]);
  expect(await recorded(sql)).toEqual(["base1", "ann1", "ben1", "ben2"]);
  expect(await edges(sql)).toEqual(["ann1 > base1", "ben1 > ann1", "ben2 > ben1"]);
});

test.each([
  ["ben1", "ben1", "ben1 is applied in this database, where it stands now"],
  ["ben2", "ben1:ben2", "ben1, ben2 are applied in this database, where they stand now"],
])("what is applied is refused: with %s applied, %s stays where it is", async (applied, named, message) => {
  const { root, migrator } = await scene(DIVERGED);
  await migrator.upgrade(applied);
  const before = filesIn(root);
  for (const dryRun of [true, false]) {
    expect(await failureOf(migrator.rebase(named, { onto: "ann1", dryRun }))).toMatchObject({
      code: "applied",
      exitCode: 2,
      message,
      hint: expect.stringMatching(/migraph downgrade.*migraph merge/),
    });
  }
  expect(filesIn(root)).toEqual(before);
});

test("what stands on it, applied, is refused too, though it keeps its header", async () => {
  const { root, migrator } = await scene(DIVERGED);
  await migrator.stamp("ben2");
  const before = filesIn(root);
  const error = await failureOf(migrator.rebase("ben1", { onto: "ann1" }));
  expect(error.data).toMatchObject({ applied: ["ben1", "ben2"] });
  expect(filesIn(root)).toEqual(before);
});

test("after a downgrade it may move; what it moves onto may be applied", async () => {
  const { migrator } = await scene(DIVERGED);
  await migrator.upgrade("heads");
  await migrator.downgrade("ben1@base1");
  expect(await migrator.rebase("ben1", { onto: "ann1" })).toMatchObject({ heads: ["ben2"] });
});

test("where nothing would change, applied revisions are no matter", async () => {
  const { migrator } = await scene(DIVERGED);
  await migrator.upgrade("heads");
  expect(await migrator.rebase("ben1", { onto: "base1" })).toMatchObject({ revisions: [], asked: true });
});

test("a database that does not answer is an error, unless nobody is to be asked", async () => {
  const root = project(DIVERGED);
  const { migrator } = await migratorOn(root, undefined, {
    environment: { DATABASE_URL: "postgresql://127.0.0.1:1/nowhere" },
  });
  const before = filesIn(root);
  const error = await failureOf(migrator.rebase("ben1", { onto: "ann1" }));
  expect(error).toMatchObject({ exitCode: 3, hint: expect.stringContaining("with --offline no database is asked") });
  expect(filesIn(root)).toEqual(before);
  expect(await migrator.rebase("ben1", { onto: "ann1", offline: true })).toMatchObject({
    asked: false,
    heads: ["ben2"],
  });
});
