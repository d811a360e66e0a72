import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { newest } from "../support/database.ts";
import { project } from "../support/project.ts";

const REVISIONS = [
  { id: "base1", up: "create table users (id int primary key, n int);" },
  {
    id: "next2",
    parents: ["base1"],
    up: "alter table users add column note text;\ncreate index on users (n);",
    down: "drop index users_n_idx;\nalter table users drop column note;\n",
  },
];

function scratch(): readonly string[] {
  const { socketDirectory, port } = newest();
  return ["--scratch", `postgresql://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`];
}

test("trace shows what others cannot do, and for how long; `locks` is the same", async () => {
  const cwd = project(REVISIONS);
  const { code, stdout, stderr } = await migraph(["trace", ...scratch()], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.replace(/PostgreSQL [\d.]*\d/, "PostgreSQL N")).toBe(
    [
      "base1  Make base1  migrations/base1/up.sql",
      "  keeps nobody waiting",
      "next2  Make next2  migrations/next2/up.sql",
      "  line 6  alter table users add column note text",
      "    ACCESS EXCLUSIVE on users: others can neither read nor write, until it and the statement behind it are done",
      "  line 7  create index on users (n)",
      "    reads through users",
      "Traced 2 revisions in a scratch database, PostgreSQL N. Its tables are empty: how long each statement takes, " +
        "and so how long others wait, depends on the size of yours.",
      "",
    ].join("\n"),
  );
  const one = await migraph(["locks", "base1", "--json", ...scratch()], { cwd });
  expect(JSON.parse(one.stdout)).toMatchObject({ revisions: [{ revision: "base1", statements: [{ line: 6 }] }] });
});

test("check --locks exits with 6 for what it finds, with 0 for nothing, and --since needs it", async () => {
  const cwd = project(REVISIONS);
  const { code, stderr } = await migraph(["check", "--locks", ...scratch()], { cwd });
  expect({ code, stderr }).toEqual({
    code: 6,
    stderr: [
      "error: migrations/next2/up.sql:6: it keeps others from reading and writing users until COMMIT, and line 7 goes through users before that",
      "hint: put it behind what takes long, or in a revision of its own",
      "error: migrations/next2/up.sql:7: CREATE INDEX keeps others from writing to users until it is built",
      "hint: CREATE INDEX CONCURRENTLY, in a revision of its own with `-- transaction: off`",
      "",
    ].join("\n"),
  });
  expect((await migraph(["check", "--locks", "--since", "next2", ...scratch()], { cwd })).code).toBe(0);
  expect((await migraph(["check", "--since", "next2"], { cwd })).code).toBe(2);
});

test("a script that fails says that it did so in a scratch database", async () => {
  const cwd = project([{ id: "base1", up: "select nothing;" }]);
  const { code, stderr } = await migraph(["trace", ...scratch()], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain("\nstate: it ran in a scratch database; yours is as it was\n");
});
