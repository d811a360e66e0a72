import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project } from "../support/project.ts";
import { Transcript } from "../support/transcript.ts";

const DIVERGED = [
  { id: "base1" },
  { id: "ann1", parents: ["base1"], message: "Add an email" },
  { id: "ben1", parents: ["base1"], depends: ["ann1"], message: "Add an age" },
  { id: "ben2", parents: ["ben1"], message: "Add a name" },
];

test("a line is put on top of another: shown first, refused while it is applied, done, and seen in the history", async () => {
  const screen = new Transcript(project(DIVERGED), await freshDatabase());
  await screen.run("upgrade heads --quiet", "rebase ben1 --onto ann1", "downgrade ben1@base1 --yes --quiet");
  await screen.run("rebase ben1:ben2 --onto ann1 --dry-run", "rebase ben1:ben2 --onto ann1", "rebase ben1 --onto ann1");
  await screen.run("history --graph", "upgrade", "rebase ben1 --onto base1 --offline", "check");
  expect(screen.take()).toMatchInlineSnapshot(`
    "
    $ migraph upgrade heads --quiet

    $ migraph rebase ben1 --onto ann1
    ! error: ben1, ben2 are applied in this database, where they stand now
    ! hint: take back what is to move with \`migraph downgrade\`, or leave it where it is and join the lines with \`migraph merge\`
    [exit 2]

    $ migraph downgrade ben1@base1 --yes --quiet

    $ migraph rebase ben1:ben2 --onto ann1 --dry-run
    Would continue ann1:
      ben1  migrations/ben1/up.sql
        parents: base1 → ann1
    What stands on it comes along: ben2
    Dry run: nothing was changed. Afterwards the head is ben2.

    $ migraph rebase ben1:ben2 --onto ann1
    Now continuing ann1:
      ben1  migrations/ben1/up.sql
        parents: base1 → ann1
    What stands on it comes along: ben2
    Now the head is ben2.

    $ migraph rebase ben1 --onto ann1
    Nothing to do: what was named continues ann1 already.

    $ migraph history --graph
    ○  ben2  (head) Add a name
    ○  ben1  Add an age  (needs ann1)
    ●  ann1  Add an email
    ●  base1  Make base1

    ● applied   ○ pending

    $ migraph upgrade
      up      ben1  Add an age  1 ms
      up      ben2  Add a name  1 ms
    Done: 2 steps in 1 ms. Now the database is at ben2.

    $ migraph rebase ben1 --onto base1 --offline
    Now continuing base1:
      ben1  migrations/ben1/up.sql
        parents: ann1 → base1
    What stands on it comes along: ben2
    No database was asked whether it is applied.
    Now there are 2 heads: ann1, ben2.

    $ migraph check
    not ok: 1 error in 4 revisions
    ! error: there are 2 heads: ann1, ben2
    ! hint: join them with \`migraph merge\`, put one on top of the other with \`migraph rebase\`, or allow them with --allow-heads
    [exit 6]
    "
  `);
});

test("a merge that has become needless is named", async () => {
  const cwd = project([...DIVERGED, { id: "both1", parents: ["ann1", "ben2"] }]);
  const { stdout } = await migraph(["rebase", "ben1", "--onto", "ann1"], { cwd });
  expect(stdout).toBe(
    [
      "Now continuing ann1:",
      "  ben1  migrations/ben1/up.sql",
      "    parents: base1 → ann1",
      "What stands on it comes along: ben2, both1",
      "both1 need not join ann1 any more, since ben2 continues it now: leave ann1 out of its parents, or delete the revision if it has nothing else to do.",
      "No database was asked whether it is applied.",
      "Now the head is both1.",
      "",
    ].join("\n"),
  );
});

test("without --onto it is told what to give", async () => {
  expect(await migraph(["rebase", "ben1"], { cwd: project(DIVERGED) })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: rebase needs --onto\nhint: /),
  });
});

test("a database that does not answer is exit code 3, unless --offline is given", async () => {
  const options = { cwd: project(DIVERGED), env: { DATABASE_URL: "postgresql://127.0.0.1:1/nowhere" } };
  const { code, stdout, stderr } = await migraph(["rebase", "ben1", "--onto", "ann1"], options);
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toMatch(/^hint: .*--offline/m);
  expect(await migraph(["rebase", "ben1", "--onto", "ann1", "--offline"], options)).toMatchObject({
    code: 0,
    stderr: "",
  });
});
