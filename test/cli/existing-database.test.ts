import { expect, test } from "vitest";
import { freshDatabase, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { Transcript } from "../support/transcript.ts";

test("a database whose tables were made by hand is stamped, and upgraded from there", async () => {
  const database = await freshDatabase();
  await database.sql`create table users (id int primary key)`;
  const root = project([
    { id: "users1", up: "create table users (id int primary key);", down: "drop table users;" },
    { id: "orders1", parents: ["users1"], up: "create table orders (id int);", down: "drop table orders;" },
  ]);
  const screen = new Transcript(root, database);

  await screen.run("upgrade", "stamp users1 --dry-run", "stamp users1", "history", "status", "upgrade", "current");
  await screen.run("stamp users1", "stamp head", "stamp base", "current --check-heads");
  expect(screen.take()).toMatchInlineSnapshot(`
    "
    $ migraph upgrade
    Made the ledger in schema migraph.
    ! error: migrations/users1/up.sql: relation "users" already exists
    !   SQLSTATE: 42P07
    ! state: nothing of users1 was kept; no other revision was changed; no revision is applied
    ! hint: correct the script; or, if the database has this already, \`migraph stamp users1\` records it without running it
    [exit 1]

    $ migraph stamp users1 --dry-run
      stamp   users1  Make users1
    Dry run: 1 step, nothing was changed. Afterwards the database is at users1.

    $ migraph stamp users1
      stamp   users1  Make users1
    Done: 1 step. Now the database is at users1.

    $ migraph history
    ○ orders1  (head) Make orders1
    ● users1  Make users1

    ● applied   ○ pending

    $ migraph status
    database   shop at /run:5432, PostgreSQL 18, role postgres
    ledger     schema migraph
    applied    1, at users1
    pending    1
               ○ orders1  Make orders1

    next: \`migraph upgrade\` applies what is pending

    $ migraph upgrade
      up      orders1  Make orders1  1 ms
    Done: 1 step in 1 ms. Now the database is at orders1.

    $ migraph current
    orders1  Make orders1

    $ migraph stamp users1
      unstamp orders1  Make orders1
    Done: 1 step. Now the database is at users1.

    $ migraph stamp head
      stamp   orders1  Make orders1
    Done: 1 step. Now the database is at orders1.

    $ migraph stamp base
      unstamp orders1  Make orders1
      unstamp users1  Make users1
    Done: 2 steps. Now no revision is applied.

    $ migraph current --check-heads
    No revision is applied.
    ! error: the database is not at the heads on disk (orders1)
    ! hint: \`migraph status\` shows what is different, and what to do
    [exit 6]
    "
  `);
  expect(await tables(database.sql)).toEqual(["orders", "users"]);
});
