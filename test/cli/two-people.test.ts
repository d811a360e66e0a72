import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshDatabase, tables } from "../support/database.ts";
import { scratchDirectory } from "../support/project.ts";
import { Transcript } from "../support/transcript.ts";

/** Puts SQL below the header that `new` wrote. */
function write(root: string, id: string, up: string, down: string): void {
  const folder = readdirSync(join(root, "migrations")).find((name) => name.includes(`_${id}_`)) ?? "";
  writeFileSync(join(root, "migrations", folder, "up.sql"), up, { flag: "a" });
  writeFileSync(join(root, "migrations", folder, "down.sql"), down);
}

test("two people add revisions side by side: upgrade explains the two heads, merge joins them", async () => {
  const root = scratchDirectory();
  const database = await freshDatabase();
  const screen = new Transcript(root, database);

  await screen.run("init", "status", `new "Create users" --rev-id base1`);
  write(root, "base1", "create table users (id int primary key);", "drop table users;");
  await screen.run("upgrade");
  expect(screen.take()).toMatchInlineSnapshot(`
    "
    $ migraph init
    made   migrations/
    made   migraph.config.json

    Next: \`migraph new "what it does"\` writes a revision.
    Where the database is, DATABASE_URL or --url says; --url embedded:./database needs no server.

    $ migraph status
    database   shop at /run:5432, PostgreSQL 18, role postgres
    ledger     schema migraph, which the first change makes
    applied    none
    pending    none

    next: \`migraph new "what it does"\` writes the first revision

    $ migraph new "Create users" --rev-id base1
    Wrote base1, a new base:
      migrations/202601010000_base1_create_users/up.sql
      migrations/202601010000_base1_create_users/down.sql
    Next: write both scripts, then \`migraph upgrade\`.

    $ migraph upgrade
    Made the ledger in schema migraph.
      up      base1  Create users  1 ms
    Done: 1 step in 1 ms. Now the database is at base1.
    "
  `);

  await screen.run(`new "Add an email" --rev-id anna1 --label anna`);
  await screen.run(`new "Add an age" --parent base1 --rev-id ben1`);
  await screen.run(`new "Add an age" --parent base1 --splice --rev-id ben1 --depends anna1`);
  write(root, "anna1", "alter table users add email text;", "alter table users drop email;");
  write(root, "ben1", "alter table users add age int;", "alter table users drop age;");
  await screen.run("upgrade", "heads", "history --graph", "status");
  expect(screen.take()).toMatchInlineSnapshot(`
    "
    $ migraph new "Add an email" --rev-id anna1 --label anna
    Wrote anna1, on base1:
      migrations/202601010000_anna1_add_an_email/up.sql
      migrations/202601010000_anna1_add_an_email/down.sql
    Next: write both scripts, then \`migraph upgrade\`.

    $ migraph new "Add an age" --parent base1 --rev-id ben1
    ! error: base1 is not a head: it has the child anna1
    ! hint: give a head, or --splice to begin a branch here
    [exit 2]

    $ migraph new "Add an age" --parent base1 --splice --rev-id ben1 --depends anna1
    Wrote ben1, on base1:
      migrations/202601010000_ben1_add_an_age/up.sql
      migrations/202601010000_ben1_add_an_age/down.sql
    Next: write both scripts, then \`migraph upgrade\`.

    $ migraph upgrade
    ! error: there are 2 heads: anna1 (anna), ben1
    ! hint: name one of them, or take all with \`heads\`, or join them with \`migraph merge\`
    [exit 2]

    $ migraph heads
    anna1  [anna] Add an email
    ben1  Add an age  (needs anna1)

    $ migraph history --graph
    ○  ben1  (head) Add an age  (needs anna1)
    │ ○  anna1  (head) [anna] Add an email
    ├─╯
    ●  base1  Create users

    ● applied   ○ pending

    $ migraph status
    database   shop at /run:5432, PostgreSQL 18, role postgres
    ledger     schema migraph
    applied    1, at base1
    pending    2
               ○ anna1  [anna] Add an email
               ○ ben1  Add an age  (needs anna1)
    heads      2 on disk: anna1, ben1

    next: \`migraph merge\` joins the heads; \`migraph upgrade heads\` goes to each of them
    "
  `);

  await screen.run(
    "merge --rev-id both1",
    "check --allow-pending",
    "upgrade",
    "upgrade",
    "history --graph",
    "downgrade -1",
  );
  await screen.run("downgrade anna@-1", "status", "downgrade ben1@-1", "redo", "upgrade both1");
  expect(screen.take()).toMatchInlineSnapshot(`
    "
    $ migraph merge --rev-id both1
    Wrote both1, on anna1 and ben1:
      migrations/202601010000_both1_merge_anna_and_ben1/up.sql
      migrations/202601010000_both1_merge_anna_and_ben1/down.sql
    Next: \`migraph upgrade\`.

    $ migraph check --allow-pending
    ok: 4 revisions, head both1

    $ migraph upgrade
      up      anna1  Add an email  1 ms
      up      ben1  Add an age  1 ms
      up      both1  Merge anna and ben1  1 ms
    Done: 3 steps in 1 ms. Now the database is at both1.

    $ migraph upgrade
    Nothing to do: the database is at both1.

    $ migraph history --graph
    ●  both1  (head) Merge anna and ben1
    ├─╮
    │ ●  ben1  Add an age  (needs anna1)
    ● │  anna1  [anna] Add an email
    ├─╯
    ●  base1  Create users

    ● applied

    $ migraph downgrade -1
    ! error: the way down from both1 divides: it has 2 parents: anna1 (anna), ben1
    ! hint: say which branch: anna1@-1 or ben1@-1; or name a revision
    [exit 2]

    $ migraph downgrade anna@-1
      down    both1  Merge anna and ben1  1 ms
    Done: 1 step in 1 ms. Now the database is at anna1, ben1.

    $ migraph status
    database   shop at /run:5432, PostgreSQL 18, role postgres
    ledger     schema migraph
    applied    3, at 2 heads
               ● anna1  [anna] Add an email
               ● ben1  Add an age  (needs anna1)
    pending    1
               ○ both1  Merge anna and ben1

    next: \`migraph upgrade\` applies what is pending

    $ migraph downgrade ben1@-1
      down    ben1  Add an age  1 ms
    Done: 1 step in 1 ms. Now the database is at anna1.

    $ migraph redo
      down    anna1  Add an email  1 ms
      up      anna1  Add an email  1 ms
    Done: 2 steps in 1 ms. Now the database is at anna1.

    $ migraph upgrade both1
      up      ben1  Add an age  1 ms
      up      both1  Merge anna and ben1  1 ms
    Done: 2 steps in 1 ms. Now the database is at both1.
    "
  `);
  expect(await tables(database.sql)).toEqual(["users"]);
});
