import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { FilesError, UsageError } from "../../src/errors.ts";
import { type ReadContents, readRevisions, surveyRevisions } from "../../src/revision/read.ts";
import { errorOf, scratchDirectory, withoutPrivileges, writeFiles, writeRevisionFiles } from "../support/project.ts";

const UP = (id: string) => `-- revision: ${id}\n-- parents: none\n\nselect 1;\n`;
const BOTH: readonly ReadContents[] = ["headers", "scripts"];

/** Ids with their folders, relative to the root. */
function found(root: string, directories: readonly string[] = [root]): Record<string, string> {
  const { revisions, findings } = surveyRevisions(directories, "headers");
  expect(findings).toEqual([]);
  return Object.fromEntries(revisions.map(({ id, path }) => [id, relative(root, path)]));
}

/** `path:line code` of each fault, paths relative to the root. */
function faults(root: string, contents: ReadContents = "scripts"): readonly string[] {
  return surveyRevisions([root], contents).findings.map(({ file = "", line, code }) => {
    return `${relative(root, file)}${line === undefined ? "" : `:${line}`} ${code}`;
  });
}

describe("a directory of revisions", () => {
  test("gives each folder that holds an up.sql, whatever its name is", () => {
    const root = scratchDirectory();
    const folder = writeRevisionFiles(root, {
      id: "aaaa",
      header: ["-- secret: on", "-- lock-timeout: 2s"],
      labels: ["x"],
      depends: ["bbbb"],
      message: "Make it",
      created: "2026-01-01T00:00:00Z",
      up: "create table aaaa ();",
      down: "-- transaction: off\n\ndrop table aaaa;\n",
      verify: "-- transaction: off\nselect true;\n",
    });
    const [revision, ...others] = readRevisions([root], "scripts");
    expect(others).toEqual([]);
    expect(revision).toMatchObject({
      id: "aaaa",
      parents: [],
      labels: ["x"],
      depends: ["bbbb"],
      message: "Make it",
      created: "2026-01-01T00:00:00Z",
      secret: true,
      path: folder,
      up: { path: join(folder, "up.sql"), settings: { transaction: true, lockTimeout: 2000 } },
      down: { path: join(folder, "down.sql"), settings: { transaction: false }, irreversible: undefined },
      // It has no header: what looks so is a comment.
      verify: { path: join(folder, "verify.sql"), bodyStart: 0, settings: { transaction: true } },
    });
    expect(revision?.up.text.slice(revision.up.bodyStart)).toBe("\ncreate table aaaa ();\n");
    expect(revision?.down?.text).toBe("-- transaction: off\n\ndrop table aaaa;\n");
  });

  test("is read without down.sql and verify.sql where the headers are enough", () => {
    const root = scratchDirectory();
    writeRevisionFiles(root, { id: "aaaa", down: "-- nonsense: x\n", verify: "select true;" });
    const [revision] = readRevisions([root], "headers");
    expect(revision).toMatchObject({ id: "aaaa", down: undefined, verify: undefined });
  });

  test("may nest, and be spread over several directories", () => {
    const root = scratchDirectory();
    for (const path of ["one", "billing/two", "billing/plans/yearly/three"]) {
      writeFiles(root, { [`a/${path}/up.sql`]: UP(path.replaceAll("/", "_")), [`a/${path}/down.sql`]: "" });
    }
    writeFiles(root, { "b/up.sql": UP("b"), "b/down.sql": "", "a/README.md": "", "a/billing/notes.sql": "" });
    expect(found(root, [join(root, "a"), join(root, "b")])).toEqual({
      one: "a/one",
      billing_two: "a/billing/two",
      billing_plans_yearly_three: "a/billing/plans/yearly/three",
      b: "b",
    });
  });

  test("is shown as it was named", () => {
    const root = scratchDirectory();
    writeRevisionFiles(join(root, "migrations"), { id: "aaaa" });
    const before = process.cwd();
    process.chdir(root);
    try {
      const paths = (directory: string) => readRevisions([directory], "headers").map(({ up }) => up.path);
      expect(paths("migrations")).toEqual([join("migrations", "aaaa", "up.sql")]);
      expect(paths("./migrations/")).toEqual([join("migrations", "aaaa", "up.sql")]);
      expect(paths(".")).toEqual([join("migrations", "aaaa", "up.sql")]);
    } finally {
      process.chdir(before);
    }
  });

  test("skips what begins with a dot", () => {
    const root = scratchDirectory();
    writeFiles(root, {
      ".draft/up.sql": "nonsense",
      ".git/x/up.sql": "nonsense",
      ".up.sql": "nonsense",
      "aaaa/.up.sql.swp": "nonsense",
      "aaaa/up.sql": UP("aaaa"),
      "aaaa/down.sql": "",
    });
    expect(found(root)).toEqual({ aaaa: "aaaa" });
  });

  test("that begins with a dot itself is read where it is asked for", () => {
    const root = scratchDirectory();
    writeRevisionFiles(join(root, ".migrations"), { id: "aaaa" });
    expect(found(root, [join(root, ".migrations")])).toEqual({ aaaa: ".migrations/aaaa" });
  });

  test("may be empty", () => {
    expect(found(scratchDirectory())).toEqual({});
  });

  test("that is not there is said so, with what to do", async () => {
    const root = scratchDirectory();
    symlinkSync("nowhere", join(root, "link"));
    for (const name of ["none", "link"]) {
      const error = await errorOf(() => readRevisions([join(root, name)], "headers"));
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({
        code: "missing_directory",
        message: `there is no directory ${join(root, name)}`,
        hint: expect.stringContaining("migraph init"),
      });
    }
  });

  test("that is a file is a fault", () => {
    const root = writeFiles(scratchDirectory(), { file: "" });
    expect(surveyRevisions([join(root, "file")], "headers").findings).toEqual([
      {
        code: "unreadable",
        message: "it is not a directory",
        hint: "name the directory that it lies in",
        file: join(root, "file"),
      },
    ]);
  });

  test.skipIf(process.platform === "win32")(
    "that cannot be read is a fault, and the others are read all the same",
    () => {
      const root = scratchDirectory();
      writeRevisionFiles(root, { id: "aaaa" });
      writeRevisionFiles(join(root, "closed"), { id: "bbbb" });
      chmodSync(root, 0o755);
      chmodSync(join(root, "closed"), 0o311);
      chmodSync(join(root, "aaaa/up.sql"), 0o644);
      try {
        const { revisions, findings, complete } = withoutPrivileges(() => surveyRevisions([root], "headers"));
        expect(revisions.map(({ id }) => id)).toEqual(["aaaa"]);
        expect(complete).toBe(false);
        expect(findings).toEqual([
          {
            code: "unreadable",
            message: "it cannot be read (EACCES)",
            hint: "check the path and its permissions",
            file: join(root, "closed"),
          },
        ]);
      } finally {
        chmodSync(join(root, "closed"), 0o755);
      }
    },
  );
});

