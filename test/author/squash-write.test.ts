import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planSquash } from "../../src/author/squash/plan.ts";
import { writeSquash } from "../../src/author/squash/write.ts";
import { type GraphError, MigraphError } from "../../src/errors.ts";
import { readProject, surveyProject } from "../../src/project.ts";
import { errorOf, project, scratchDirectory, type TestRevision } from "../support/project.ts";
import { migratorOn, scene } from "../support/scene.ts";
import { filesIn } from "../support/untouched.ts";

const RUN: readonly TestRevision[] = [
  { id: "a1", verify: "select true;\n" },
  { id: "b1", parents: ["a1"], verify: "select true;\n" },
  { id: "c1", parents: ["b1"], depends: ["a1"] },
];
const UP = "-- revision: b1\n-- parents: none\n-- replaces: a1\n\nselect 1;\n";
const FILES = { "up.sql": UP, "down.sql": "select 2;\n" };

function read(root: string) {
  return readProject([join(root, "migrations")], "scripts");
}

function write(root: string, files: Parameters<typeof writeSquash>[1] = FILES): readonly string[] {
  const before = read(root);
  return writeSquash(planSquash(before, [":b1"], {}), files, before.folders);
}

test("the end has the new scripts, the other folders are gone, and headers that named them name the end", () => {
  const root = project(RUN);
  expect(write(root)).toEqual(["up.sql", "down.sql"].map((file) => join(root, "migrations/b1", file)));
  const { graph, folders } = read(root);
  expect(graph.ids()).toEqual(["b1", "c1"]);
  expect(graph.depends("c1")).toEqual([]);
  expect(folders.get("b1")).toMatchObject({ replaces: ["a1"], verify: undefined, up: { text: UP } });
  expect(readdirSync(join(root, "migrations"))).toEqual(["b1", "c1"]);
  expect(readdirSync(join(root, "migrations/b1")).toSorted()).toEqual(["down.sql", "up.sql"]);
});

test("a verify.sql is written where there was none, and where there was one", () => {
  for (const revisions of [RUN, RUN.map(({ verify: _, ...revision }) => revision)]) {
    const root = project(revisions);
    write(root, { ...FILES, "verify.sql": "select 3 = 3;\n" });
    expect(read(root).folders.get("b1")?.verify?.text).toBe("select 3 = 3;\n");
  }
});

test("other files in a folder that goes stay where they are", () => {
  const root = project(RUN);
  writeFileSync(join(root, "migrations/a1/notes.md"), "why\n");
  write(root);
  expect(readdirSync(join(root, "migrations/a1"))).toEqual(["notes.md"]);
  expect(read(root).graph.ids()).toEqual(["b1", "c1"]);
});

test("of a folder that is reached by a link the link goes", () => {
  const root = project(RUN);
  const elsewhere = join(scratchDirectory(), "a1");
  renameSync(join(root, "migrations/a1"), join(root, "moved"));
  cpSync(join(root, "moved"), elsewhere, { recursive: true });
  symlinkSync(elsewhere, join(root, "migrations/a1"));
  write(root);
  expect(existsSync(join(root, "migrations/a1"))).toBe(false);
  expect(existsSync(join(elsewhere, "up.sql"))).toBe(true);
});

test("what was changed while it was proved is not written over", async () => {
  for (const file of ["a1/up.sql", "b1/down.sql", "c1/up.sql"]) {
    const root = project(RUN);
    const before = read(root);
    const plan = planSquash(before, [":b1"], {});
    const path = join(root, "migrations", file);
    writeFileSync(path, `${readFileSync(path, "utf8")}-- more\n`);
    const now = filesIn(root);
    expect(await errorOf(() => writeSquash(plan, FILES, before.folders))).toMatchObject({ code: "changed_meanwhile" });
    expect(filesIn(root)).toEqual(now);
  }
});

test("a squash that was broken off anywhere is found, and says what is still to be deleted", () => {
  // As it is when the new up.sql has taken its place, and nothing else has been done.
  const root = project(RUN);
  writeFileSync(join(root, "migrations/b1/up.sql"), UP);
  const { findings } = surveyProject([join(root, "migrations")], "scripts");
  expect(findings).toMatchObject([
    {
      code: "replaced_revision",
      revision: "a1",
      file: expect.stringMatching(/a1\/up\.sql$/),
      hint: expect.stringContaining("delete its folder"),
    },
  ]);
  // Whoever does so is told what remains, until the graph is whole.
  rmSync(join(root, "migrations/a1"), { recursive: true });
  const left = surveyProject([join(root, "migrations")], "scripts").findings;
  expect(left).toMatchObject([
    { code: "missing_dependency", revision: "c1", hint: "it was squashed into b1: write b1 instead" },
  ]);
});

test("a folder that cannot be removed ends it with what is left to do", async () => {
  const root = project(RUN);
  const before = read(root);
  const plan = planSquash(before, [":b1"], {});
  // In the place of the folder that is to go there is one that its name cannot be given to.
  rmSync(join(root, "migrations/a1/verify.sql"));
  mkdirSync(join(root, "migrations/a1/verify.sql"));
  writeFileSync(join(root, "migrations/a1/verify.sql/file"), "");
  writeFileSync(join(root, "migrations/a1/other"), "");
  const altered = { ...plan, run: plan.run.map((folder) => ({ ...folder, verify: undefined })) };
  const error = await errorOf(() => writeSquash(altered, FILES, before.folders));
  expect(error).toBeInstanceOf(MigraphError);
  expect(error).toMatchObject({ code: "unwritable", exitCode: 2, hint: expect.stringContaining("migraph check") });
  const found = await errorOf(() => read(root));
  expect((found as GraphError).findings).toContainEqual(
    expect.objectContaining({ code: "replaced_revision", revision: "a1" }),
  );
});

test("the heads file is kept, and hooks run over the new scripts", async () => {
  const made = await scene([{ id: "a1" }, { id: "b1", parents: ["a1"] }]);
  const config = {
    scratch: made.database.url,
    headsFile: "migrations/heads",
    hooks: [["sh", "-c", 'echo "-- formatted" >>"$1"', "sh"]],
  };
  writeFileSync(join(made.root, "migraph.config.json"), JSON.stringify(config));
  const { migrator } = await migratorOn(made.root, made.database.url);
  await migrator.squash(":b1");
  expect(readFileSync(join(made.root, "migrations/heads"), "utf8")).toBe("b1 Make b1, with the revision before it\n");
  for (const file of ["up.sql", "down.sql"]) {
    expect(readFileSync(join(made.root, "migrations/b1", file), "utf8")).toMatch(/\n-- formatted\n$/);
  }
});
