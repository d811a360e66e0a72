import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CreateOptions } from "../../src/author/create.ts";
import { FilesError } from "../../src/errors.ts";
import { project, writeFiles } from "../support/project.ts";
import { failureOf, migratorOn } from "../support/scene.ts";

/** A program of Node's as a hook: what stands for a formatter. It is given the file as its last argument. */
function program(code: string): readonly string[] {
  return [process.execPath, "-e", `const fs = require("node:fs"); const file = process.argv[1]; ${code}`, "{file}"];
}

async function open(hooks: readonly (readonly string[])[], more: object = {}) {
  const root = project([{ id: "aaaa" }]);
  writeFiles(root, { "migraph.config.json": JSON.stringify({ hooks, ...more }) });
  const { migrator, events } = await migratorOn(root, undefined);
  const create = (options: CreateOptions = {}) => migrator.create("Add plans", { revisionId: "bbbb", ...options });
  return { root, migrator, create, events };
}

const SHOUT = program(`fs.appendFileSync(file, "-- seen\\n");`);

describe("hooks", () => {
  test("look over each file that is written, one hook after the other, and in the folder of the config file", async () => {
    const log = program(`fs.appendFileSync("log", process.cwd() + " " + file + "\\n");`);
    const { root, create } = await open([SHOUT, log]);
    const { files } = await create({ verify: true });
    expect(files.map((file) => basename(file))).toEqual(["up.sql", "down.sql", "verify.sql"]);
    for (const file of files) expect(readFileSync(file, "utf8")).toMatch(/\n-- seen\n$/);
    expect(readFileSync(join(root, "log"), "utf8")).toBe(files.map((file) => `${root} ${file}\n`).join(""));
  });

  test("look over a merge too", async () => {
    const { migrator, create } = await open([SHOUT]);
    await create({ root: true });
    const { files } = await migrator.merge();
    for (const file of files) expect(readFileSync(file, "utf8")).toMatch(/\n-- seen\n$/);
  });

  test("are run without a shell: the path is one argument, whatever is in it", async () => {
    const hook = [
      process.execPath,
      "-e",
      `require("node:fs").writeFileSync("args", JSON.stringify(process.argv.slice(1)))`,
    ];
    const { root, create } = await open([[...hook, "a b; $(c)", "--file={file}"]]);
    const { files } = await create({ path: "o'neill $HOME" });
    expect(JSON.parse(readFileSync(join(root, "args"), "utf8"))).toEqual(["a b; $(c)", `--file=${files[1]}`]);
  });

  test("without {file} get the path as the last argument", async () => {
    const { root, create } = await open([[...program(`fs.writeFileSync("arg", file)`).slice(0, -1)]]);
    const { files } = await create();
    expect(readFileSync(join(root, "arg"), "utf8")).toBe(files[1]);
  });

  test("see what an editor has left", async () => {
    const { create } = await open([
      program(`fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("drop", "DROP"))`),
    ]);
    const edit = async ([, down = ""]: readonly string[]) => writeFileSync(down, "drop table plans;\n");
    const { files } = await create({ edit });
    expect(readFileSync(files[1] ?? "", "utf8")).toBe("DROP table plans;\n");
  });
});

describe("a hook that fails", () => {
  test("is told with what it printed; the files stay, and no other hook runs", async () => {
    const fail = program(`console.log("line 1: bad"); console.error("giving up"); process.exit(3)`);
    const { root, create, migrator } = await open([fail, SHOUT], { headsFile: "heads" });
    const error = await failureOf(create());
    expect(error).toMatchObject({
      code: "hook_failed",
      exitCode: 1,
      message: expect.stringMatching(/^the hook .* ended with exit code 3, for .*up\.sql$/),
      hint: expect.stringContaining("is kept"),
      data: { output: "line 1: bad\ngiving up" },
    });
    expect(migrator.heads().revisions.map(({ revision }) => revision)).toEqual(["bbbb"]);
    expect(readFileSync(join(root, "heads"), "utf8")).toBe("bbbb Add plans\n");
    const [{ path } = { path: null }] = migrator.heads().revisions;
    expect(readFileSync(join(path ?? "", "up.sql"), "utf8")).not.toContain("-- seen");
  });

  test.each([
    [["no-such-program", "{file}"], "the hook no-such-program {file} cannot be found, for "],
    [["/", "{file}"], "the hook / {file} cannot be started (EACCES), for "],
    [program("process.kill(process.pid, 'SIGKILL')"), "ended with SIGKILL"],
  ])("by not being there, or being killed, is told: %j", async (hook, message) => {
    const { create } = await open([hook]);
    const error = await failureOf(create());
    expect(error.code).toBe("hook_failed");
    expect(error.message).toContain(message);
  });

  test.each([
    [
      "takes the header for comments",
      `fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/^--.*\\n/gm, ""))`,
    ],
    ["puts a line above it", `fs.writeFileSync(file, "\\n" + fs.readFileSync(file, "utf8"))`],
    [
      "joins its lines",
      `fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("\\n-- parents", " -- parents"))`,
    ],
    ["changes the parents", `fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("aaaa", "none"))`],
    ["takes the file away", `fs.rmSync(file)`],
  ])("by that it %s is named", async (_, code) => {
    const { create } = await open([program(code)]);
    const error = await failureOf(create());
    expect(error).toMatchObject({ code: "hook_changed_header", exitCode: 1, hint: expect.any(String) });
    expect(error.message).toMatch(/^the hook .* has (changed the header of|left no text in) .*up\.sql$/);
  });
});

describe("an editor", () => {
  test("gets the files, and what it makes of the header counts", async () => {
    const { root, create } = await open([], { headsFile: "heads" });
    const { files } = await create({
      edit: async ([up = ""]) => {
        writeFileSync(up, readFileSync(up, "utf8").replace("message: Add plans", "message: Say more"));
      },
    });
    expect(files).toHaveLength(2);
    expect(readFileSync(join(root, "heads"), "utf8")).toBe("bbbb Say more\n");
  });

  test("that leaves a header that cannot be taken: the fault is told, and the revision stays", async () => {
    const { create } = await open([]);
    const edit = async ([up = ""]: readonly string[]) => writeFileSync(up, "-- revision: bbbb\n");
    const error = await failureOf(create({ edit }));
    expect(error).toBeInstanceOf(FilesError);
    expect(error.message).toBe("the header has no parents");
  });
});