describe("links to directories", () => {
  test("are followed", () => {
    const root = scratchDirectory();
    writeRevisionFiles(join(root, "elsewhere/deep"), { id: "aaaa" });
    writeRevisionFiles(join(root, "shared"), { id: "bbbb" });
    mkdirSync(join(root, "migrations"));
    symlinkSync("../elsewhere", join(root, "migrations/nested"));
    symlinkSync("../shared/bbbb", join(root, "migrations/single"));
    expect(found(root, [join(root, "migrations")])).toEqual({
      aaaa: "migrations/nested/deep/aaaa",
      bbbb: "migrations/single",
    });
  });

  test("may be what is configured", () => {
    const root = scratchDirectory();
    writeRevisionFiles(join(root, "real"), { id: "aaaa" });
    symlinkSync("real", join(root, "link"));
    expect(found(root, [join(root, "link")])).toEqual({ aaaa: "link/aaaa" });
  });

  // One in each project: several that nobody stops would take for ever to fail.
  test.each([
    ["back", ".", "migrations/link"],
    ["above", "..", "migrations/link"],
    ["in a circle", "../../migrations", "migrations/deep/link"],
  ])("end where they lead %s", (_, target, link) => {
    const root = scratchDirectory();
    writeRevisionFiles(join(root, "migrations/deep"), { id: "aaaa" });
    symlinkSync(target, join(root, link));
    expect(found(root, [join(root, "migrations")])).toEqual({ aaaa: "migrations/deep/aaaa" });
  });

  test("give no revision twice, whatever names come first", () => {
    const root = scratchDirectory();
    writeRevisionFiles(join(root, "m"), { id: "aaaa" });
    for (const name of ["0_first", "zz_last"]) symlinkSync("m/aaaa", join(root, name));
    expect(found(root)).toEqual({ aaaa: "m/aaaa" });
    expect(found(root, [join(root, "m"), join(root, "m/aaaa"), join(root, "0_first"), root])).toEqual({
      aaaa: "m/aaaa",
    });
  });

  test("that lead nowhere are faults: what is meant to be there is not", () => {
    const root = scratchDirectory();
    symlinkSync("nowhere", join(root, "gone"));
    symlinkSync("loop", join(root, "loop"));
    const { findings, complete } = surveyRevisions([root], "headers");
    expect(complete).toBe(false);
    expect(findings.map(({ file = "", code, message }) => [relative(root, file), code, message])).toEqual([
      ["gone", "unreadable", "it is a link that leads nowhere"],
      ["loop", "unreadable", "it is a link that leads back to itself"],
    ]);
  });

  test("and to files that are no scripts are nobody's business", () => {
    const root = writeFiles(scratchDirectory(), { "notes.md": "" });
    symlinkSync("notes.md", join(root, "link.md"));
    expect(found(root)).toEqual({});
  });
});

