import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase, newest, tables } from "../support/database.ts";
import { project, writeFiles } from "../support/project.ts";

/** Of the server that the tests run on. */
const { password } = newest();

const REVISIONS = [
  { id: "first" },
  { id: "second", parents: ["first"], up: "do $$ begin raise notice 'hello'; end $$; create table second ();" },
  { id: "third", parents: ["second"], up: "select 1 / 0;" },
];

test("the password of the database is in nothing that is printed, whatever is done", async () => {
  const root = project(REVISIONS);
  const { tcpUrl, sql } = await freshDatabase();
  const commands = [
    "status --verbose",
    "upgrade second --dry-run",
    "upgrade second --verbose",
    "upgrade",
    "upgrade --json",
    "history --graph -v",
    "show current",
    "redo --lock-timeout 1s",
    "downgrade nosuch",
    "downgrade --statement-timeout 5s",
    "stamp head",
    "current --check-heads --json",
  ];
  for (const command of commands) {
    const { stdout, stderr } = await migraph([...command.split(" "), "--url", tcpUrl], { cwd: root });
    expect([command, `${stdout}${stderr}`]).toEqual([command, expect.not.stringContaining(password)]);
    expect(`${stdout}${stderr}`).not.toBe("");
  }
  expect(await tables(sql)).toEqual(["first"]);
});

test.each([
  ["the environment", (url: string) => ({ env: { DATABASE_URL: url }, files: {} })],
  ["a config file", (url: string) => ({ env: {}, files: { "migraph.config.json": JSON.stringify({ url }) } })],
  [".env", (url: string) => ({ env: {}, files: { ".env": `DATABASE_URL=${url}\n` } })],
])("a password in %s works, and is not printed when the server is not there", async (_, given) => {
  const { tcpUrl } = await freshDatabase();
  for (const [url, exit] of [
    [tcpUrl, 0],
    [tcpUrl.replace(/:\d+\//, ":1/"), 3],
  ] as const) {
    const { env, files } = given(url);
    const root = writeFiles(project(REVISIONS), files);
    for (const command of ["status", "status --json"]) {
      const { code, stdout, stderr } = await migraph(command.split(" "), { cwd: root, env });
      expect(code).toBe(exit);
      expect(stdout + stderr).not.toContain(password);
    }
  }
});

test("a password that a script quotes is in no finding", async () => {
  const { tcpUrl, sql } = await freshDatabase();
  const quote = `do $$ begin raise exception 'not ${password}' using hint = 'try ${password}'; end $$;`;
  const root = project([
    { id: "first", up: "create table t (id int);", down: quote, verify: quote },
    { id: "second", parents: ["first"], up: `comment on table t is '${password}';`, down: "select 1;" },
    { id: "third", parents: ["first"], up: "alter table t rename to u;", down: "alter table u rename to t;" },
  ]);
  expect((await migraph(["upgrade", "second", "--url", tcpUrl], { cwd: root })).code).toBe(0);
  await sql.unsafe("comment on table t is null");
  for (const [command, exit] of [
    ["verify", 1],
    [`test --scratch ${tcpUrl}`, 1],
    [`test --json --scratch ${tcpUrl}`, 1],
    [`drift --scratch ${tcpUrl}`, 6],
    [`commute --scratch ${tcpUrl}`, 6],
    [`check --proofs --scratch ${tcpUrl}`, 6],
  ] as const) {
    const { code, stdout, stderr } = await migraph([...command.split(" "), "--url", tcpUrl], { cwd: root });
    expect([command, code]).toEqual([command, exit]);
    expect([command, stdout + stderr]).toEqual([command, expect.not.stringContaining(password)]);
  }
});

const URL_WITH_PASSWORD = "postgresql://ann:s3cret/w@rd@127.0.0.1:1/shop";

test.each([
  [["URL"]],
  [["help", "URL"]],
  [["heads", "URL"]],
  [["show", "URL"]],
  [["upgrade", "URL"]],
  [["history", "URL"]],
  [["redo", "URL"]],
  [["upgrade", "--wait", "URL"]],
  [["upgrade", "--URL"]],
  [["upgrade", "-URL"]],
  [["--ulr=URL", "upgrade"]],
  [["upgrade", "--ulr=URL"]],
  [["upgrade", "--url=URL", "--url=URL"]],
  [["upgrade", "--dir", "URL"]],
  [["upgrade", "--config", "URL"]],
  [["new", "more", "--label", "URL"]],
  [["new", "more", "--rev-id", "URL"]],
  [["new", "more", "--parent", "URL"]],
])("a URL in a wrong place is an error that does not tell its password: %j", async (words) => {
  const args = words.map((word) => word.replace("URL", URL_WITH_PASSWORD));
  for (const given of [args, ["--json", ...args]]) {
    const { code, stdout, stderr } = await migraph(given, { cwd: project(REVISIONS) });
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(/s3cret|w@rd/);
  }
});
