import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase, newest } from "../support/database.ts";
import { fatal, freePort, listen } from "../support/listener.ts";
import { project, scratchDirectory, writeFiles } from "../support/project.ts";
import { failureOf, migratorOn } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

/** Nearly all of it has to be encoded in a URL. */
const CANARY = "kanari/2?V#9@ö:%'\"x";
const ENCODED = encodeURIComponent(CANARY);
const LOWER = ENCODED.replace(/%../g, (code) => code.toLowerCase());
const ROLE = `canary_${process.pid}`;

beforeAll(async () => {
  const admin = superuser(newest());
  await admin.unsafe(`create role ${ROLE} login superuser password '${CANARY.replaceAll("'", "''")}'`);
  await admin.end();
});

afterAll(async () => {
  const admin = superuser(newest());
  await admin.unsafe(`drop role ${ROLE}`);
  await admin.end();
});

/** What would give it away: pieces of both its forms that stand nowhere by chance. */
const TRACES = [CANARY, ENCODED, LOWER, "kanari/2", "kanari%2"];

function expectNoTrace(text: string, what: unknown): void {
  for (const trace of TRACES) expect([what, text]).toEqual([what, expect.not.stringContaining(trace)]);
}

const quoted = CANARY.replaceAll("'", "''");

/** Scripts that make the server say what it should not. */
const REVISIONS = [
  { id: "first", down: `do $$ begin raise exception '%', '${quoted}'; end $$;` },
  { id: "second", parents: ["first"], up: `do $$ begin raise notice '%', '${quoted}'; end $$;` },
  { id: "third", parents: ["second"], up: `select '${quoted}'::int;` },
];

describe("the password stands in nothing that is printed or recorded", () => {
  test("though scripts and the server quote it, whatever is done", async () => {
    const { server, name, sql } = await freshDatabase();
    const url = `postgresql://${ROLE}:${ENCODED}@127.0.0.1:${server.port}/${name}`;
    const root = project(REVISIONS);
    const commands = [
      "status",
      "upgrade first --dry-run",
      "upgrade second",
      "upgrade",
      "upgrade --json",
      "upgrade --single-transaction",
      "downgrade base --yes",
      "downgrade base --yes --json",
      "redo 2 --json",
      "history --graph",
      "current --check-heads --json",
      "stamp nosuch",
      "show nosuch",
    ];
    for (const command of commands) {
      const { stdout, stderr } = await migraph(command.split(" "), { cwd: root, env: { DATABASE_URL: url } });
      expectNoTrace(stdout + stderr, command);
      expect(stdout + stderr).not.toBe("");
    }
    const events = await sql`select kind, error::text as error from migraph.event where kind = 'failure'`;
    expect(events.length).toBeGreaterThan(3);
    expectNoTrace(JSON.stringify(events), "events");
    expect(JSON.stringify(events)).toContain("…");
    await sql.unsafe(`reassign owned by ${ROLE} to postgres; drop owned by ${ROLE}`);
  });

  const ways = (port: number): readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] => [
    ["URL", ["--url", `postgresql://ann:${ENCODED}@127.0.0.1:${port}/app`], {}],
    ["URL in small letters", ["--url", `postgresql://ann:${LOWER}@127.0.0.1:${port}/app`], {}],
    ["parameter", ["--url", `postgresql://ann@127.0.0.1:${port}/app?password=${ENCODED}`], {}],
    ["environment", ["--url", `postgresql://ann@127.0.0.1:${port}/app`], { PGPASSWORD: CANARY }],
    ["password file", ["--url", `postgresql://ann@127.0.0.1:${port}/app`], { PGPASSFILE: passwords() }],
  ];

  function passwords(): string {
    const path = join(scratchDirectory(), "passwords");
    writeFileSync(path, `*:*:*:*:${CANARY.replace(":", "\\:")}\n`, { mode: 0o600 });
    return path;
  }

  test.for(["URL", "URL in small letters", "parameter", "environment", "password file"])(
    "though the server says it in its refusal, wherever it came from: %s",
    async (way) => {
      const parrot = await listen((socket) => {
        socket.once("data", () => socket.end(fatal("28P01", `neither "${CANARY}" nor ${ENCODED} is right`)));
      });
      for (const port of [parrot.port, await freePort()]) {
        const [, args, env] = ways(port).find(([name]) => name === way) ?? ["", [], {}];
        for (const command of ["status", "status --json", "upgrade --verbose", "history", "upgrade --wait 300ms"]) {
          const tls = { PGSSLMODE: "disable", ...env };
          const { code, stdout, stderr } = await migraph([...command.split(" "), ...args], {
            cwd: project(REVISIONS),
            env: tls,
          });
          expectNoTrace(stdout + stderr, [way, command]);
          expect(code).toBe(3);
          if (port === parrot.port) expect(stdout + stderr).toContain("neither");
        }
      }
    },
  );

  test("though a config file quotes it", async () => {
    const config = `export default ({ environment }) => {
      throw new Error(environment["PGPASSWORD"] + " and " + environment["DATABASE_URL"]);
    };`;
    const root = writeFiles(project(), { "migraph.config.mjs": config });
    const env = { PGPASSWORD: CANARY, DATABASE_URL: `postgresql://ann:${ENCODED}@127.0.0.1/app` };
    for (const command of ["status", "status --json --verbose"]) {
      const { code, stdout, stderr } = await migraph(command.split(" "), { cwd: root, env });
      expect(code).toBe(2);
      expect(stdout + stderr).toContain("… and ");
      expectNoTrace(stdout + stderr, command);
    }
  });

  test("in no part of an error of the library, be it from a function or a config file", async () => {
    const parrot = await listen((socket) => {
      socket.once("data", () => socket.end(fatal("28P01", `not "${CANARY}"`)));
    });
    const url = `postgresql://ann:${ENCODED}@127.0.0.1:${parrot.port}/app?sslmode=disable`;
    const root = writeFiles(project(REVISIONS), { "migraph.config.json": JSON.stringify({ url }) });
    const postgres = (await import("postgres")).default;
    const sql = postgres(`postgresql://ann@127.0.0.1:${parrot.port}/app`, { password: async () => CANARY });
    for (const { migrator } of [await migratorOn(root, undefined), await migratorOn(root, undefined, { sql })]) {
      const error = await failureOf(migrator.status());
      expect(error.message).toContain("not ");
      expectNoTrace(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error), "error");
    }
    await sql.end();
  });
});
