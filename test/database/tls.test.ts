import { execFile, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../../src/database/server.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { MigraphError } from "../../src/errors.ts";
import { type Authority, type Certificate, makeAuthority } from "../support/certificates.ts";
import { migraph } from "../support/cli.ts";
import { newest } from "../support/database.ts";
import { listen } from "../support/listener.ts";
import { project, scratchDirectory } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const folder = mkdtempSync(join(tmpdir(), "migraph-tls-"));
let authority: Authority;
let stranger: Authority;
let client: Certificate;
let encrypted: TestServer;
let stop: () => Promise<void> = async () => undefined;

/** Whom the server lets in how. All of them without a password. */
const HBA = `
hostssl   all tls_only    127.0.0.0/8 trust
hostnossl all plain_only  127.0.0.0/8 trust
hostssl   all certified   127.0.0.0/8 cert
host      all nobody_else 127.0.0.0/8 scram-sha-256
host      all postgres    127.0.0.0/8 trust
local     all postgres    trust
`;

beforeAll(async () => {
  authority = makeAuthority(folder, "authority");
  stranger = makeAuthority(folder, "stranger");
  client = authority.issue("certified");
  const own = authority.issue("server", "DNS:localhost,IP:127.0.0.2");
  const files = {
    "server.crt": readFileSync(own.cert, "utf8"),
    "server.key": readFileSync(own.key, "utf8"),
    "authority.crt": readFileSync(authority.cert, "utf8"),
    "pg_hba.conf": HBA,
  };
  const settings = { ssl: "on", ssl_ca_file: "authority.crt", listen_addresses: "127.0.0.1,127.0.0.2" };
  ({ server: encrypted, stop } = await startTestServer(newest().major, { files, settings }));
  const admin = await openDatabase(parseDatabaseUrl(urlOf(encrypted, "127.0.0.1", "sslmode=disable"), {}), "migraph");
  for (const role of ["tls_only", "plain_only", "certified", "nobody_else"])
    await admin.session.send(`create role ${role} login`);
  await admin.session.close();
});

afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

function urlOf(server: TestServer, host: string, parameters: string, user = "postgres"): string {
  const password = user === "postgres" ? `:${server.password}` : "";
  return `postgresql://${user}${password}@${host}:${server.port}/postgres?${parameters}`;
}

const QUESTION =
  "select case when ssl then 'tls' else 'plain' end as how from pg_stat_ssl where pid = pg_backend_pid()";

/** How the connection turns out: `tls`, `plain`, or the words of the refusal. */
async function outcome(url: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    const { session } = await openDatabase(parseDatabaseUrl(url, environment), "migraph");
    const [row] = await session.send(QUESTION);
    await session.close();
    return String(row?.["how"]);
  } catch (error) {
    if (!(error instanceof MigraphError)) throw error;
    return `${error.message}; ${error.hint}`;
  }
}

/** What psql makes of the same URL. */
async function psqlOutcome(url: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, ...environment };
  const run = promisify(execFile)("psql", ["-XAtwc", QUESTION, url], { env });
  return run.then(
    ({ stdout }) => stdout.trim(),
    () => "refused",
  );
}

const HAS_PSQL = spawnSync("psql", ["--version"]).status === 0;

const NO_TLS = /offers no TLS/;
const NO_AUTHORITY = /needs the authorities to trust/;
const UNTRUSTED = /unable to verify the first certificate|self-signed certificate in certificate chain/;
const OTHER_NAME = /not in the cert's list|Hostname\/IP does not match/;

/** For each mode and authority: what comes of a server with TLS whose name is right, one whose name is not, one without TLS. */
const MATRIX: readonly (readonly [
  mode: string,
  trusts: "none" | "right" | "wrong",
  rightName: string | RegExp,
  otherName: string | RegExp,
  withoutTls: string | RegExp,
])[] = [
  ["disable", "none", "plain", "plain", "plain"],
  ["disable", "wrong", "plain", "plain", "plain"],
  ["allow", "none", "plain", "plain", "plain"],
  ["allow", "right", "plain", "plain", "plain"],
  ["allow", "wrong", "plain", "plain", "plain"],
  ["prefer", "none", "tls", "tls", "plain"],
  ["prefer", "right", "tls", "tls", "plain"],
  ["prefer", "wrong", "plain", "plain", "plain"],
  ["require", "none", "tls", "tls", NO_TLS],
  ["require", "right", "tls", "tls", NO_TLS],
  ["require", "wrong", UNTRUSTED, UNTRUSTED, NO_TLS],
  ["verify-ca", "none", NO_AUTHORITY, NO_AUTHORITY, NO_AUTHORITY],
  ["verify-ca", "right", "tls", "tls", NO_TLS],
  ["verify-ca", "wrong", UNTRUSTED, UNTRUSTED, NO_TLS],
  ["verify-full", "none", NO_AUTHORITY, NO_AUTHORITY, NO_AUTHORITY],
  ["verify-full", "right", "tls", OTHER_NAME, NO_TLS],
  ["verify-full", "wrong", UNTRUSTED, UNTRUSTED, NO_TLS],
];

