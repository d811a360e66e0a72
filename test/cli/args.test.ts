import { expect, test } from "vitest";
import { parseArgs } from "../../src/cli/args.ts";
import type { Command } from "../../src/cli/command.ts";
import { findCommand } from "../../src/cli/option.ts";
import { UsageError } from "../../src/errors.ts";

const COMMAND: Command = {
  args: "[...addresses]",
  options: [
    { flags: "-m, --message <text>", description: "" },
    { flags: "--rev-id <id>", description: "" },
    { flags: "--label <name>", description: "", repeatable: true },
    { flags: "--wait <duration>", description: "" },
    { flags: "--dry-run", description: "" },
  ],
  examples: [],
  run: () => Promise.resolve(undefined),
};

function parse(...argv: readonly string[]) {
  const parsed = parseArgs({ name: "merge", summary: "" }, COMMAND, argv);
  if (parsed === undefined) return "help";
  const { args, options } = parsed;
  const given: Record<string, unknown> = {};
  for (const name of ["message", "rev-id", "label", "dir", "url"])
    if (options.has(name)) given[name] = options.list(name);
  for (const name of ["dry-run", "json", "verbose", "no-color", "yes"]) if (options.has(name)) given[name] = true;
  return { args, ...given };
}

function refusal(...argv: readonly string[]): string {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} | ${error.hint}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

test.each(["-1", "+1", "-12", "+2", "label@-1", "label@+1", "3f2a-1", "-3:current", ":-1", "-1:", "a:b", "-"])(
  "%s is an argument",
  (address) => {
    expect(parse(address)).toEqual({ args: [address] });
    expect(parse("--dry-run", address, "--json")).toEqual({ args: [address], "dry-run": true, json: true });
  },
);

test.each([
  "0012",
  "1e5",
  "0x10",
  "1_000",
  "-1",
  "--",
  "true",
  "false",
  "null",
  "--help",
  "-x",
  "a=b",
  " x ",
  "\u2060x",
])("the value %j is taken as it stands, behind a space or an equals sign", (value) => {
  expect(parse("--rev-id", value)).toEqual({ args: [], "rev-id": [value] });
  expect(parse(`--rev-id=${value}`)).toEqual({ args: [], "rev-id": [value] });
  expect(parse("-m", value)).toEqual({ args: [], message: [value] });
});

test("a short option takes its value behind a space, behind an equals sign, and at once", () => {
  for (const argv of [["-m", "text"], ["-m=text"], ["-mtext"], ["-vmtext"], ["-vm", "text"]]) {
    expect(parse(...argv)).toMatchObject({ args: [], message: ["text"] });
  }
});

test("behind -- everything is an argument", () => {
  expect(parse("--dry-run", "--", "--json", "-m", "--")).toEqual({ args: ["--json", "-m", "--"], "dry-run": true });
});

test("only what is declared as repeatable may be repeated", () => {
  expect(parse("--label", "a", "--label=b", "--dir", "x", "--dir", "y")).toEqual({
    args: [],
    label: ["a", "b"],
    dir: ["x", "y"],
  });
  expect(refusal("--rev-id", "a", "--rev-id", "a")).toBe("--rev-id is given twice | give it once");
  expect(refusal("-m", "a", "--message", "b")).toBe("--message is given twice | give it once");
  expect(refusal("--json", "--json")).toBe("--json is given twice | give it once");
  expect(refusal("-v", "--verbose")).toBe("--verbose is given twice | give it once");
});

test("a switch that begins with no- is given or not, and takes no other form", () => {
  expect(parse()).toEqual({ args: [] });
  expect(parse("--no-color")).toEqual({ args: [], "no-color": true });
  expect(refusal("--color")).toMatch(/^merge has no option --color \| /);
  expect(refusal("--no-dry-run")).toBe("merge has no option --no-dry-run | did you mean --dry-run?");
  expect(refusal("--dryRun")).toBe("merge has no option --dryRun | did you mean --dry-run?");
});

test("an option without a value, or with an empty one, is refused", () => {
  expect(refusal("--rev-id")).toBe("--rev-id needs a value | write --rev-id VALUE, or --rev-id=VALUE");
  for (const empty of [["--rev-id", ""], ["--rev-id="], ["-m", " "]])
    expect(refusal(...empty)).toMatch(/ needs a value \| an empty one/);
  expect(refusal("--dry-run=")).toBe("--dry-run takes no value | write --dry-run alone");
});

test("of what is unknown the name is told, and never the value", () => {
  expect(refusal("--urll=postgresql://u:secret@h/d")).toBe("merge has no option --urll | did you mean --url?");
  expect(refusal("-postgresql://u:secret@h/d")).toBe("merge has no option -p | migraph merge --help lists the options");
  expect(refusal("-x")).toBe("merge has no option -x | migraph merge --help lists the options");
});

test("help makes up for every fault, wherever it stands", () => {
  for (const argv of [
    ["--help"],
    ["-h"],
    ["-vh"],
    ["a", "--help"],
    ["--bogus", "-h"],
    ["--rev-id=", "--help"],
    ["--json", "--json", "-h"],
  ]) {
    expect(parse(...argv)).toBe("help");
  }
  expect(parse("--", "--help")).toEqual({ args: ["--help"] });
});

test("the command is the first word that is no option and no value of one", () => {
  expect(findCommand(["heads"])).toEqual({ name: "heads", index: 0 });
  expect(findCommand(["--dir", "a", "--url=b", "-v", "heads", "x"])).toEqual({ name: "heads", index: 4 });
  expect(findCommand(["--json", "--config", "heads", "bases"])).toEqual({ name: "bases", index: 3 });
  expect(findCommand(["--json"])).toBeUndefined();
  expect(findCommand([])).toBeUndefined();
});

test("a duration has a unit", () => {
  const parsed = parseArgs({ name: "upgrade", summary: "" }, COMMAND, ["--wait", "1.5s"]);
  expect(parsed?.options.duration("wait")).toBe(1500);
  const bad = parseArgs({ name: "upgrade", summary: "" }, COMMAND, ["--wait=-5s"]);
  expect(() => bad?.options.duration("wait")).toThrow('--wait "-5s" is not a duration');
});
