import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, type TestRevision, writeFiles } from "../support/project.ts";
import { contentsOf, filesIn } from "../support/untouched.ts";

const LINE: readonly TestRevision[] = [{ id: "aaaa1" }, { id: "aaaa2", parents: ["aaaa1"] }];

interface Case {
  readonly name: string;
  readonly revisions?: readonly TestRevision[];
  /** More files, or the wrong ones. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly change?: (root: string) => void;
  /** Default: upgrade. */
  readonly args?: readonly string[];
  readonly exit?: number;
  readonly code: string;
  /** What the message must name. */
  readonly names: readonly string[];
}

const up = (...lines: readonly string[]) => `${lines.join("\n")}\n\nselect 1;\n`;

const FILES: readonly Case[] = [
  {
    name: "a header key that is none",
    files: {
      "migrations/x/up.sql": up("-- revision: xxxx", "-- parents: none", "-- lables: x"),
      "migrations/x/down.sql": "",
    },
    code: "bad_files",
    names: ["migrations/x/up.sql:3: ", "lables", "did you mean labels?"],
  },
  {
    name: "a header key given twice",
    files: {
      "migrations/x/up.sql": up("-- revision: xxxx", "-- parents: none", "-- revision: xxxx"),
      "migrations/x/down.sql": "",
    },
    code: "bad_files",
    names: ["migrations/x/up.sql:3: "],
  },
  {
    name: "a header value that cannot be",
    files: {
      "migrations/x/up.sql": up("-- revision: xxxx", "-- parents: none", "-- created: yesterday"),
      "migrations/x/down.sql": "",
    },
    code: "bad_files",
    names: ["migrations/x/up.sql:3: ", "created"],
  },
  {
    name: "no header",
    files: { "migrations/x/up.sql": "select 1;\n", "migrations/x/down.sql": "" },
    code: "bad_files",
    names: ["migrations/x/up.sql:1: "],
  },
  {
    name: "a missing down.sql",
    files: { "migrations/x/up.sql": up("-- revision: xxxx", "-- parents: none") },
    code: "bad_files",
    names: ["migrations/x/down.sql: ", "irreversible"],
  },
  {
    name: "a missing up.sql",
    files: { "migrations/x/down.sql": "select 1;\n" },
    code: "bad_files",
    names: ["migrations/x/up.sql: "],
  },
  {
    name: "a file that is not UTF-8",
    revisions: LINE,
    files: { "migrations/aaaa2/down.sql": Buffer.from("select 'caf\xe9';", "latin1") },
    code: "bad_files",
    names: ["migrations/aaaa2/down.sql:1: ", "UTF-8"],
  },
  {
    name: "an id that two folders have",
    revisions: LINE,
    files: {
      "migrations/again/up.sql": up("-- revision: AAAA2", "-- parents: aaaa1"),
      "migrations/again/down.sql": "",
    },
    code: "bad_graph",
    names: ["migrations/aaaa2/up.sql", "migrations/again/up.sql"],
  },
  {
    name: "a label that two revisions have",
    revisions: [
      { id: "aaaa1", labels: ["core"] },
      { id: "aaaa2", parents: ["aaaa1"], labels: ["Core"] },
    ],
    code: "bad_graph",
    names: ["migrations/aaaa2/up.sql", "ore"],
  },
  {
    name: "a label that is the id of another revision",
    revisions: [{ id: "aaaa1" }, { id: "aaaa2", parents: ["aaaa1"], labels: ["AAAA1"] }],
    code: "bad_graph",
    names: ["migrations/aaaa2/up.sql", "AAAA1"],
  },
  {
    name: "a parent that is not there",
    revisions: [{ id: "aaaa1" }, { id: "aaaa2", parents: ["aaaa0"] }],
    code: "bad_graph",
    names: ["migrations/aaaa2/up.sql", "aaaa0"],
  },
  {
    name: "a dependency that is not there",
    revisions: [{ id: "aaaa1", depends: ["bbbb1"] }],
    code: "bad_graph",
    names: ["migrations/aaaa1/up.sql", "bbbb1"],
  },
  {
    name: "a revision that is its own parent",
    revisions: [{ id: "aaaa1", parents: ["aaaa1"] }],
    code: "bad_graph",
    names: ["migrations/aaaa1/up.sql", "aaaa1"],
  },
  {
    name: "a cycle, through a dependency too",
    revisions: [
      { id: "aaaa1" },
      { id: "aaaa2", parents: ["aaaa1"], depends: ["aaaa3"] },
      { id: "aaaa3", parents: ["aaaa2"] },
    ],
    code: "bad_graph",
    names: ["aaaa2", "aaaa3"],
  },
  {
    name: "several faults at once, each named",
    revisions: [
      { id: "aaaa1", parents: ["nnnn1"] },
      { id: "aaaa2", parents: ["nnnn2"] },
    ],
    code: "bad_graph",
    names: ["2 faults", "migrations/aaaa1/up.sql", "nnnn1", "migrations/aaaa2/up.sql", "nnnn2"],
  },
  {
    name: "transaction control in a script",
    revisions: [{ id: "aaaa1", up: "begin;\ncreate table t (id int);\ncommit;" }],
    code: "bad_files",
    names: ["migrations/aaaa1/up.sql:6: "],
  },
  { name: "a directory without revisions", code: "no_revisions", names: ["migrations"] },
  {
    name: "a directory that is not there",
    change: (root) => rmSync(join(root, "migrations"), { recursive: true }),
    code: "missing_directory",
    names: ["migrations", "migraph init"],
  },
  {
    name: "a file in the place of the directory",
    args: ["upgrade", "--dir", "notes.txt"],
    files: { "notes.txt": "not a directory" },
    code: "bad_files",
    names: ["notes.txt"],
  },
  {
    name: "a link in a circle in the place of the directory",
    args: ["upgrade", "--dir", "circle"],
    change: (root) => symlinkSync("circle", join(root, "circle")),
    code: "bad_files",
    names: ["circle"],
  },
];

