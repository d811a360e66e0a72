import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { environment, migraph, PROGRAM } from "../support/cli.ts";
import { project, type TestRevision, writeFiles } from "../support/project.ts";
import { HAS_TERMINAL } from "../support/terminal.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "accounts" },
  { id: "a1b2c3", parents: ["accounts"], labels: ["billing"], message: "Create plans" },
  { id: "a1ffff", parents: ["accounts"] },
];

/** What is answered for the words of a command line, the last of which is being typed; without the descriptions. */
async function answered(cwd: string, ...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await migraph(["__complete", "--", ...words], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t")[0] ?? "");
}

describe("what is completed", () => {
  const ADDRESSES = ["billing", "billing@head", "a1ffff", "a1b2c3", "accounts", "head", "heads", "base", "current"];

  test.each<[string, readonly string[]]>([
    ["up", ["upgrade"]],
    ["--json re", ["revision", "rebase", "redo", "repair"]],
    ["help ba", ["baseline", "bases"]],
    ["upgrade ", ADDRESSES],
    ["upgrade a1b", ["a1b2c3"]],
    ["upgrade a1b2c3 hea", ["head", "heads"]],
    ["upgrade nothing", []],
    ["downgrade base ", []],
    [
      "downgrade billing@",
      ["head", "heads", "base", "current", "a1ffff", "a1b2c3", "accounts"].map((id) => `billing@${id}`),
    ],
    ["history a1b2c3:a1", ["a1b2c3:a1ffff", "a1b2c3:a1b2c3"]],
    ["rebase a1b2c3 --onto acc", ["accounts"]],
    ["new Message --parent a1f", ["a1ffff"]],
    ["new Message --parent=a1f", ["--parent=a1ffff"]],
    ["new Message ", []],
    ["upgrade --dry", ["--dry-run"]],
    ["upgrade --dry-run --dry", []],
    ["new x --parent a1b2c3 --par", ["--parent"]],
    ["merge -m", ["-m"]],
    ["merge -m ", []],
    ["check --format ", ["text", "github", "json"]],
    ["check --format=g", ["--format=github"]],
    ["completion ", ["bash", "zsh", "fish"]],
    ["new x --up ", ["::file"]],
    ["--config ", ["::file"]],
    ["init ", ["::directory"]],
    ["upgrade --dir ", ["::directory"]],
    ["upgrade -- --", []],
    ["nonsense ", []],
    ["nonsense --qui", ["--quiet"]],
  ])("%s", async (line, expected) => {
    expect(await answered(project(REVISIONS), ...line.split(" "))).toEqual(expected);
  });

  test("all commands, before anything is typed", async () => {
    const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(await answered(project(), "")).toEqual([...names, "help"]);
    expect(await answered(project())).toEqual([...names, "help"]);
  });

  test("what a revision or an option is, behind a tab", async () => {
    const cwd = project(REVISIONS);
    const { stdout } = await migraph(["__complete", "--", "show", "a1b"], { cwd });
    expect(stdout).toBe("a1b2c3\tCreate plans\n");
  });

  test("revisions of the directory that the line names", async () => {
    const cwd = writeFiles(project(REVISIONS), {
      "other/x/up.sql": "-- revision: other1\n-- parents: none\n",
      "other/x/down.sql": "",
    });
    expect(await answered(cwd, "--dir", "other", "show", "o")).toEqual(["other1"]);
    expect(await answered(cwd, "show", "--dir=other", "o")).toEqual(["other1"]);
  });

  test("nothing where nothing can be read, and never an error", async () => {
    const cwd = writeFiles(project(), { "migraph.config.json": "{ nonsense" });
    for (const line of ["upgrade ", "upgrade --wait", "new x --parent ", "--config nope show ", "-x -y -z "]) {
      await answered(cwd, ...line.split(" "));
    }
    expect(await answered(cwd, "upgrade", "")).toEqual([]);
  });

  test("what can be read beside files that are bad", async () => {
    const cwd = writeFiles(project(REVISIONS), { "migrations/bad/up.sql": "-- revision: bad\n" });
    expect(await answered(cwd, "show", "a1b")).toEqual(["a1b2c3"]);
  });

  test("without a database, even where one is configured", async () => {
    const cwd = project(REVISIONS);
    const { stdout } = await migraph(["__complete", "--", "upgrade", "a1b"], {
      cwd,
      env: { DATABASE_URL: "postgresql://127.0.0.1:1/nowhere" },
    });
    expect(stdout).toBe("a1b2c3\tCreate plans\n");
  });
});

/** A folder with the program in it, as npm would put it on the PATH. */
function installed(cwd: string): Record<string, string> {
  mkdirSync(join(cwd, "bin"));
  symlinkSync(PROGRAM, join(cwd, "bin/migraph"));
  const PATH = `${join(cwd, "bin")}:${dirname(process.execPath)}:${process.env["PATH"]}`;
  return { ...environment({}), PATH, HOME: cwd };
}

/** What bash has to choose from for a line, by the function that the script declares. */
function inBash(line: string, more = ""): readonly string[] {
  const cwd = project(REVISIONS);
  const script = `
    set -u
    source <(migraph completion bash)
    ${more}
    COMP_LINE=$1 COMP_POINT=\${#1}
    "$(complete -p migraph | sed 's/.*-F \\([^ ]*\\) .*/\\1/')" migraph "" ""
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script, "bash", line], {
    cwd,
    env: installed(cwd),
    encoding: "utf8",
  });
  expect(stderr.replace(/.*compopt: .*\n/g, "")).toBe("");
  return stdout.split("\n").filter((text) => text !== "");
}

describe("bash", () => {
  test.each([
    ["migraph upg", ["upgrade"]],
    ["migraph upgrade a1b", ["a1b2c3"]],
    ["FOO=1 migraph upgrade a1b", ["a1b2c3"]],
    ["migraph upgrade --dry", ["--dry-run"]],
    // Readline takes : = and @ for ends of words, and gets what stands behind them.
    ["migraph history a1b2c3:acc", ["accounts"]],
    ["migraph upgrade billing@hea", ["head", "heads"]],
    ["migraph upgrade billing@", ["head", "heads", "base", "current", "a1ffff", "a1b2c3", "accounts"]],
    ["migraph new x --parent=a1f", ["a1ffff"]],
    ['migraph new "a message" --parent a1f', ["a1ffff"]],
    ["migraph new x --up ", []],
  ])("%s", (line, expected) => {
    expect(inBash(line)).toEqual(expected);
  });

  test("gets whole words where it is told that these characters end none", () => {
    expect(inBash("migraph upgrade billing@hea", "COMP_WORDBREAKS=$' \\t\\n'")).toEqual([
      "billing@head",
      "billing@heads",
    ]);
  });

  test.skipIf(!HAS_TERMINAL)("at a terminal completes with the tab key", () => {
    const cwd = project(REVISIONS);
    writeFileSync(join(cwd, ".bashrc"), "source <(migraph completion bash)\nPS1='> '\nbind 'set bell-style none'\n");
    const typed = "migraph sh\ta1b\t\nmigraph heads --verb\t\nmigraph history accounts:a1b\t\nexit\n";
    const { stdout } = spawnSync("script", ["-qec", `bash --rcfile ${cwd}/.bashrc -i`, "/dev/null"], {
      cwd,
      env: { ...installed(cwd), TERM: "dumb", SHELL: "/bin/bash" },
      input: typed,
      encoding: "utf8",
    });
    expect(stdout).toContain("a1b2c3  [billing] Create plans");
    expect(stdout).toMatch(/> migraph show +a1b2c3 /);
    expect(stdout).toContain("> migraph history accounts:a1b2c3 ");
    expect(stdout).toContain("> migraph heads --verbose ");
  });
});

describe.each([
  ["bash", "bash", ["-n"]],
  ["zsh", "zsh", ["-n"]],
  ["fish", "fish", ["--no-execute"]],
])("the script for %s", (shell, program, args) => {
  const there = spawnSync(program, ["--version"]).status === 0;

  test.skipIf(!there)("is one that it can read", async () => {
    const cwd = project();
    const { stdout, code } = await migraph(["completion", shell], { cwd });
    expect(code).toBe(0);
    writeFileSync(join(cwd, "script"), stdout);
    expect(spawnSync(program, [...args, join(cwd, "script")], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  test("hands the words up to the cursor to migraph __complete", async () => {
    const { stdout } = await migraph(["completion", shell], { cwd: project() });
    expect(stdout).toMatch(/ __complete -- .*2>\/dev\/null/);
    expect(stdout).toContain("::file");
    expect(stdout).toContain("::directory");
  });
});

const HAS_FISH = spawnSync("fish", ["--version"]).status === 0;
const HAS_ZSH = spawnSync("zsh", ["--version"]).status === 0;

test.skipIf(!HAS_FISH)("fish completes commands, options and revisions", () => {
  const cwd = project(REVISIONS);
  const line = (text: string) => `complete -C '${text}'`;
  const script = `migraph completion fish | source; ${line("migraph upgr")}; ${line("migraph show a1b")}; ${line("migraph check --allow")}`;
  const { stdout } = spawnSync("fish", ["--no-config", "-c", script], { cwd, env: installed(cwd), encoding: "utf8" });
  expect(stdout.split("\n").map((text) => text.split("\t")[0])).toEqual(["upgrade", "a1b2c3", "--allow-heads", ""]);
});

test.skipIf(!HAS_ZSH).each([
  ["sourced", "autoload -U compinit; compinit -u -D; source <(migraph completion zsh)"],
  ["in a file of $fpath", "fpath+=($HOME/zfunc); autoload -U compinit; compinit -u -D"],
])("zsh completes commands, options and revisions, with the script %s", async (_, loading) => {
  const cwd = project(REVISIONS);
  writeFiles(cwd, {
    "zfunc/_migraph": (await migraph(["completion", "zsh"], { cwd })).stdout,
    ".zshrc": `${loading}\nPS1='ready> '\n`,
  });
  const lines = ["migraph upgr", "migraph show a1b", "migraph check --allow"];
  // Ctrl-A goes to the beginning of the line and Ctrl-E to its end: it is printed as it was completed.
  const script = `
    zmodload zsh/zpty
    zpty shell zsh -i
    zpty -r shell output '*ready> *'
    for line in ${lines.map((line) => `'${line}'`).join(" ")}; do
      zpty -w -n shell "$line"$'\\t'$'\\x01print -r -- "GOT<'$'\\x05>"'$'\\n'
      zpty -r shell output '*GOT<migraph*>*ready> *'
      print -r -- "$output"
    done`;
  const { stdout } = spawnSync("zsh", ["-f", "-c", script], {
    cwd,
    env: installed(cwd),
    encoding: "utf8",
    // What does not come is waited for, by what reads the terminal.
    timeout: 30_000,
  });
  for (const completed of ["GOT<migraph upgrade>", "GOT<migraph show a1b2c3>", "GOT<migraph check --allow-heads>"]) {
    expect(stdout).toContain(completed);
  }
});

test("a shell that is not known is told", async () => {
  expect(await migraph(["completion", "tcsh"], { cwd: project() })).toEqual({
    code: 2,
    stdout: "",
    stderr: 'error: there is no completion for "tcsh"\nhint: the shells are bash, zsh, fish\n',
  });
});
