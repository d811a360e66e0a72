import { describe, expect, test, vi } from "vitest";
import { start } from "../support/cli.ts";
import { freshDatabase, newest, servers } from "../support/database.ts";
import { fatal, listen, passOn } from "../support/listener.ts";
import { project } from "../support/project.ts";
import { migratorOn, scene } from "../support/scene.ts";

const SETTING = "client_connection_check_interval";
const KEEP = `create table kept as select current_setting('${SETTING}') as interval;`;
/** A statement that goes on when nobody waits for it any more. */
const SLEEP = "select pg_sleep(600);";

describe.each(servers.map((server) => [server.major, server] as const))("on PostgreSQL %i", (_, server) => {
  test("every script runs in a session whose client is watched, also after another one has reset it", async () => {
    const { migrator, sql } = await scene(
      [
        { id: "a1", up: "reset all;" },
        { id: "a2", up: KEEP, parents: ["a1"] },
      ],
      server,
    );
    await migrator.upgrade();
    expect(await sql`select interval from kept`).toEqual([{ interval: "2s" }]);
  });

  test("the lock of a client that was killed is given up before its statement ends", async () => {
    const database = await freshDatabase(server);
    const root = project([{ id: "a1", up: SLEEP }]);
    const killed = start(["upgrade", "--url", database.tcpUrl], { cwd: root });
    const backends = () =>
      database.sql`select pid from pg_stat_activity where datname = ${database.name} and query like '%pg_sleep%'
        and pid <> pg_backend_pid()`;
    await vi.waitFor(async () => expect(await backends()).toHaveLength(1), { timeout: 20_000 });
    killed.child.kill("SIGKILL");
    await vi.waitFor(async () => expect(await backends()).toHaveLength(0), { timeout: 20_000 });
    const { migrator } = await migratorOn(root, database.url);
    expect(await migrator.status()).toMatchObject({ lock: null, pending: ["a1"] });
  });
});

test("an interval that the URL gives stays", async () => {
  const { database, root, sql } = await scene([{ id: "a1", up: KEEP }]);
  const { migrator } = await migratorOn(root, `${database.url}&options=-c%20${SETTING}%3D7s`);
  await migrator.upgrade();
  expect(await sql`select interval from kept`).toEqual([{ interval: "7s" }]);
});

test.each([
  ["08P01", `unsupported startup parameter: ${SETTING}`],
  ["0A000", `Feature not supported: startup option ${SETTING}`],
  ["22023", `invalid value for parameter "${SETTING}": 2000`],
])("where a pooler or a server refuses it with %s, the session does without", async (state, message) => {
  const { tcpUrl, server, sql } = await freshDatabase();
  const pooler = await listen((socket) => {
    socket.once("data", (sent) => {
      if (sent.includes(SETTING)) socket.end(fatal(state, message));
      else passOn(socket, server, sent);
    });
  });
  const url = `${tcpUrl.replace(`:${newest().port}/`, `:${pooler.port}/`)}?sslmode=disable`;
  const { migrator } = await migratorOn(project([{ id: "a1", up: KEEP }]), url);
  expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
  expect(await sql`select interval from kept`).toEqual([{ interval: "0" }]);
  expect(pooler.sockets).toHaveLength(2);
});