describe.each(MATRIX)("sslmode=%s with %s authority", (mode, trusts, rightName, otherName, withoutTls) => {
  const parameters = () => {
    const rootCert = { none: undefined, right: authority.cert, wrong: stranger.cert }[trusts];
    return `sslmode=${mode}${rootCert === undefined ? "" : `&sslrootcert=${encodeURIComponent(rootCert)}`}`;
  };
  const cases = (): readonly (readonly [url: string, expected: string | RegExp])[] => [
    [urlOf(encrypted, "localhost", parameters()), rightName],
    [urlOf(encrypted, "127.0.0.2", parameters()), rightName],
    [urlOf(encrypted, "localhost", `${parameters()}&hostaddr=127.0.0.1`), rightName],
    [urlOf(encrypted, "127.0.0.1", parameters()), otherName],
    [urlOf(encrypted, "db.example.com", `${parameters()}&hostaddr=127.0.0.1`), otherName],
    [urlOf(newest(), "127.0.0.1", parameters()), withoutTls],
  ];

  test("connects or refuses as it should", async () => {
    for (const [url, expected] of cases()) {
      const told = await outcome(url);
      if (typeof expected === "string") expect([url, told]).toEqual([url, expected]);
      else expect(told).toMatch(expected);
    }
  });

  test.runIf(HAS_PSQL)("does what psql does", async () => {
    for (const [url, expected] of cases())
      expect([url, await psqlOutcome(url)]).toEqual([url, typeof expected === "string" ? expected : "refused"]);
  });
});

describe("a server that wants it its own way", () => {
  test.for([
    ["tls_only", "disable", /no encryption/],
    ["tls_only", "allow", "tls"],
    ["tls_only", "prefer", "tls"],
    ["tls_only", "require", "tls"],
    ["plain_only", "disable", "plain"],
    ["plain_only", "allow", "plain"],
    ["plain_only", "prefer", "plain"],
    ["plain_only", "require", /SSL encryption/],
    ["nobody_else", "allow", /password/],
    ["nobody_else", "prefer", /password/],
  ] as const)("lets %s in with sslmode=%s: %s", async ([user, mode, expected]) => {
    const url = urlOf(encrypted, "127.0.0.1", `sslmode=${mode}`, user);
    const told = await outcome(url);
    if (typeof expected === "string") expect(told).toBe(expected);
    else expect(told).toMatch(expected);
    if (HAS_PSQL) expect(await psqlOutcome(url)).toBe(typeof expected === "string" ? expected : "refused");
  });
});

