import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { MigraphError } from "../../src/errors.ts";
import { writeRevision } from "../../src/revision/write.ts";
import { errorOf, scratchDirectory, writeFiles } from "../support/project.ts";

const FILES = { "up.sql": "create table t ();\n", "down.sql": "drop table t;\n" };

test("a revision is written as a folder with its files, and nothing beside it", () => {
  const directory = scratchDirectory();
  const files = { ...FILES, "verify.sql": "select true -- 😀\n", "up.sql": "-- x\n".repeat(200_000) };
  const folder = writeRevision(directory, "one", files);
  expect(folder).toBe(join(directory, "one"));
  expect(readdirSync(directory)).toEqual(["one"]);
  expect(readdirSync(folder).sort()).toEqual(["down.sql", "up.sql", "verify.sql"]);
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
});

describe("what is there already is left as it is", () => {
  test.each([
    ["a revision", (path: string) => void writeFiles(path, { "up.sql": "old" })],
    ["an empty folder", (path: string) => void mkdirSync(path)],
    ["a file", (path: string) => writeFileSync(path, "old")],
    ["a link that leads nowhere", (path: string) => symlinkSync("nowhere", path)],
  ])("%s", async (_, make) => {
    const directory = scratchDirectory();
    make(join(directory, "one"));
    const before = readdirSync(directory, { recursive: true });
    const error = await errorOf(() => writeRevision(directory, "one", FILES));
    expect(error).toMatchObject({
      code: "folder_exists",
      exitCode: 2,
      message: `${join(directory, "one")} is there already`,
    });
    expect(readdirSync(directory, { recursive: true })).toEqual(before);
  });
});

describe("nothing is left behind", () => {
  test("where the directory is none", async () => {
    const directory = scratchDirectory();
    writeFileSync(join(directory, "file"), "");
    for (const place of ["file", "nowhere"]) {
      const error = await errorOf(() => writeRevision(join(directory, place), "one", FILES));
      expect(error).toBeInstanceOf(MigraphError);
      expect(error).toMatchObject({ code: "unwritable", exitCode: 2 });
    }
    expect(readdirSync(directory)).toEqual(["file"]);
  });

  test("where writing fails after the first file", async () => {
    const directory = scratchDirectory();
    const files = { ...FILES, "no/such/folder.sql": "" };
    const error = await errorOf(() => writeRevision(directory, "one", files));
    expect(error).toMatchObject({
      code: "unwritable",
      message: `${join(directory, "one")} cannot be written (ENOENT)`,
    });
    expect(readdirSync(directory)).toEqual([]);
  });
});

test("of many who write the same name at once one succeeds, and the others leave nothing", async () => {
  const directory = scratchDirectory();
  const module = JSON.stringify(join(import.meta.dirname, "../../src/revision/write.ts"));
  const writer = (text: string) => `
    const { writeRevision } = await import(${module});
    try {
      writeRevision(${JSON.stringify(directory)}, "one", { "up.sql": "${text}", "down.sql": "${text}" });
      console.log("written");
    } catch (error) {
      console.log(error.code);
    }`;
  const run = promisify(execFile);
  const outcomes = await Promise.all(
    ["a", "b", "c", "d"].map(async (text) => {
      const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", writer(text)]);
      return { text, outcome: stdout.trim() };
    }),
  );
  const winners = outcomes.filter(({ outcome }) => outcome === "written");
  expect(winners).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === "folder_exists")).toHaveLength(3);
  expect(readdirSync(directory)).toEqual(["one"]);
  for (const name of ["up.sql", "down.sql"]) {
    expect(readFileSync(join(directory, "one", name), "utf8")).toBe(winners[0]?.text);
  }
});
