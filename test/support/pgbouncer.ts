import { once } from "node:events";
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import { serverAccount } from "../../src/database/embedded/account.ts";
import { launcherFor } from "../../src/database/embedded/launch.ts";
import type { TestDatabase } from "./database.ts";
import { freePort } from "./listener.ts";

const PLACES = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];

/** The program; undefined where it is not installed. */
export const PGBOUNCER = PLACES.map((place) => join(place, "pgbouncer")).find((path) => {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
});

export interface Pooler {
  /** Of the database, through the pooler. */
  readonly url: string;
  /** A client like any other, which is given whichever process of the server is free. */
  connect(): postgres.Sql;
}

export interface PoolerOptions {
  readonly mode?: "transaction" | "session";
  /** How many processes of the server all clients share. */
  readonly size?: number;
  /** As whom it connects to the server. */
  readonly user?: string;
  /** Each transaction is given the process that was idle longest; all are there from the start. */
  readonly inTurn?: boolean;
  /** What it runs in each process of the server that it gets. */
  readonly connectQuery?: string;
}

/** A pgbouncer in front of a database, until the test is over. */
export async function pooler(database: TestDatabase, options: PoolerOptions = {}): Promise<Pooler> {
  if (PGBOUNCER === undefined) throw new Error("pgbouncer is not installed");
  const { mode = "transaction", size = 2, user = "postgres", inTurn = false, connectQuery } = options;
  const folder = mkdtempSync(join(tmpdir(), "pgbouncer-"));
  const account = await serverAccount(join(folder, "none"), { kind: "empty" });
  const port = await freePort();
  const { socketDirectory, port: behind } = database.server;
  const query = connectQuery === undefined ? "" : ` connect_query='${connectQuery.replaceAll("'", "''")}'`;
  const file = join(folder, "pgbouncer.ini");
  const lines = [
    "[databases]",
    `${database.name} = host=${socketDirectory} port=${behind} user=${user}${query}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = any",
    `pool_mode = ${mode}`,
    `default_pool_size = ${size}`,
    ...(inTurn ? ["server_round_robin = 1", `min_pool_size = ${size}`] : []),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o644 });
  if (account !== undefined) for (const path of [folder, file]) chownSync(path, account.uid, account.gid);
  const child = launcherFor(account, [PGBOUNCER, folder])(PGBOUNCER, [file], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  const up = new Promise<void>((resolve, reject) => {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("process up")) resolve();
    });
    child.once("exit", () => reject(new Error(`pgbouncer did not start: ${log}`)));
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  });
  await up;
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/${database.name}`,
    connect: () => {
      const client = postgres({
        host: "127.0.0.1",
        port,
        user: "postgres",
        database: database.name,
        max: 1,
        fetch_types: false,
        prepare: false,
        onnotice: () => undefined,
      });
      onTestFinished(() => client.end({ timeout: 1 }));
      return client;
    },
  };
}
