import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project } from "../support/project.ts";

test("verify prints each revision, what was found and a verdict; exit code 1 when something was", async () => {
  const cwd = project([
    { id: "good1", verify: "select true;" },
    { id: "bad2", parents: ["good1"], verify: "select 1;\nselect 1 = 2 as equal;\nselect nothing;" },
    { id: "none3", parents: ["bad2"] },
  ]);
  const env = { DATABASE_URL: (await freshDatabase()).url };
  await migraph(["upgrade"], { cwd, env });
  const { code, stdout, stderr } = await migraph(["verify"], { cwd, env });
  expect(code).toBe(1);
  expect(stdout.replace(/ \d+ ms/g, " N ms")).toBe(
    "  ok      good1  Make good1  N ms\n  failed  bad2  Make bad2  N ms\nnot ok: 1 of 2 revisions with a verify.sql\n",
  );
  expect(stderr).toBe(
    [
      'error: migrations/bad2/verify.sql:2: column "equal" is false',
      'error: migrations/bad2/verify.sql:3:8: column "nothing" does not exist',
      "  3 | select nothing;",
      "             ^",
      "  SQLSTATE: 42703",
      "",
    ].join("\n"),
  );
  const good = await migraph(["verify", "good1", "--json"], { cwd, env });
  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, revisions: [{ revision: "good1", checks: 1 }] });
  expect((await migraph(["verify", "none3"], { cwd, env })).stdout).toBe("No applied revision has a verify.sql.\n");
});

test("upgrade --verify says what was found, what was kept, and what to do", async () => {
  const cwd = project([{ id: "good1" }, { id: "bad2", parents: ["good1"], verify: "select false as no" }]);
  const env = { DATABASE_URL: (await freshDatabase()).url };
  const { code, stderr } = await migraph(["upgrade", "--verify"], { cwd, env });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: [
      "error: bad2 does not pass its verify.sql",
      '  - migrations/bad2/verify.sql:1: column "no" is false',
      "state: nothing of bad2 was kept; done before, and kept: good1 (up); the database is at good1",
      "hint: correct up.sql or verify.sql, and run the same command again",
      "",
    ].join("\n"),
  });
  expect((await migraph(["upgrade", "--no-verify"], { cwd, env })).code).toBe(0);
  for (const args of [
    ["--verify", "--no-verify"],
    ["--verify", "--sql"],
  ]) {
    expect((await migraph(["upgrade", ...args], { cwd, env })).code).toBe(2);
  }
});
