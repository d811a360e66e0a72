import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { MigraphError } from "../../src/errors.ts";
import { freshDatabase, newest, servers, type TestDatabase, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { exists, failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

const LINE = [
  { id: "a1" },
  {
    id: "b2",
    parents: ["a1"],
    up: "create table b2 (id int);\nalter table b2 add more int;\ncreate index on b2 (more);",
  },
  { id: "c3", parents: ["a1"] },
  {
    id: "d4",
    parents: ["b2", "c3"],
    up: "create table d4 (id int);\ndrop table c3;\ncreate table c3 (id int, again int);",
  },
];

/** From now on the n-th statement that changes the schema fails, counted over all transactions. */
async function failAtStatement({ sql }: TestDatabase, number: number): Promise<void> {
  await sql.unsafe(`
    create schema counting;
    create sequence counting.statements;
    create function counting.fail() returns event_trigger language plpgsql as $$
    begin
      if nextval('counting.statements') = ${number} then raise exception 'enough of that'; end if;
    end $$;
    create event trigger counting on ddl_command_end execute function counting.fail()`);
}

const ends = servers.filter((server) => server === servers[0] || server === newest());

describe.each(ends)("on PostgreSQL $major", (server) => {
  test("whichever statement fails, the ledger's own among them, what is recorded is what was done", async () => {
    let completed = false;
    for (let number = 1; !completed; number++) {
      const database = await freshDatabase(server);
      await failAtStatement(database, number);
      const { migrator } = await migratorOn(project(LINE), database.url);
      const error = await migrator.upgrade().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      completed = error === undefined;
      const done = (await recorded(database.sql)) ?? [];
      expect(await tables(database.sql), `statement ${number}`).toEqual(done.toSorted());
      expect(done, `statement ${number}`).toEqual(["a1", "b2", "c3", "d4"].slice(0, done.length));
      if (completed) break;
      expect(error).toBeInstanceOf(MigraphError);
      expect((error as MigraphError).message).toContain("enough of that");
      expect(await migrator.upgrade(), `statement ${number}`).toMatchObject({ heads: ["d4"] });
      expect((await happenings(database.sql)).filter((each) => each.startsWith("up"))).toEqual([
        "up a1",
        "up b2",
        "up c3",
        "up d4",
      ]);
      expect(number).toBeLessThan(50);
    }
  });
});

/** How a script can fail, each at another stage of its transaction. */
const FAILURES: readonly (readonly [string, string])[] = [
  ["at a statement", "create table bad (id int);\nselect 1 / 0;"],
  ["before it begins, as nobody can parse it", "create table bad (id int);\nselekt 1;"],
  [
    "at its COMMIT",
    "create table bad (id int unique deferrable initially deferred);\ninsert into bad values (1), (1);",
  ],
  ["with its session", "create table bad (id int);\nselect pg_terminate_backend(pg_backend_pid());"],
  ["after a ROLLBACK of its own that nobody could read", "create tabel x;\nrollback;\ncreate table bad (id int);"],
];

/** Revisions that are under way when one before them fails; every other one is on a branch that needs nothing of it. */
function crowd(failing: string) {
  const before = Array.from({ length: 5 }, (_, index) => ({ id: `good${index}`, parents: parentOf("good", index, 1) }));
  const after = Array.from({ length: 40 }, (_, index) => ({
    id: `late${index}`,
    parents: index < 2 ? [index === 0 ? "bad" : "good4"] : parentOf("late", index, 2),
  }));
  return [...before, { id: "bad", parents: ["good4"], up: failing }, ...after];
}

function parentOf(name: string, index: number, distance: number): readonly string[] {
  return index < distance ? [] : [`${name}${index - distance}`];
}

test.for(FAILURES)("nothing is done behind a script that fails %s, on whatever branch", async ([, failing]) => {
  const { migrator, sql } = await scene(crowd(failing));
  const error = await failureOf(migrator.upgrade("heads"));
  expect(error.data).toMatchObject({ revision: "bad", heads: ["good4"] });
  expect(await recorded(sql)).toEqual(["good0", "good1", "good2", "good3", "good4"]);
  expect(await tables(sql)).toEqual(["good0", "good1", "good2", "good3", "good4"]);
  expect((await happenings(sql)).slice(5)).toEqual(["failure bad"]);
});

/** A file system of a few megabytes that the server may write to; undefined where we may not mount one. */
function smallDisk(): string | undefined {
  const path = mkdtempSync(join(tmpdir(), "migraph-disk-"));
  try {
    const { uid, gid } = statSync(newest().socketDirectory);
    const options = `size=4m,mode=700,uid=${uid},gid=${gid}`;
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], { stdio: "ignore" });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync("umount", ["-l", path]);
    rmSync(path, { recursive: true });
  });
  return path;
}

test("a disk that is full in the middle of a script: it is told so, nothing of it is kept, and with room it goes on", async (context) => {
  const disk = smallDisk();
  if (disk === undefined) return context.skip("no file system can be mounted here: that takes root");
  const tablespace = `small_${process.pid}`;
  const admin = superuser(newest());
  await admin.unsafe(`create tablespace ${tablespace} location '${disk}'`);
  onTestFinished(async () => {
    await admin.unsafe(`drop tablespace ${tablespace}`);
    await admin.end({ timeout: 1 });
  });
  const fill = `create table b2 (id int, text text) tablespace ${tablespace};
insert into b2 select i, repeat('x', 500) from generate_series(1, 20000) i;`;
  const { migrator, root, database, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], up: fill }]);
  const error = await failureOf(migrator.upgrade());
  expect(error).toMatchObject({ code: "script_failed", exitCode: 1, data: { sqlstate: "53100", heads: ["a1"] } });
  expect(error.message).toContain("No space left on device");
  expect(await tables(sql)).toEqual(["a1"]);
  expect(await recorded(sql)).toEqual(["a1"]);
  execFileSync("mount", ["-o", "remount,size=64m", disk]);
  const { migrator: second } = await migratorOn(root, database.url);
  expect(await second.upgrade()).toMatchObject({ heads: ["b2"] });
  expect(await exists(sql, "b2")).toBe(true);
});
