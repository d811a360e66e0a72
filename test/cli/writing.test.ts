import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { environment, migraph, PROGRAM } from "../support/cli.ts";
import { project, scratchDirectory, writeFiles } from "../support/project.ts";
import { filesIn } from "../support/untouched.ts";

interface Given {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** As migraph(), with something on stdin; nothing at all unless it is given. */
function run(cwd: string, args: readonly string[], { input = "", env = {} }: Given = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: environment({ env }),
    input,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

/** Text of a script of the revision `bbbb`. */
function script(root: string, name: string): string {
  const folder = readdirSync(join(root, "migrations")).find((entry) => entry.includes("_bbbb_")) ?? "";
  return readFileSync(join(root, "migrations", folder, name), "utf8");
}

const NEW = ["new", "Add plans", "--rev-id", "bbbb"];

describe("new takes SQL", () => {
  test("from stdin, where it is asked for", () => {
    const root = project([{ id: "aaaa" }]);
    const { code, stdout } = run(root, [...NEW, "--up", "-"], { input: "create table plans ();\n" });
    expect(code).toBe(0);
    expect(stdout).toContain("Next: write down.sql, then `migraph upgrade`.");
    expect(script(root, "up.sql")).toMatch(/^-- revision: bbbb\n[\s\S]*\n\ncreate table plans \(\);\n$/);
  });

  test("from files, with a byte order mark and without", () => {
    const root = writeFiles(project([{ id: "aaaa" }]), { "up.sql": "\ufeffselect 1;", "down.sql": "select 2;\n" });
    const { code, stdout } = run(root, [...NEW, "--up=up.sql", "--down", "down.sql", "--verify"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/up\.sql\n.*down\.sql\n.*verify\.sql\nNext: `migraph upgrade`\.\n$/);
    expect(script(root, "up.sql")).toMatch(/\n\nselect 1;\n$/);
    expect(script(root, "down.sql")).toBe("select 2;\n");
  });

  test("and leaves stdin alone where nobody asks for it: it may be what a loop of the shell reads", () => {
    const root = project([{ id: "aaaa" }]);
    const line = `while read -r name; do '${process.execPath}' '${PROGRAM}' new "$name" --quiet; done`;
    const { status } = spawnSync("bash", ["-c", line], { cwd: root, env: environment({}), input: "One\nTwo\nThree\n" });
    expect(status).toBe(0);
    expect(readdirSync(join(root, "migrations")).length).toBe(4);
  });

  test.each<[string, readonly string[], Given, string]>([
    ["nothing on stdin", ["--up", "-"], { input: " \n" }, "--up: there is nothing in stdin"],
    ["stdin twice", ["--up", "-", "--down", "-"], {}, "--up and --down both ask for stdin"],
    ["a file that is not there", ["--down", "nope.sql"], {}, "--down: there is no file nope.sql"],
    ["a directory", ["--up", "migrations"], {}, "--up: migrations cannot be taken: it is not a regular file"],
    [
      "UTF-16",
      ["--up", "-"],
      { input: Buffer.from("\ufeffselect 1", "utf16le") },
      "--up: stdin cannot be taken: it is not UTF-8",
    ],
    ["a NUL", ["--up", "-"], { input: "select '\0'" }, "--up: stdin cannot be taken: it has a NUL"],
  ])("but not %s", (_, args, given, message) => {
    const root = project([{ id: "aaaa" }]);
    const before = filesIn(root);
    const { code, stdout, stderr } = run(root, [...NEW, ...args], given);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr).toMatch(/\nhint: /);
    expect(filesIn(root)).toEqual(before);
  });
});

/** A program of the shell that can be an editor. */
function editor(root: string, text: string): string {
  const path = join(root, "my editor");
  writeFiles(root, { "my editor": `#!/bin/sh\n${text}\n` });
  chmodSync(path, 0o755);
  return `"${path}"`;
}

describe("new --edit", () => {
  test("opens the scripts in the editor, with its arguments, VISUAL before EDITOR", () => {
    const root = project([{ id: "aaaa" }]);
    const program = editor(root, 'echo "$#: $1 $2"; for file; do :; done; echo "drop table plans;" >"$4"');
    const env = { VISUAL: `${program} -x 'a b'`, EDITOR: "false" };
    const { code, stdout } = run(root, [...NEW, "--edit"], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^4: -x a b\nWrote bbbb, on aaaa:\n[\s\S]*\nNext: `migraph upgrade`\.\n$/);
    expect(script(root, "down.sql")).toBe("drop table plans;\n");
  });

  test("with --json keeps what the editor prints out of the document", () => {
    const root = project([{ id: "aaaa" }]);
    const { stdout, stderr } = run(root, [...NEW, "--edit", "--json"], { env: { EDITOR: editor(root, "echo here") } });
    expect(JSON.parse(stdout)).toMatchObject({ revision: "bbbb" });
    expect(stderr).toBe("here\n");
  });

  test("without an editor says so, and writes nothing", () => {
    const root = project([{ id: "aaaa" }]);
    const before = filesIn(root);
    const { code, stderr } = run(root, [...NEW, "--edit"], { env: { VISUAL: " ", EDITOR: "" } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: --edit needs an editor, and neither VISUAL nor EDITOR names one\nhint: .*EDITOR/);
    expect(filesIn(root)).toEqual(before);
  });

  test.each([
    ["exit 3", "ended with exit code 3"],
    ["kill -9 $$", "ended with SIGKILL"],
  ])("keeps the revision where the editor fails: %s", (text, message) => {
    const root = project([{ id: "aaaa" }]);
    const { code, stderr } = run(root, [...NEW, "--edit"], { env: { EDITOR: editor(root, text) } });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^error: the editor .*my editor ${message}\nhint: the revision is there: .*up\\.sql`),
    );
    expect(script(root, "up.sql")).toContain("-- revision: bbbb");
  });

  test("keeps it where there is no such editor", () => {
    const root = project([{ id: "aaaa" }]);
    const { code, stderr } = run(root, [...NEW, "--edit"], { env: { EDITOR: "no-such-editor" } });
    expect(code).toBe(1);
    expect(stderr).toContain("the editor no-such-editor cannot be started (ENOENT)");
    expect(script(root, "up.sql")).toContain("-- revision: bbbb");
  });
});

test("a hook that fails is shown with what it printed, and the files are there", async () => {
  const hook = [process.execPath, "-e", "console.log('two\\n\\x1b[31mlines'); process.exit(1)"];
  const root = writeFiles(project([{ id: "aaaa" }]), { "migraph.config.json": JSON.stringify({ hooks: [hook] }) });
  const { code, stdout, stderr } = await migraph(NEW, { cwd: root });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^error: the hook .* ended with exit code 1, for .*up\.sql\n {2}two\n {2}\\x1b\[31mlines\nhint: /,
  );
  expect(script(root, "up.sql")).toContain("-- revision: bbbb");
  const json = await migraph(["new", "More", "--json"], { cwd: root });
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "hook_failed", output: "two\n\u001b[31mlines" } });
});

test("init makes the heads file that is configured, once", async () => {
  const config = '{ "directories": ["sql"], "headsFile": "sql/heads" }';
  const root = writeFiles(scratchDirectory(), { "migraph.config.json": config });
  expect(JSON.parse((await migraph(["init", "--json"], { cwd: root })).stdout)).toEqual({
    made: ["sql/", "sql/heads"],
    kept: ["migraph.config.json"],
    directory: "sql",
  });
  expect(existsSync(join(root, "sql/heads"))).toBe(true);
  const { stdout } = await migraph(["init"], { cwd: root });
  expect(stdout).toMatch(/^kept {3}migraph\.config\.json\nkept {3}sql\/\nkept {3}sql\/heads\n/);
});