const CONFIGURATION: readonly Case[] = [
  {
    name: "an unknown key",
    files: { "migraph.config.json": '{ "directorys": ["migrations"] }' },
    code: "bad_config",
    names: ["migraph.config.json", "directorys", "did you mean directories?"],
  },
  {
    name: "a file that is not JSON",
    files: { "migraph.config.json": "{" },
    code: "bad_config",
    names: ["migraph.config.json"],
  },
  {
    name: "a file that is not there",
    args: ["upgrade", "--config", "no.json"],
    code: "bad_config",
    names: ["no.json"],
  },
  { name: "an empty name of a file", args: ["upgrade", "--config", ""], code: "usage", names: ["--config"] },
];

const ADDRESSES: readonly Case[] = [
  { name: "an unknown revision", args: ["upgrade", "aaab1"], code: "unknown_revision", names: ["aaab1", "aaaa1"] },
  { name: "an ambiguous beginning", args: ["show", "aaaa"], code: "ambiguous_prefix", names: ["aaaa1", "aaaa2"] },
  { name: "an unknown branch", args: ["upgrade", "core@head"], code: "unknown_branch", names: ["core"] },
  { name: "what is no address", args: ["show", "a!b"], code: "bad_address", names: ["a!b"] },
  { name: "a step of nothing", args: ["upgrade", "+0"], code: "out_of_range", names: ["+0"] },
  { name: "a step down in an upgrade", args: ["upgrade", "-1"], code: "out_of_range", names: ["-1"] },
  { name: "a step up in a downgrade", args: ["downgrade", "+1"], code: "out_of_range", names: ["+1"] },
  { name: "more steps than there are", args: ["upgrade", "+3"], code: "out_of_range", names: ["+3"] },
  { name: "more steps down than there are", args: ["downgrade", "-1"], code: "out_of_range", names: ["-1"] },
  { name: "a target that is not applied", args: ["downgrade", "aaaa1"], code: "not_ancestor", names: ["aaaa1"] },
  { name: "a merge of one head", args: ["merge"], code: "nothing_to_merge", names: ["aaaa2"] },
  {
    name: "a parent that has a child",
    args: ["new", "more", "--parent", "aaaa1"],
    code: "not_a_head",
    names: ["aaaa1", "aaaa2", "--splice"],
  },
  { name: "an id that is taken", args: ["new", "more", "--rev-id", "AAAA1"], code: "name_taken", names: ["AAAA1"] },
  { name: "a number of revisions that is none", args: ["redo", "two"], code: "usage", names: ["two"] },
];

