import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { project } from "../support/project.ts";
import { migratorOn } from "../support/scene.ts";
import { atTerminal, HAS_TERMINAL, onScreen } from "../support/terminal.ts";
import { Transcript } from "../support/transcript.ts";
import { filesIn } from "../support/untouched.ts";

/** Proofs are made on the server of the database. */
function shop(database: TestDatabase): string {
  const root = project([
    { id: "users", message: "Create users", up: "create table users (id int, role text default 'guest');" },
    { id: "plans", parents: ["users"], message: "Create plans", labels: ["billing"] },
    {
      id: "rows",
      parents: ["plans"],
      message: "Add the plans",
      up: "insert into plans values (1), (2);",
      down: "delete from plans;\n",
    },
    { id: "more", parents: ["rows"], message: "One more", depends: ["plans"] },
  ]);
  writeFileSync(join(root, "migraph.config.json"), JSON.stringify({ scratch: database.url }));
  writeFileSync(
    join(root, "wrong.sql"),
    "create table users (id int, role text);\ncreate table plans (id int);\ninsert into plans values (1), (2);\n",
  );
  return root;
}

test("a run is squashed; what has it needs nothing, and what is not the same is refused with the difference", async () => {
  const database = await freshDatabase();
  const root = shop(database);
  const screen = new Transcript(root, database);
  const { migrator } = await migratorOn(root, database.url);
  await migrator.upgrade("plans");
  await screen.run("squash users:rows");
  await migrator.upgrade("rows");
  await screen.run("squash users:rows --up wrong.sql", "squash users:rows -m Shop");
  await screen.run("history --graph", "status --verbose", "show plans");
  expect(screen.take()).toMatchInlineSnapshot(`
    "
    $ migraph squash users:rows
    ! error: database shop has 2 of the 3 revisions that would be squashed into rows
    ! hint: bring it to the end of the run first: \`migraph upgrade rows\`; or ask no database, with --offline
    [exit 2]

    $ migraph squash users:rows --up wrong.sql
    ! error: the new up.sql does not make the schema that the run makes
    !   - table users: column role: default 'guest'::text → none
    ! --- after the run
    ! +++ after the new up.sql
    ! @@ -1,3 +1,2 @@ column public.users.role
    !  column public.users.role
    ! -  default: 'guest'::text
    !    type: text
    ! hint: nothing was written; what is marked - is in the run alone, what is marked + in the new scripts alone
    [exit 1]

    $ migraph squash users:rows -m Shop
    Squashed 3 revisions into rows, migrations/rows
    message   Shop
    parents   none
    labels    billing
    deleted   migrations/users
    deleted   migrations/plans
    header    more depends: plans → none
    proved    the same schema, 2 rows in 2 tables, 0 sequences, on PostgreSQL 18
    way back  restores the schema
    database  has the whole run, and needs nothing
    Now the head is more.

    $ migraph history --graph
    ○  more  (head) One more
    ●  rows  [billing] Shop

    ● applied   ○ pending

    $ migraph status --verbose
    database   shop at /run:5432, PostgreSQL 18, role postgres
    ledger     schema migraph
    applied    1, at rows
    pending    1
               ○ more  One more
    replaced   2 revisions recorded here, which rows stands for

    next: \`migraph upgrade\` applies what is pending

    $ migraph show plans
    ! error: plans is no revision any more: it was squashed into rows
    ! hint: name rows, which does what it did
    [exit 2]
    "
  `);
});

test("a database in the middle is told so by status, check and upgrade", async () => {
  const [database, other] = [await freshDatabase(), await freshDatabase()];
  const root = shop(database);
  await (await migratorOn(root, other.url)).migrator.upgrade("plans");
  const { stdout } = await migraph(["squash", ":rows", "--json"], { cwd: root, env: { DATABASE_URL: database.url } });
  expect(JSON.parse(stdout)).toMatchObject({
    revision: "rows",
    replaces: ["users", "plans"],
    dry_run: false,
    proof: { rows: 2 },
  });
  const screen = new Transcript(root, other);
  await screen.run("status", "check --allow-pending", "upgrade");
  expect(screen.take()).toMatchInlineSnapshot(`
    "
    $ migraph status
    database   shop at /run:5432, PostgreSQL 18, role postgres
    ledger     schema migraph
    applied    2, at plans
    pending    2
               ○ rows  [billing] Add the plans, with the 2 revisions before it
               ○ more  One more
    midway     rows: 2 of the 3 revisions squashed into it

    next: finish it with the files from before the squash: check out the commit before (\`git log -- migrations/rows\`), \`migraph upgrade rows\` there, and come back; or, if the database has all of it already, \`migraph stamp rows\`

    $ migraph check --allow-pending
    not ok: 1 error in 2 revisions
    ! error: migrations/rows/up.sql: this database stands in the middle of what was squashed into rows: it has 2 of 3 revisions, and lacks rows
    ! hint: finish it with the files from before the squash: check out the commit before (\`git log -- migrations/rows\`), \`migraph upgrade rows\` there, and come back; or, if the database has all of it already, \`migraph stamp rows\`
    [exit 6]

    $ migraph upgrade
    ! error: this database stands in the middle of what was squashed into rows: it has 2 of 3 revisions, and lacks rows
    ! hint: finish it with the files from before the squash: check out the commit before (\`git log -- migrations/rows\`), \`migraph upgrade rows\` there, and come back; or, if the database has all of it already, \`migraph stamp rows\`
    [exit 2]
    "
  `);
});

test.skipIf(!HAS_TERMINAL)(
  "at a terminal the plan and its proof are shown, and a no leaves everything as it was",
  async () => {
    const database = await freshDatabase();
    const root = shop(database);
    const before = filesIn(root);
    const terminal = atTerminal("migraph squash :rows", { cwd: root });
    await terminal.said(/Write it, and delete these 2 folders\? \[y\/N\] /);
    expect(filesIn(root)).toEqual(before);
    terminal.type("n\n");
    const { code, stdout } = await terminal.ended;
    expect(code).toBe(0);
    expect(onScreen(stdout)).toMatch(/proved .* the same schema, 2 rows in 2 tables.*\nNothing was changed\.\n$/s);
    expect(filesIn(root)).toEqual(before);
  },
);
