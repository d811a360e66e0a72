import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { type ProxyOptions, startProxy } from "../../test/support/proxy.ts";
import { initialise, runServer } from "../../test/support/server.ts";
import { writeLine } from "./history.ts";
import { median } from "./measure.ts";

/**
 * What distance costs: round trips counted on the wire, and 1,000 small revisions with and without 10 ms of it, beside a
 * bare client that runs the same statements, a transaction each, and records nothing. A server with its usual settings,
 * near over its unix socket, and over TCP.
 */

const COUNT = 1_000;
const RUNS = Number(process.argv[2] ?? 5);
/** Milliseconds in each direction. */
const DELAY = 5;
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "migraph-bench-"));
const migrations = join(folder, "migrations");
mkdirSync(migrations);
const statements = join(folder, "statements.json");
writeFileSync(statements, JSON.stringify(writeLine(migrations, COUNT)));
execFileSync(process.execPath, ["scripts/build.ts", "--no-types"], { cwd: root, stdio: "inherit" });

const installation = await initialise(18, tmpdir());
const { server } = installation;
const process_ = await runServer(installation, { fsync: "on", max_wal_size: "1GB" });
const admin = postgres(`postgresql://postgres:${server.password}@127.0.0.1:${server.port}/postgres`, {
  max: 1,
  onnotice: () => undefined,
});

type Client = "migraph" | "waiting" | "pipelined";

/** A whole process, on an empty database unless it is to find its work done. Without options it needs no proxy. */
async function timed(client: Client, options?: ProxyOptions | "socket", again = false) {
  if (!again) {
    await admin.unsafe("drop database if exists bench with (force)");
    await admin.unsafe("create database bench");
    await admin.unsafe("checkpoint");
  }
  const wire = typeof options === "object" ? await startProxy(server.port, options) : undefined;
  const port = wire?.port ?? server.port;
  const tcp = `postgresql://postgres:${server.password}@127.0.0.1:${port}/bench`;
  const directory = server.socketDirectory;
  const socket = `postgresql://postgres@/bench?host=${encodeURIComponent(directory)}&port=${port}`;
  const isSocket = options === "socket";
  const args =
    client === "migraph"
      ? [join(root, "dist/migraph.js"), "--dir", migrations, "--url", isSocket ? socket : tcp, "--quiet", "upgrade"]
      : [
          join(root, "scripts/bench/bare.ts"),
          tcp,
          client,
          statements,
          ...(isSocket ? [join(directory, `.s.PGSQL.${port}`)] : []),
        ];
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"], cwd: folder });
  const [code] = (await once(child, "close")) as [number | null];
  const took = performance.now() - start;
  await wire?.close();
  if (code !== 0) throw new Error(`${client} ended with ${code}`);
  return { took, roundTrips: wire?.counts.roundTrips ?? 0 };
}

/** Of a connection: whether there is TLS, who we are, and two of SCRAM. */
const TO_CONNECT = 4;

async function counted(what: string, most: number, again: boolean): Promise<void> {
  const { roundTrips } = await timed("migraph", { lockstep: 20 }, again);
  console.log(`${what}: ${roundTrips - TO_CONNECT} round trips after the connection is up (at most ${most})`);
}

try {
  await counted(`migraph upgrade, ${COUNT} revisions`, 100, false);
  await counted("migraph upgrade, nothing to do", 4, true);
  const here: Record<Client, number[]> = { migraph: [], waiting: [], pipelined: [] };
  const near: Record<Client, number[]> = { migraph: [], waiting: [], pipelined: [] };
  const far: Record<Client, number[]> = { migraph: [], waiting: [], pipelined: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const client of ["migraph", "waiting", "pipelined"] as const) {
      here[client].push((await timed(client, "socket")).took);
      near[client].push((await timed(client)).took);
      // A bare client that waits needs 10 s and more: measured once, since it is known what it waits for.
      if (client !== "waiting" || run === 0) far[client].push((await timed(client, { delay: DELAY })).took);
    }
  }
  const line = (what: string, times: Record<Client, number[]>) =>
    console.log(
      `${what}: migraph ${ms(times.migraph)}, a bare client that waits for each ${ms(times.waiting)}, one that does not ${ms(times.pipelined)} (medians of ${RUNS})`,
    );
  line(`${COUNT} revisions, unix socket`, here);
  line(`${COUNT} revisions, TCP on this machine`, near);
  line(`${COUNT} revisions, ${2 * DELAY} ms of round trip`, far);
  for (const [where, times] of Object.entries({ "unix socket": here, TCP: near })) {
    const ratio = median(times.migraph.map((took, run) => took / (times.waiting[run] ?? Number.NaN)));
    console.log(
      `${where}: migraph against a bare client that waits for each: ratio ${ratio.toFixed(2)} (at most 1.15)`,
    );
  }
  const most = 2 * median(near.migraph) + 500;
  console.log(`far away, migraph: ${ms(far.migraph)} (at most twice the local time and 500 ms: ${most.toFixed(0)} ms)`);
} finally {
  await admin.end();
  process_.kill("SIGINT");
  await once(process_, "exit");
  rmSync(folder, { recursive: true, force: true });
  rmSync(installation.folder, { recursive: true, force: true });
}

function ms(times: readonly number[]): string {
  return `${median(times).toFixed(0)} ms`;
}