describe("a fault of a folder is told with its path", () => {
  test.each(BOTH)("a missing down.sql, when reading %s", (contents) => {
    const root = writeFiles(scratchDirectory(), { "aaaa/up.sql": UP("aaaa") });
    symlinkSync("nowhere", join(root, "aaaa/down.sql"));
    expect(surveyRevisions([root], contents).findings).toEqual([
      {
        code: "missing_file",
        message: "down.sql is missing",
        hint: "write the way back, or a down.sql whose first line is `-- irreversible: why`",
        file: join(root, "aaaa/down.sql"),
      },
    ]);
  });

  test.each([
    [["down.sql"], "there is a down.sql in the folder"],
    [["verify.sql", "down.sql"], "there is a down.sql and a verify.sql in the folder"],
    [["Up.SQL", "down.sql"], "there is a Up.SQL: write its name in small letters"],
  ])("a missing up.sql beside %j", (names, hint) => {
    const root = writeFiles(scratchDirectory(), Object.fromEntries(names.map((name) => [`aaaa/${name}`, ""])));
    expect(surveyRevisions([root], "headers").findings).toEqual([
      { code: "missing_file", message: "up.sql is missing", hint, file: join(root, "aaaa/up.sql") },
    ]);
  });

  test("an up.sql that is a link and leads nowhere", () => {
    const root = writeFiles(scratchDirectory(), { "aaaa/down.sql": "" });
    symlinkSync("nowhere", join(root, "aaaa/up.sql"));
    expect(surveyRevisions([root], "headers").findings).toMatchObject([
      { code: "missing_file", hint: "there is a link of that name, which leads nowhere" },
    ]);
  });

  test("directories in the place of scripts", () => {
    const root = scratchDirectory();
    for (const name of ["up.sql", "down.sql", "verify.sql"]) mkdirSync(join(root, "aaaa", name), { recursive: true });
    expect(faults(root)).toEqual(["aaaa/up.sql not_a_file", "aaaa/down.sql not_a_file", "aaaa/verify.sql not_a_file"]);
  });

  test("all of them at once, folder by folder, each with its line", () => {
    const root = writeFiles(scratchDirectory(), {
      "a/up.sql": "-- revision: a\n-- parents: none\n-- colour: red\n",
      "a/down.sql": "-- transaction: maybe\n",
      "b/up.sql": Buffer.from("-- revision: b\n-- parents: none\n-- message: caf\u00e9\n", "latin1"),
      "b/down.sql": "\n\0",
      "c/up.sql": "create table c ();",
      "d/up.sql": UP("d"),
      "d/down.sql": "",
      "d/verify.sql": Buffer.from([0xff]),
    });
    expect(faults(root)).toEqual([
      "a/up.sql:3 unknown_header_key",
      "a/down.sql:1 bad_header_value",
      "b/up.sql:3 not_utf8",
      "b/down.sql:2 nul_byte",
      "c/up.sql:1 missing_header_key",
      "c/up.sql:1 missing_header_key",
      "c/down.sql missing_file",
      "d/verify.sql:1 not_utf8",
    ]);
  });

  test("in one error, which is the fault itself where it is the only one", async () => {
    const root = writeFiles(scratchDirectory(), { "a/up.sql": UP("a") });
    const one = await errorOf(() => readRevisions([root], "headers"));
    expect(one).toBeInstanceOf(FilesError);
    expect(one).toMatchObject({
      code: "bad_files",
      exitCode: 2,
      message: "down.sql is missing",
      hint: expect.any(String),
    });
    writeFiles(root, { "b/up.sql": UP("b") });
    const two = await errorOf(() => readRevisions([root], "headers"));
    expect(two).toMatchObject({ message: "2 faults in the revision files", findings: [{}, {}] });
  });
});

describe("whether every revision could be read is told, since one that is missing may just be broken", () => {
  test.each([
    ["a sound directory", {}, true],
    ["a missing down.sql", { "b/up.sql": UP("b") }, true],
    ["a bad key", { "b/up.sql": UP("b").replace("\n\n", "\n-- colour: red\n\n"), "b/down.sql": "" }, true],
    ["an up.sql without an id", { "b/up.sql": "select 1;", "b/down.sql": "" }, false],
    ["an up.sql that is not UTF-8", { "b/up.sql": Buffer.from([0xff]), "b/down.sql": "" }, false],
    ["a folder without an up.sql", { "b/down.sql": "" }, false],
  ])("%s", (_, files: Record<string, string | Uint8Array>, complete) => {
    const root = writeFiles(scratchDirectory(), { "a/up.sql": UP("a"), "a/down.sql": "", ...files });
    expect(surveyRevisions([root], "headers").complete).toBe(complete);
  });
});

test("what is read stays as it was read when the file changes", () => {
  const root = scratchDirectory();
  const folder = writeRevisionFiles(root, { id: "aaaa" });
  const [revision] = readRevisions([root], "scripts");
  const text = revision?.up.text;
  writeFileSync(join(folder, "up.sql"), "changed");
  rmSync(join(folder, "down.sql"));
  expect(revision?.up.text).toBe(text);
  expect(revision?.down?.text).toBe("drop table aaaa;\n");
});
