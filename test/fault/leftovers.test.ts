import { describe, expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { Cluster } from "../support/cluster.ts";
import { freshDatabase, newest, servers, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { failureOf, migratorOn, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

/** What a script may leave in its session beside settings and temporary objects, which test/apply tells of. */
const LEFT: readonly (readonly [string, string])[] = [
  ["a channel that it listens to, and messages that arrive there later", "listen news; notify news, 'first';"],
  ["advisory locks of its own", "select pg_advisory_lock(42), pg_advisory_lock_shared(43), pg_advisory_xact_lock(44);"],
  ["transactions that may write by default", "set default_transaction_read_only = off;"],
  ["sessions that may write by default", "set session characteristics as transaction read write, deferrable;"],
  [
    "a transaction that ends long queries",
    "set local idle_in_transaction_session_timeout = '5s'; set transaction_isolation = 'read committed';",
  ],
  [
    "a session that may idle no more",
    "set idle_in_transaction_session_timeout = '1ms'; set idle_session_timeout = '1ms';",
  ],
  ["a session that asks nobody about its client", "set client_connection_check_interval = 0;"],
  ["another encoding of its client", "set client_encoding = 'LATIN1';"],
  ["large objects that are open", "select lo_open(lo_create(0), 131072);"],
  [
    "a seed, a plan cache and statistics that are its own",
    "select setseed(0.5); set plan_cache_mode = force_generic_plan; set track_activities = off;",
  ],
];

describe.each(servers)("on PostgreSQL $major", (server) => {
  test("whatever scripts leave in the session, all are recorded, in words of any script, and nothing stays behind", async () => {
    const revisions = LEFT.map(([what, up], index) => ({
      id: `left${index}`,
      parents: index === 0 ? [] : [`left${index - 1}`],
      message: `${what}: été 😀`,
      up: `create table left${index} (id int default ${index});\nnotify news, 'another';\n${up}`,
    }));
    const database = await freshDatabase(server);
    const options = { cwd: project(revisions), env: { DATABASE_URL: database.tcpUrl } };
    const { code, stderr } = await migraph(["upgrade"], options);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await tables(database.sql)).toEqual(revisions.map(({ id }) => id).toSorted());
    const rows = await database.sql`select id, message from migraph.revision order by applied_order`;
    expect(rows).toEqual(revisions.map(({ id, message }) => ({ id, message })));
    const held = await database.sql`
      select from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`;
    expect(held.count).toBe(0);
    const down = await migraph(["downgrade", "base", "--yes"], options);
    expect(down).toMatchObject({ code: 0 });
    expect(await recorded(database.sql)).toEqual([]);
  });
});

test("a transaction that a script prepares is not taken for done, and one that stands in the way is named by its lock", async () => {
  const cluster = await Cluster.start(newest().major, { max_prepared_transactions: "5" });
  const sql = superuser(cluster.server);
  try {
    const root = project([
      { id: "a1" },
      {
        id: "b2",
        parents: ["a1"],
        up: "create table b2 (id int);\nprepare transaction 'left';",
      },
    ]);
    const { migrator } = await migratorOn(root, cluster.url());
    const refused = await failureOf(migrator.upgrade());
    expect(refused).toMatchObject({ code: "bad_files", exitCode: 2 });
    await migrator.upgrade("a1");

    await sql.unsafe("begin; alter table a1 add more int; prepare transaction 'orphan'");
    const second = project([{ id: "a1" }, { id: "b2", parents: ["a1"], up: "alter table a1 add other int;" }]);
    const { migrator: blocked } = await migratorOn(second, cluster.url());
    const error = await failureOf(blocked.upgrade("head", { lockTimeout: 100 }));
    expect(error).toMatchObject({ exitCode: 1, data: { sqlstate: "55P03", heads: ["a1"] } });
    await sql.unsafe("rollback prepared 'orphan'");
    expect(await blocked.upgrade()).toMatchObject({ heads: ["b2"] });
  } finally {
    await sql.end({ timeout: 1 });
  }
});

/** Messages and SQL that mean something to SQL, a shell, a template, a terminal. Where a message may not hold it, only SQL does. */
const HOSTILE: readonly (readonly [string, string, string?])[] = [
  ["quotes and placeholders", `it's "quoted" \\ $$ $1 :'name' :"name" $body$`],
  ["an end and a statement", "'; drop schema migraph cascade; --"],
  ["signs of shells and templates", "%s %d $HOME `id` $(id) <script>alert(1)</script> {revision}"],
  ["a very long line", "long ".repeat(400).trim()],
  ["text from right to left", "right\u202eto left, and \u200bno width"],
  ["escape sequences", "Escape", "\u001b[2J\u001b]0;title\u0007 and \u009b31m\r\u0008"],
  ["separators of lines", "Lines", "one\u2028two\u2029three\u0085four"],
];

describe("messages and scripts that mean something elsewhere", () => {
  test.for(HOSTILE)(
    "%s: kept as they are, and command neither the server nor the terminal",
    async ([, message, inScript = message]) => {
      const up = `create table a1 (id int);\ncomment on table a1 is $hostile$${inScript}$hostile$;`;
      const down = `-- ${message}\ndrop table a1;\n`;
      const { root, database, sql } = await scene([{ id: "a1", message, up, down }]);
      const options = { cwd: root, env: { DATABASE_URL: database.url } };
      const said: string[] = [];
      for (const command of ["upgrade --verbose", "history -v", "show a1", "downgrade --yes"]) {
        const { code, stdout, stderr } = await migraph(command.split(" "), options);
        expect({ command, code, stderr }).toMatchObject({ command, code: 0 });
        said.push(stdout, stderr);
        if (command !== "upgrade --verbose") continue;
        const [row] =
          await sql`select message, up_sql, down_sql, obj_description('a1'::regclass) as comment from migraph.revision`;
        expect(row).toEqual({ message, up_sql: expect.stringContaining(up), down_sql: down, comment: inScript });
      }
      expect(said.join("")).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(await recorded(sql)).toEqual([]);
    },
  );
});
