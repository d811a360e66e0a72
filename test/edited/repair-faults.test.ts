import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockKey } from "../../src/database/lock-key.ts";
import { freshDatabase } from "../support/database.ts";
import { cutting } from "../support/listener.ts";
import { project } from "../support/project.ts";
import { failureOf, happenings, migratorOn, scene } from "../support/scene.ts";

const edit = (root: string) => appendFileSync(join(root, "migrations/aaaa1/up.sql"), "create table edited ();\n");

test("while another migraph holds the lock, repair waits and then gives up", async () => {
  const { migrator, root, sql } = await scene([{ id: "aaaa1" }]);
  await migrator.upgrade();
  edit(root);
  const other = await sql.reserve();
  await other`select pg_advisory_lock(${String(lockKey("migraph"))}::bigint)`;
  expect(await failureOf(migrator.repair(undefined, { wait: 0 }))).toMatchObject({ code: "locked", exitCode: 4 });
  await other`select pg_advisory_unlock_all()`;
  other.release();
  expect(await migrator.status()).toMatchObject({ edited: [{ revision: "aaaa1" }] });
  await migrator.repair();
  expect(await migrator.status()).toMatchObject({ edited: [] });
});

test("when the connection is lost at the end of a repair, what became of it is found out", async () => {
  const database = await freshDatabase();
  const proxy = await cutting(database.server);
  const root = project([{ id: "aaaa1" }]);
  const { migrator } = await migratorOn(root, database.tcpUrl.replace(`:${database.server.port}`, `:${proxy.port}`));
  await migrator.upgrade();
  edit(root);
  let repairing = false;
  proxy.cutAnswersAfter((sent) => {
    repairing ||= sent.includes("'repair'");
    return repairing && sent.includes("commit\0");
  });
  expect(await failureOf(migrator.repair())).toMatchObject({
    code: "connection_lost",
    exitCode: 3,
    data: { revision: "aaaa1", committed: true },
  });
  expect(await migrator.repair()).toMatchObject({ revisions: [] });
  expect(await happenings(database.sql)).toEqual(["up aaaa1", "repair aaaa1"]);
});
