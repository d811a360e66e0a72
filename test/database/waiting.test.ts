import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { MigraphEvent } from "../../src/events.ts";
import { migraph, start } from "../support/cli.ts";
import { freshDatabase, newest, tables } from "../support/database.ts";
import { fatal, freePort, listen, passOn } from "../support/listener.ts";
import { project, scratchDirectory, writeFiles } from "../support/project.ts";
import { failureOf, migratorOn } from "../support/scene.ts";
import { startTestServer, superuser } from "../support/server.ts";
import { atTerminal, CTRL_C, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

/** Long enough for a loaded machine; no test waits for its end. */
const LONG = 120_000;

function waits(events: readonly MigraphEvent[]) {
  return events.filter((event) => event.type === "database-waiting");
}

describe("with --wait a database that cannot be had yet is waited for", () => {
  test("nobody listens yet", async () => {
    const { tcpUrl, server } = await freshDatabase();
    const port = await freePort();
    const opening: Promise<unknown>[] = [];
    const { migrator, events } = await migratorOn(
      project([{ id: "a1" }]),
      tcpUrl.replace(`:${server.port}/`, `:${port}/`),
      {
        wait: LONG,
        onEvent: ({ type }) => {
          if (type !== "database-waiting" || opening.length > 0) return;
          opening.push(listen((socket) => passOn(socket, server), { port, host: "127.0.0.1" }));
        },
      },
    );
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(waits(events)[0]).toMatchObject({ reason: expect.stringContaining("connection refused"), wait: LONG });
  });

  test.for([
    ["starts", "57P03", "the database system is starting up"],
    ["stops, to start again", "57P01", "terminating connection due to administrator command"],
    ["has no connection left", "53300", "sorry, too many clients already"],
  ] as const)("it %s", async ([, state, message]) => {
    const { tcpUrl, server } = await freshDatabase();
    let refused = 0;
    const starting = await listen((socket) => {
      socket.once("data", (sent) => (refused++ < 3 ? socket.end(fatal(state, message)) : passOn(socket, server, sent)));
    });
    const url = `${tcpUrl.replace(`:${server.port}/`, `:${starting.port}/`)}?sslmode=disable`;
    const { migrator, events } = await migratorOn(project([{ id: "a1" }]), url, { wait: LONG });
    expect(await migrator.status()).toMatchObject({ pending: ["a1"] });
    expect(waits(events)).toHaveLength(3);
    expect(waits(events)[0]).toMatchObject({ reason: expect.stringContaining(message) });
  });

  test("it takes connections and hangs up, as something in front of it does", async () => {
    const { tcpUrl, server } = await freshDatabase();
    const { migrator } = await migratorOn(
      project([{ id: "a1" }]),
      tcpUrl.replace(`:${server.port}/`, `:${(await hangingUp(3)).port}/`),
      { wait: LONG },
    );
    expect(await migrator.current()).toMatchObject({ revisions: [] });
  });

  function hangingUp(times: number) {
    let closed = 0;
    return listen((socket) => (closed++ < times ? void socket.destroy() : passOn(socket, newest())));
  }

  test("its socket is not there yet", async () => {
    const { name, server } = await freshDatabase();
    const directory = join(scratchDirectory(), "run");
    let opened = false;
    const { migrator, events } = await migratorOn(
      project(),
      `postgresql://postgres:${server.password}@/${name}?host=${directory}`,
      {
        wait: LONG,
        onEvent: ({ type }) => {
          if (type !== "database-waiting" || opened) return;
          opened = true;
          mkdirSync(directory);
          void listen((socket) => passOn(socket, server), { path: join(directory, ".s.PGSQL.5432") });
        },
      },
    );
    expect(await migrator.status()).toMatchObject({ database: name });
    expect(waits(events)[0]).toMatchObject({ reason: expect.stringContaining("there is no such socket") });
  });

  test("it is a standby that is promoted meanwhile", async () => {
    const { server: standby, stop } = await startTestServer(newest().major, { standby: true });
    const admin = superuser(standby);
    try {
      const { port, password } = standby;
      const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres?target_session_attrs=primary`;
      const promoting: Promise<unknown>[] = [];
      const { migrator } = await migratorOn(project([{ id: "a1" }]), url, {
        wait: LONG,
        onEvent: ({ type }) => {
          if (type === "database-waiting" && promoting.length === 0)
            promoting.push(admin`select pg_promote()`.then(() => undefined));
        },
      });
      expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
      expect(promoting).toHaveLength(1);
      await Promise.all(promoting);
    } finally {
      await admin.end({ timeout: 1 });
      await stop();
    }
  });
});

describe("the wait ends", () => {
  test("when the time is over, with the last reason", async () => {
    const port = await freePort();
    for (const host of [`127.0.0.1:${port}`, "no-such-host.invalid", `no-such-host.invalid,127.0.0.1:${port}`]) {
      const { migrator, events } = await migratorOn(project(), `postgresql://ann@${host}/app`, { wait: 400 });
      const error = await failureOf(migrator.status());
      expect(error).toMatchObject({ code: "unreachable", exitCode: 3, data: { transient: true } });
      expect(error.message).toMatch(/(connection refused|host) .*\(after waiting for 400 ms\)$|looked up/);
      expect(waits(events).length).toBeGreaterThan(0);
    }
  });

  test("at once for what time does not mend", async () => {
    const { tcpUrl, name, server, url } = await freshDatabase();
    for (const [bad, sqlstate] of [
      [tcpUrl.replace(server.password, "wrong-one"), "28P01"],
      [tcpUrl.replace(name, "no_such_database"), "3D000"],
      [url.replace("postgres@", "nobody_here@"), "28000"],
    ] as const) {
      const { migrator, events } = await migratorOn(project(), bad, { wait: LONG });
      expect(await failureOf(migrator.status())).toMatchObject({ code: "refused", data: { sqlstate } });
      expect(waits(events)).toEqual([]);
    }
    const noServer = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const { migrator } = await migratorOn(project(), `postgresql://ann@127.0.0.1:${noServer.port}/app`, { wait: LONG });
    expect(await failureOf(migrator.status())).toMatchObject({ code: "unreachable", data: { transient: false } });
  });

  test("when the library's caller interrupts it", async () => {
    const { migrator } = await migratorOn(project([{ id: "a1" }]), `postgresql://ann@127.0.0.1:${await freePort()}/a`, {
      wait: LONG,
      onEvent: ({ type }) => {
        if (type === "database-waiting") migrator.interrupt();
      },
    });
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({ code: "interrupted", exitCode: 1 });
    expect(error.hint).toContain("connection refused");
  });
});

describe("who has not asked to wait", () => {
  test("is told of the first refusal", async () => {
    const { migrator, events } = await migratorOn(project(), `postgresql://ann@127.0.0.1:${await freePort()}/a`);
    expect((await failureOf(migrator.status())).message).toMatch(/connection refused$/);
    expect(waits(events)).toEqual([]);
  });

  test("and who waits no time, too", async () => {
    const url = `postgresql://ann@127.0.0.1:${await freePort()}/a`;
    const { migrator, events } = await migratorOn(project(), url, { wait: 0 });
    await failureOf(migrator.status());
    expect(waits(events)).toEqual([]);
  });
});

describe("on the command line", () => {
  const REVISION = [{ id: "a1" }];

  test.for([
    "upgrade",
    "downgrade base",
    "redo",
    "stamp a1",
    "current",
    "status",
    "history",
    "show a1",
    "diff",
    "check",
    "repair --yes",
  ])("%s takes --wait", async (command) => {
    const url = `postgresql://ann@127.0.0.1:${await freePort()}/app`;
    const args = [...command.split(" "), "--url", url, "--wait", "300ms"];
    const { code, stderr } = await migraph(args, { cwd: project(REVISION) });
    expect(code).toBe(3);
    const [first = "", second = "", ...rest] = stderr.split("\n");
    expect(first).toMatch(/^waiting up to 300 ms for the database: no server can be reached .*: connection refused$/);
    expect(second).toMatch(/^error: .*connection refused \(after waiting for 300 ms\)$/);
    expect(rest.join("\n")).toMatch(/^hint: .*\n$/);
  });

  test("the key `wait` of the configuration does the same, and --json prints one document", async () => {
    const url = `postgresql://ann@127.0.0.1:${await freePort()}/app`;
    const root = writeFiles(project(REVISION), { "migraph.config.json": JSON.stringify({ url, wait: "300ms" }) });
    const { code, stdout } = await migraph(["status", "--json"], { cwd: root });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "unreachable", transient: true } });
  });

  test("the database is used as soon as it is there", async () => {
    const { tcpUrl, server, sql } = await freshDatabase();
    const port = await freePort();
    const url = tcpUrl.replace(`:${server.port}/`, `:${port}/`);
    const running = start(["upgrade", "--url", url, "--wait", "2min"], { cwd: project(REVISION) });
    await running.said(/waiting up to 2 min 0 s for the database/);
    await listen((socket) => passOn(socket, server), { port, host: "127.0.0.1" });
    expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("Done: 1 step") });
    expect(await tables(sql)).toEqual(["a1"]);
  });

  test("Ctrl-C ends it", async () => {
    const url = `postgresql://ann@127.0.0.1:${await freePort()}/app`;
    const running = start(["upgrade", "--url", url, "--wait", "2min"], { cwd: project(REVISION) });
    await running.said(/waiting/);
    running.child.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130 });
  });

  test.runIf(HAS_TERMINAL)("a terminal shows how long it has been, in one line", async () => {
    const url = `postgresql://ann@127.0.0.1:${await freePort()}/app`;
    const running = atTerminal(`migraph status --url '${url}' --wait 2min`, { cwd: project(REVISION) });
    await running.said(/still waiting, for .* of 2 min 0 s/);
    running.type(CTRL_C);
    const screen = onScreen((await running.ended).stdout);
    expect(screen.match(/waiting up to/g)).toHaveLength(1);
    expect(screen.match(/still waiting/g)).toHaveLength(1);
  });
});