const DATABASES: readonly Case[] = [
  {
    name: "a server that is not there",
    args: ["upgrade", "--url", "postgresql://someone:secretword@127.0.0.1:1/shop"],
    exit: 3,
    code: "unreachable",
    names: ["someone@127.0.0.1:1/shop"],
  },
  { name: "no URL at all", args: ["status", "--url="], code: "usage", names: ["--url"] },
  {
    name: "a URL of something else",
    args: ["upgrade", "--url", "mysql://root:secretword@h/d"],
    code: "bad_url",
    names: ["mysql"],
  },
  {
    name: "a URL without a scheme",
    args: ["upgrade", "--url", "root:secretword@h/d"],
    code: "bad_url",
    names: ["postgresql://"],
  },
  {
    name: "a port that is none",
    args: ["upgrade", "--url", "postgresql://u:secretword@h:99999/d"],
    code: "bad_url",
    names: ["99999"],
  },
  {
    name: "a parameter that is none",
    args: ["upgrade", "--url", "postgresql://u:secretword@h/d?sslmod=require"],
    code: "bad_url",
    names: ["sslmod", "sslmode"],
  },
];

const COMMAND_LINES: readonly Case[] = [
  {
    name: "an unknown command",
    args: ["upgarde"],
    code: "unknown_command",
    names: ["upgarde", "did you mean upgrade?"],
  },
  {
    name: "an unknown option",
    args: ["upgrade", "--dryrun"],
    code: "unknown_option",
    names: ["--dryrun", "did you mean --dry-run?"],
  },
  { name: "an option of another command", args: ["heads", "--purge"], code: "unknown_option", names: ["--purge"] },
  {
    name: "an option given twice",
    args: ["upgrade", "--wait", "1s", "--wait", "2s"],
    code: "usage",
    names: ["--wait", "twice"],
  },
  {
    name: "a switch given twice, before and behind",
    args: ["--yes", "upgrade", "--yes"],
    code: "usage",
    names: ["--yes", "twice"],
  },
  { name: "an option without its value", args: ["upgrade", "--wait"], code: "usage", names: ["--wait needs a value"] },
  {
    name: "a switch with a value",
    args: ["upgrade", "--dry-run=yes"],
    code: "usage",
    names: ["--dry-run takes no value"],
  },
  { name: "a duration without a unit", args: ["upgrade", "--wait", "5"], code: "usage", names: ["5", "5s"] },
  {
    name: "an argument too many",
    args: ["downgrade", "aaaa1", "aaaa2"],
    code: "usage",
    names: ["aaaa2", "migraph downgrade [target]"],
  },
  { name: "an argument too few", args: ["new"], code: "usage", names: ["<message>"] },
  { name: "an empty argument, as an unset variable gives", args: ["upgrade", ""], code: "usage", names: ["empty"] },
  { name: "options and no command", args: ["--quiet"], code: "usage", names: ["command"] },
];

describe.each([
  ["revision files", FILES],
  ["configuration", CONFIGURATION],
  ["addresses", ADDRESSES],
  ["databases", DATABASES],
  ["command lines", COMMAND_LINES],
])("bad %s: an error, a hint, the exit code, and nothing changed", (_, cases) => {
  test.each(cases)("$name", async ({ revisions, files, change, args = ["upgrade"], exit = 2, code, names }) => {
    const root = project(revisions ?? (code === "no_revisions" || files !== undefined ? [] : LINE));
    writeFiles(root, files ?? {});
    change?.(root);
    const { url, sql } = await freshDatabase();
    const [filesBefore, databaseBefore] = [filesIn(root), await contentsOf(sql)];
    const options = { cwd: root, env: { DATABASE_URL: url } };
    const forPeople = await migraph(args, options);
    const forPrograms = await migraph(["--json", ...args], options);

    expect(forPeople.stdout).toBe("");
    expect(forPeople.stderr).toMatch(/^error: \S/);
    expect(forPeople.stderr).toMatch(/^ *hint: \S/m);
    for (const name of names) expect(forPeople.stderr).toContain(name);
    expect(forPrograms.stderr).toBe("");
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({ error: { code, message: expect.any(String) } });
    expect([forPeople.code, forPrograms.code]).toEqual([exit, exit]);
    for (const text of [forPeople.stderr, forPrograms.stdout]) expect(text).not.toMatch(/secretword|\n {4}at /);
    expect(filesIn(root)).toEqual(filesBefore);
    expect(await contentsOf(sql)).toEqual(databaseBefore);
  });
});

test("a folder that is empty or holds other files is no revision and no fault", async () => {
  const root = writeFiles(project(LINE), { "migrations/notes/README.md": "for people" });
  mkdirSync(join(root, "migrations/empty"));
  expect(await migraph(["heads"], { cwd: root })).toEqual({ code: 0, stdout: "aaaa2  Make aaaa2\n", stderr: "" });
});
