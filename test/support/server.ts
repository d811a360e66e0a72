import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { type Account, serverAccount } from "../../src/database/embedded/account.ts";
import { findBinaries } from "../../src/database/embedded/binaries.ts";
import { type Launch, launcherFor } from "../../src/database/embedded/launch.ts";

/** A server that tests share: TCP with passwords on loopback, a unix socket without. */
export interface TestServer {
  readonly major: number;
  readonly socketDirectory: string;
  readonly port: number;
  /** Of the superuser `postgres` over TCP. No output of migraph may ever hold it. */
  readonly password: string;
}

/** Searched for in output by tests; a word that stands nowhere by chance. */
const PASSWORD = "canary-7Qd2xV";

export interface ServerOptions {
  readonly standby?: boolean;
  /** Files of its data directory that it alone may read, by their names; `pg_hba.conf` may be one of them. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts a PostgreSQL of that major from the embedded binaries. `stop` ends it and removes its directory. A standby has
 * no primary: it waits for one for ever, and can be read meanwhile.
 */
export async function startTestServer(
  major: number,
  options: ServerOptions = {},
): Promise<{ server: TestServer; stop: () => Promise<void> }> {
  const installation = await initialise(major);
  const { folder, data, server, account } = installation;
  if (options.standby) writeFileSync(join(data, "standby.signal"), "", { mode: 0o644 });
  for (const [name, text] of Object.entries(options.files ?? {})) {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    if (account !== undefined) chownSync(join(data, name), account.uid, account.gid);
  }
  const process_ = await runServer(installation, options.settings);
  return {
    server,
    stop: async () => {
      await endServer(process_, "SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server's data directory, with all that it takes to start the server. */
export interface Installation {
  readonly server: TestServer;
  /** Of the server alone; its data is in it, and its socket. */
  readonly folder: string;
  readonly data: string;
  /** The system's user that it runs as, where that is not us. */
  readonly account: Account | undefined;
  readonly launch: Launch;
  /** Where its programs are. */
  readonly programs: string;
}

/** An empty server that does not run yet. `parent`: where its directory is to be, such as on a disk. */
export async function initialise(major: number, parent?: string): Promise<Installation> {
  const installation = await reserve(major, parent);
  const { folder, data, launch, programs } = installation;
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
  const initdb = ["-D", data, "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync", `--pwfile=${passwordFile}`];
  await finished(launch, join(programs, "initdb"), [...initdb, "--auth-local=trust", "--auth-host=scram-sha-256"]);
  return installation;
}

/** A place for a server, without data. */
export async function reserve(major: number, parent: string = roomyMemory() ?? tmpdir()): Promise<Installation> {
  const binaries = await findBinaries({ cwd: process.cwd(), major });
  if (binaries === undefined) throw new Error(`no binaries of PostgreSQL ${major}: npm ci installs them`);
  const folder = mkdtempSync(join(parent, `pg${major}-`));
  const account = await serverAccount(join(folder, "none"), { kind: "empty" });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return {
    server: { major, socketDirectory: folder, port: await freePort(), password: PASSWORD },
    folder,
    data: join(folder, "data"),
    account,
    launch: launcherFor(account, [binaries.directory, folder]),
    programs: binaries.directory,
  };
}

/** Starts it, and waits until it answers. `more`: settings besides. */
export async function runServer(
  { server, data, launch, programs, folder }: Installation,
  more: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: server.port,
    unix_socket_directories: folder,
    fsync: "off",
    max_wal_size: "128MB",
    max_connections: 200,
    ...more,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const process_ = launch(join(programs, "postgres"), ["-D", data, ...options], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  await answering(server, process_);
  return process_;
}

/** SIGINT ends a server in order, SIGQUIT as a crash does. */
export async function endServer(process_: ChildProcess, signal: "SIGINT" | "SIGQUIT"): Promise<void> {
  process_.kill(signal);
  if (process_.exitCode === null && process_.signalCode === null) await once(process_, "exit");
}

/**
 * Tests make and drop hundreds of databases, some 8 MB each: on a disk they take three times as long as in memory.
 * Containers often have a small /dev/shm.
 */
function roomyMemory(): string | undefined {
  const path = "/dev/shm";
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize > 4 * 1024 ** 3 ? path : undefined;
  } catch {
    return undefined;
  }
}

/** A connection of the superuser over the socket, to look at results with. */
export function superuser(server: TestServer, database = "postgres"): postgres.Sql {
  const path = join(server.socketDirectory, `.s.PGSQL.${server.port}`);
  return postgres({ path, user: "postgres", database, max: 1, onnotice: () => undefined });
}

async function answering(server: TestServer, process_: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (process_.exitCode !== null) throw new Error(`PostgreSQL ${server.major} did not start`);
    const sql = superuser(server);
    const ready = await sql`select 1`.then(
      () => true,
      () => false,
    );
    await sql.end({ timeout: 1 });
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`PostgreSQL ${server.major} does not answer`);
}

async function finished(launch: Launch, program: string, args: readonly string[]): Promise<void> {
  const child = launch(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${program} failed: ${errors}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
