import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { migraph } from "../support/cli.ts";
import { scratchDirectory } from "../support/project.ts";

const NAMES = COMMANDS.map(({ name }) => name);
const quiet = { code: 0, stderr: "" };

describe.each(NAMES)("%s", (name) => {
  test("--help says what it does, how it is called, and gives an example; no line is too long", async () => {
    const cwd = scratchDirectory();
    const help = await migraph([name, "--help"], { cwd });
    expect(help).toMatchObject(quiet);
    const usage = new RegExp(
      `^[A-Z].*\\.\\n[^]*\\nUsage:\\n {2}\\$ migraph ${name}[^]*\\nExamples:\\n {2}\\$ migraph ${name}`,
    );
    expect(help.stdout).toMatch(usage);
    for (const line of help.stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(await migraph(["help", name], { cwd })).toEqual(help);
  });
});

test("without a command, or with --help, all commands and options are listed", async () => {
  const cwd = scratchDirectory();
  const help = await migraph(["--help"], { cwd });
  expect(help).toMatchObject(quiet);
  for (const name of NAMES) expect(help.stdout).toMatch(new RegExp(`^ {2}${name} {2,}[A-Z]`, "m"));
  for (const args of [[], ["-h"], ["help"], ["--quiet", "--help"], ["help", "--json"]]) {
    expect(await migraph(args, { cwd })).toEqual(help);
  }
});

test("help for an alias is that of its command, which names it", async () => {
  const cwd = scratchDirectory();
  const { stdout } = await migraph(["new", "--help"], { cwd });
  expect(stdout).toContain("Aliases: create, revision.");
  expect((await migraph(["create", "-h"], { cwd })).stdout).toBe(stdout);
  expect((await migraph(["help", "revision"], { cwd })).stdout).toBe(stdout);
});

test("--help before the command, or among other options, runs nothing", async () => {
  const cwd = scratchDirectory();
  const { stdout } = await migraph(["upgrade", "--help"], { cwd });
  expect(stdout).toMatch(/^Apply pending revisions\.\n/);
  for (const args of [
    ["--help", "upgrade"],
    ["upgrade", "-hv"],
    ["upgrade", "head", "--dry-run", "--nonsense", "-h"],
  ]) {
    expect(await migraph(args, { cwd })).toEqual({ ...quiet, stdout });
  }
});

test("help for what is no command is an error", async () => {
  expect(await migraph(["help", "upgarde"], { cwd: scratchDirectory() })).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: there is no command upgarde\nhint: did you mean upgrade?\n",
  });
});

test("--version prints the version and nothing else", async () => {
  const { stdout, ...rest } = await migraph(["--version"], { cwd: scratchDirectory() });
  expect(rest).toEqual(quiet);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