describe("a certificate of one's own", () => {
  const asked = (more: string) => urlOf(encrypted, "localhost", `sslmode=require&${more}`, "certified");

  test("lets its role in", async () => {
    expect(await outcome(asked(`sslcert=${client.cert}&sslkey=${client.key}`))).toBe("tls");
    expect(await outcome(asked(""), { PGSSLCERT: client.cert, PGSSLKEY: client.key })).toBe("tls");
  });

  test("is missed by a server that wants one", async () => {
    expect(await outcome(asked(""))).toMatch(/requires a valid client certificate/);
  });

  test.for([
    [0o600, "tls"],
    [0o400, "tls"],
    [0o640, process.getuid?.() === 0 ? "tls" : /can be read or written by others/],
    [0o644, /can be read or written by others; chmod 600/],
    [0o620, /can be read or written by others/],
  ] as const)("has a key of mode %o", async ([mode, expected]) => {
    const key = join(scratchDirectory(), "own.key");
    copyFileSync(client.key, key);
    chmodSync(key, mode);
    const told = await outcome(asked(`sslcert=${client.cert}&sslkey=${key}`));
    if (typeof expected === "string") expect(told).toBe(expected);
    else expect(told).toMatch(expected);
    if (HAS_PSQL) {
      const by = await psqlOutcome(asked(`sslcert=${client.cert}&sslkey=${key}`));
      expect(by).toBe(typeof expected === "string" ? expected : "refused");
    }
  });

  test("is looked for where libpq looks, with the authorities", async () => {
    const home = scratchDirectory();
    mkdirSync(join(home, ".postgresql"));
    copyFileSync(client.cert, join(home, ".postgresql/postgresql.crt"));
    copyFileSync(client.key, join(home, ".postgresql/postgresql.key"));
    chmodSync(join(home, ".postgresql/postgresql.key"), 0o600);
    expect(await outcome(asked(""), { HOME: home })).toBe("tls");
    expect(await outcome(urlOf(encrypted, "localhost", "sslmode=verify-full"), { HOME: home })).toMatch(NO_AUTHORITY);
    copyFileSync(authority.cert, join(home, ".postgresql/root.crt"));
    expect(await outcome(urlOf(encrypted, "localhost", "sslmode=verify-full"), { HOME: home })).toBe("tls");
    copyFileSync(stranger.cert, join(home, ".postgresql/root.crt"));
    expect(await outcome(asked(""), { HOME: home })).toMatch(UNTRUSTED);
  });

  test.for([
    [(): string => `sslcert=${client.cert}`, /no private key for it; give sslkey/],
    [(): string => `sslcert=${client.cert}&sslkey=${stranger.key}`, /certificate files cannot be used/],
    [
      (): string => `sslcert=${client.cert}&sslkey=/no/such.key`,
      /no\/such.key cannot be read \(ENOENT\); check sslkey/,
    ],
    [
      (): string => `sslcert=/no/such.crt&sslkey=${client.key}`,
      /no\/such.crt cannot be read \(ENOENT\); check sslcert/,
    ],
    [(): string => "sslrootcert=/no/such.pem", /no\/such.pem cannot be read \(ENOENT\); check sslrootcert/],
    [(): string => `sslcert=${folder}&sslkey=${client.key}`, /cannot be read \(EISDIR\)/],
  ] as const)("that cannot be used is told of, whatever the mode: %s", async ([parameters, message]) => {
    for (const mode of ["prefer", "require"])
      expect(await outcome(urlOf(encrypted, "localhost", `sslmode=${mode}&${parameters()}`))).toMatch(message);
  });
});

test("the variables say the same as the parameters", async () => {
  const url = urlOf(encrypted, "localhost", "");
  expect(await outcome(url, { PGSSLMODE: "disable" })).toBe("plain");
  expect(await outcome(url, { PGSSLMODE: "verify-full", PGSSLROOTCERT: authority.cert })).toBe("tls");
  expect(await outcome(url, { PGSSLMODE: "verify-full", PGSSLROOTCERT: stranger.cert })).toMatch(UNTRUSTED);
});

test("sslrootcert=system trusts whom Node trusts, and asks for the name", async () => {
  const root = project();
  const status = (host: string, env: Readonly<Record<string, string>>) =>
    migraph(["status", "--url", urlOf(encrypted, host, "sslrootcert=system")], { cwd: root, env });
  expect(await status("localhost", { NODE_EXTRA_CA_CERTS: authority.cert })).toMatchObject({ code: 0, stderr: "" });
  expect(await status("127.0.0.1", { NODE_EXTRA_CA_CERTS: authority.cert })).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(OTHER_NAME),
  });
  expect(await status("localhost", {})).toMatchObject({ code: 3, stderr: expect.stringMatching(UNTRUSTED) });
});

test("a unix socket is never encrypted, whatever is asked", async () => {
  const { socketDirectory, port } = encrypted;
  for (const mode of ["disable", "allow", "prefer", "require", "verify-full"]) {
    const url = `postgresql://postgres@/postgres?host=${socketDirectory}&port=${port}&sslmode=${mode}`;
    expect(await outcome(url)).toBe("plain");
  }
});

test("with sslmode=disable nothing is asked of the server but to let us in", async () => {
  const seen: Buffer[] = [];
  const plain = await listen((socket) => socket.once("data", (bytes) => seen.push(bytes) && socket.destroy()));
  await outcome(`postgresql://ann@127.0.0.1:${plain.port}/app?sslmode=disable`);
  // The startup message of protocol 3.0, and not the request for TLS.
  expect(seen.map((bytes) => bytes.readUInt32BE(4))).toEqual([196_608]);
});

test("who answers the request for TLS with more than a letter is not believed", async () => {
  const between = await listen((socket) => socket.once("data", () => socket.write("SE")));
  const url = `postgresql://ann@127.0.0.1:${between.port}/app?sslmode=require`;
  expect(await outcome(url)).toMatch(/no PostgreSQL server/);
});
