import { expect, test } from "vitest";
import { breakOff, outside } from "../support/broken-off.ts";
import { migraph } from "../support/cli.ts";
import { scene } from "../support/scene.ts";

const STATEMENTS = [
  "create table t (id int)",
  "do $$ begin insert into t values (1); commit; end $$",
  "insert into t values (2)",
];

test("a script that was broken off is shown, settled and gone on with", async () => {
  const there = await scene([outside("")]);
  await breakOff(there, STATEMENTS, 2);
  const options = { cwd: there.root, env: { DATABASE_URL: there.database.url } };
  const status = await migraph(["status", "--exit-code"], options);
  expect(status).toMatchObject({ code: 6 });
  expect(status.stdout).toMatch(/broken off a1 \(up\) at statement 2 of 3, begun \d{4}-/);
  expect(status.stdout).toContain("next: `migraph upgrade a1` goes on with a1");

  const stopped = await migraph(["upgrade"], options);
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toMatch(
    /^error: .*up\.sql:7: statement 2 of 3 \(line 7\) was broken off \(begun by postgres on /m,
  );
  expect(stopped.stderr).toContain("do $$ begin insert into t values (1); commit; end $$");
  expect(stopped.stderr).toMatch(/^state: no other revision was changed; no revision is applied$/m);
  expect(stopped.stderr).toMatch(/^hint: .*`migraph repair a1 --done`.*`--again`.*`--forget`/m);

  expect(await migraph(["repair", "--done"], options)).toMatchObject({ code: 2 });
  expect(await migraph(["repair", "a1", "--done", "--again"], options)).toMatchObject({ code: 2 });
  const settled = await migraph(["repair", "a1", "--done"], options);
  expect(settled).toMatchObject({
    code: 0,
    stdout: "Statement 2 of 3 of a1 is done; the next run goes on behind it.\n",
  });
  const upgraded = await migraph(["upgrade"], options);
  expect(upgraded.code).toBe(0);
  expect(upgraded.stdout).toContain("a1 was broken off: statements 1 to 2 of 3 are done already");
  expect(await there.sql`select id from t order by id`).toEqual([{ id: 1 }, { id: 2 }]);
});

test("a failure says what stays done, and where the next run goes on", async () => {
  const there = await scene([outside("create table t (id int);\nvacuum t;\nselect 1/0;")]);
  const options = { cwd: there.root, env: { DATABASE_URL: there.database.url } };
  const failed = await migraph(["upgrade"], options);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/up\.sql:9:1: statement 3 of 3 \(line 9\): division by zero/);
  expect(failed.stderr).toContain("state: statements 1 to 2 of a1 stay done; no other revision was changed");
  expect(failed.stderr).toContain("it goes on with statement 3");
});
