import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DatabaseError } from "../../src/errors.ts";
import { freshDatabase, newest } from "../support/database.ts";
import { freePort, listen, serverMessage } from "../support/listener.ts";
import { project } from "../support/project.ts";
import { failureOf, migratorOn } from "../support/scene.ts";
import { startTestServer } from "../support/server.ts";

const { password } = newest();

/** How `status` fails on such a URL; nothing of the error may hold the password. */
async function refusalOf(url: string) {
  const { migrator } = await migratorOn(project(), url);
  const error = await failureOf(migrator.status());
  expect(error).toBeInstanceOf(DatabaseError);
  expect(error.exitCode).toBe(3);
  expect(error.hint).toBeTruthy();
  const shown = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 })].join("\n");
  expect(shown).not.toContain(password);
  return error;
}

describe("a server that cannot be had is told of in one sentence, with a hint and without the password", () => {
  test("nobody listens", async () => {
    const port = await freePort();
    const error = await refusalOf(`postgresql://ann:${password}@127.0.0.1:${port}/app`);
    expect(error).toMatchObject({ code: "unreachable" });
    expect(error.message).toBe(`no server can be reached at ann@127.0.0.1:${port}/app: connection refused`);
  });

  test("nobody listens under any address of a name", async () => {
    const error = await refusalOf(`postgresql://ann:${password}@localhost:${await freePort()}/app`);
    expect(error.message).toContain("connection refused");
  });

  test("the host is unknown", async () => {
    const error = await refusalOf(`postgresql://ann:${password}@no-such-host.invalid/app`);
    expect(error).toMatchObject({ code: "unreachable" });
    expect(error.message).toMatch(/no host of that name|cannot be looked up/);
  });

  test("there is no such socket", async () => {
    const error = await refusalOf(`postgresql://ann:${password}@/app?host=/no/such/directory`);
    expect(error.message).toContain("ann@/no/such/directory:5432/app: there is no such socket");
  });

  test("it takes the connection and says nothing", async () => {
    const silent = await listen();
    for (const sslmode of ["disable", "prefer"]) {
      const url = `postgresql://ann:${password}@127.0.0.1:${silent.port}/app?connect_timeout=0.3&sslmode=${sslmode}`;
      expect((await refusalOf(url)).message).toContain("no answer within 0.3 s");
    }
    // A socket that is left open would keep the process alive.
    await vi.waitFor(() => expect(silent.sockets.map(({ readyState }) => readyState)).toEqual(["closed", "closed"]));
  });

  test("it closes the connection at once, and is not dialled again and again", async () => {
    const closing = await listen((socket) => socket.destroy());
    for (const sslmode of ["disable", "prefer"]) {
      const error = await refusalOf(`postgresql://ann:${password}@127.0.0.1:${closing.port}/app?sslmode=${sslmode}`);
      expect(error.message).toContain("the server closed the connection");
    }
    expect(closing.sockets).toHaveLength(2);
  });

  test("it closes the connection after the startup message", async () => {
    const closing = await listen((socket) => socket.once("data", () => socket.end()));
    const url = `postgresql://ann:${password}@127.0.0.1:${closing.port}/app?sslmode=disable`;
    expect((await refusalOf(url)).message).toContain("the server closed the connection");
    expect(closing.sockets).toHaveLength(1);
  });

  const greeting = Buffer.concat([
    serverMessage("R", [0, 0, 0, 0]),
    serverMessage("S", "server_version\x0018.0\0"),
    serverMessage("K", [0, 0, 0, 1, 0, 0, 0, 2]),
    serverMessage("Z", "I"),
  ]);
  const askForPassword = serverMessage("R", "\0\0\0\x0aSCRAM-SHA-256\0\0");

  /** Has what each chunk of the client's is answered with, and what then becomes of the connection. */
  async function faking(answers: readonly Buffer[], end: "close" | "reset" | "nothing") {
    const fake = await listen((socket) => {
      const waiting = [...answers];
      socket.on("data", () => {
        const answer = waiting.shift();
        if (answer !== undefined && (waiting.length > 0 || end === "nothing")) socket.write(answer);
        else if (end === "close") socket.end(answer ?? "");
        else if (end === "reset") socket.write(answer ?? "", () => setImmediate(() => socket.resetAndDestroy()));
      });
    });
    const url = `postgresql://ann:${password}@127.0.0.1:${fake.port}/app?sslmode=disable&connect_timeout=0.5`;
    return { error: await refusalOf(url), fake };
  }

  test.for([
    ["in the middle of the authentication", [askForPassword]],
    ["behind the greeting, before the first answer", [greeting]],
    ["in the middle of a message", [serverMessage("R", [0, 0, 0, 0]).subarray(0, 6)]],
    ["in the middle of the first answer", [greeting, serverMessage("C", "SELECT 1\0").subarray(0, 7)]],
  ] as const)("it dies %s", async ([, answers]) => {
    for (const end of ["close", "reset"] as const) {
      const { error, fake } = await faking(answers, end);
      expect(error.message).toContain("the server closed the connection");
      expect(error.data).toMatchObject({ transient: true });
      expect(fake.sockets).toHaveLength(1);
    }
    const { error } = await faking(answers, "nothing");
    expect(error.message).toContain("no answer within 0.5 s");
  });

  const NO_SERVER: readonly (readonly [what: string, ...answers: readonly Buffer[]])[] = [
    ["HTTP", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["SSH", Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")],
    ["MySQL", Buffer.from("J\0\0\0\x0a8.0.0\0\0\0\0\0", "latin1")],
    ["zeros", Buffer.alloc(64)],
    ["a message without end", Buffer.from("R\x7f\xff\xff\xff\0\0\0\0", "latin1")],
    ["a message of negative length", Buffer.from("R\xff\xff\xff\xff\0\0\0\0", "latin1")],
    ["half a request for a password", serverMessage("R", [0])],
    ["half a key", serverMessage("K", [0, 0])],
    ["rows before it is ready", serverMessage("D", [0, 1, 0, 0, 0, 0])],
    ["a challenge without salt", askForPassword, serverMessage("R", "\0\0\0\x0br=abc,i=4096")],
    ["a challenge without count", askForPassword, serverMessage("R", "\0\0\0\x0br=abc,s=YWJj,i=many")],
    ["an endless challenge", askForPassword, serverMessage("R", "\0\0\0\x0br=abc,s=YWJj,i=4000000000")],
  ];

  test.for(NO_SERVER)("it speaks something else: %s", async ([, ...answers]) => {
    for (const end of ["close", "nothing"] as const) {
      const { error } = await faking(answers, end);
      expect(error.message).toContain("what answers there is no PostgreSQL server");
    }
  });

  test("it sends anything at all", async () => {
    const anything = fc.tuple(
      fc.constantFrom(Buffer.alloc(0), askForPassword, greeting),
      fc.uint8Array({ minLength: 1, maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(anything, async ([before, bytes]) => {
        await faking([Buffer.concat([before, bytes])], "close");
      }),
      { numRuns: 60 },
    );
  });

  test("it is no PostgreSQL server", async () => {
    const web = await listen((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    const error = await refusalOf(`postgresql://ann:${password}@127.0.0.1:${web.port}/app`);
    expect(error.message).toContain("no PostgreSQL server");
  });

  test("the password is wrong, or missing", async () => {
    const { tcpUrl, server } = await freshDatabase();
    for (const url of [tcpUrl.replace(password, `${password}x`), tcpUrl.replace(`:${password}`, "")]) {
      const error = await refusalOf(url);
      expect(error).toMatchObject({ code: "refused", data: { sqlstate: "28P01" } });
      expect(error.message).toContain(`refused postgres@127.0.0.1:${server.port}/`);
      expect(error.hint).toContain("password");
    }
  });

  test("there is no such database", async () => {
    const { tcpUrl, name } = await freshDatabase();
    const error = await refusalOf(tcpUrl.replace(name, "no_such_database"));
    expect(error).toMatchObject({ code: "refused", data: { sqlstate: "3D000" } });
    expect(error.hint).toContain("create the database first");
  });

  test("there is no such role", async () => {
    const { url } = await freshDatabase();
    expect(await refusalOf(url.replace("postgres@", "nobody_here@"))).toMatchObject({
      code: "refused",
      data: { sqlstate: "28000" },
    });
  });
});

describe("several hosts", () => {
  test("are tried in turn until one answers", async () => {
    const { tcpUrl, server } = await freshDatabase();
    const closing = await listen((socket) => socket.destroy());
    const hosts = `127.0.0.1:${await freePort()},127.0.0.1:${closing.port},127.0.0.1:${server.port}`;
    const { migrator } = await migratorOn(project(), tcpUrl.replace(`127.0.0.1:${server.port}`, hosts));
    expect(await migrator.status()).toMatchObject({ host: `127.0.0.1:${server.port}` });
  });

  test("that all fail are told of one by one", async () => {
    const [one, two] = [await freePort(), await freePort()];
    const error = await refusalOf(`postgresql://ann:${password}@127.0.0.1:${one},127.0.0.1:${two}/app`);
    expect(error.message).toContain(`127.0.0.1:${one}/app: connection refused`);
    expect(error.message).toContain(`127.0.0.1:${two}/app: connection refused`);
  });

  test("are not tried behind one that refuses the password", async () => {
    const { tcpUrl, server } = await freshDatabase();
    const other = await listen();
    const url = tcpUrl.replace(password, "wrong").replace(`:${server.port}`, `:${server.port},127.0.0.1:${other.port}`);
    expect(await refusalOf(url)).toMatchObject({ code: "refused", data: { sqlstate: "28P01" } });
    expect(other.sockets).toHaveLength(0);
  });
});

describe("a standby", () => {
  test("can be looked at, is never written to, and is passed over when the primary is asked for", async () => {
    const { server: standby, stop } = await startTestServer(newest().major, { standby: true });
    try {
      const root = project([{ id: "a1" }]);
      const url = (...ports: readonly number[]) =>
        `postgresql://postgres:${password}@${ports.map((port) => `127.0.0.1:${port}`).join(",")}/postgres`;
      const { migrator } = await migratorOn(root, url(standby.port));
      expect(await migrator.status()).toMatchObject({ applied: 0, pending: ["a1"] });
      const error = await failureOf(migrator.upgrade());
      expect(error).toMatchObject({ code: "standby", exitCode: 3 });
      expect(error.hint).toContain("primary");

      const { port } = newest();
      for (const wanted of ["primary", "read-write"]) {
        const alone = await refusalOf(`${url(standby.port)}?target_session_attrs=${wanted}`);
        expect(alone).toMatchObject({ code: "not_wanted" });
        const { migrator: second } = await migratorOn(
          root,
          `${url(standby.port, port)}?target_session_attrs=${wanted}`,
        );
        expect(await second.status()).toMatchObject({ host: `127.0.0.1:${port}` });
      }
    } finally {
      await stop();
    }
  });
});

describe("the process's own environment", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("has no say where another one was given", async () => {
    const { tcpUrl } = await freshDatabase();
    vi.stubEnv("PGPASSWORD", password);
    vi.stubEnv("PGTARGETSESSIONATTRS", "nonsense");
    vi.stubEnv("PGSSL", "require");
    vi.stubEnv("PGSSLNEGOTIATION", "direct");
    vi.stubEnv("PGDATABASE", "no_such_database");
    expect(await refusalOf(tcpUrl.replace(`:${password}`, ""))).toMatchObject({ data: { sqlstate: "28P01" } });
    const { migrator } = await migratorOn(project(), tcpUrl);
    expect(await migrator.status()).toMatchObject({ applied: 0 });
    expect(process.env["PGTARGETSESSIONATTRS"]).toBe("nonsense");
  });
});
