import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type BadInput, LINE, refuses } from "../support/bad-input.ts";
import { migraph } from "../support/cli.ts";
import { project, writeFiles } from "../support/project.ts";

const up = (...lines: readonly string[]) => `${lines.join("\n")}\n\nselect 1;\n`;

const FILES: readonly BadInput[] = [
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

const CONFIGURATION: readonly BadInput[] = [
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

describe("revision files that cannot be taken", () => refuses(FILES));
describe("configuration that cannot be taken", () => refuses(CONFIGURATION));

test("a folder that is empty or holds other files is no revision and no fault", async () => {
  const root = writeFiles(project(LINE), { "migrations/notes/README.md": "for people" });
  mkdirSync(join(root, "migrations/empty"));
  expect(await migraph(["heads"], { cwd: root })).toEqual({ code: 0, stdout: "aaaa2  Make aaaa2\n", stderr: "" });
});
