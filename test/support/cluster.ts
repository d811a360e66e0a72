import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { endServer, type Installation, initialise, reserve, runServer, superuser, type TestServer } from "./server.ts";

/** A server of the test's own, to be crashed, restarted and followed. */
export class Cluster {
  readonly server: TestServer;
  readonly #installation: Installation;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;

  private constructor(installation: Installation, settings: Readonly<Record<string, string>>) {
    this.server = installation.server;
    this.#installation = installation;
    this.#settings = settings;
    onTestFinished(async () => {
      if (this.#process !== undefined) await endServer(this.#process, "SIGQUIT");
      rmSync(installation.folder, { recursive: true, force: true });
    });
  }

  /** Runs until the test is over. */
  static async start(major: number, settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
    const cluster = new Cluster(await initialise(major), settings);
    await cluster.start();
    return cluster;
  }

  /** Over TCP, with the password in it. */
  url(database = "postgres", port = this.server.port): string {
    return `postgresql://postgres:${this.server.password}@127.0.0.1:${port}/${database}`;
  }

  /** On the same port and data. */
  async start(): Promise<void> {
    this.#process = await runServer(this.#installation, this.#settings);
  }

  /** In order: what is under way is ended, and told so. */
  stop(): Promise<void> {
    return this.#end("SIGINT");
  }

  /** As when it is killed: nothing is written down any more, and the next start recovers. */
  crash(): Promise<void> {
    return this.#end("SIGQUIT");
  }

  /** A standby that follows this server, which must have stopped or crashed; both run afterwards. */
  async follow(): Promise<Cluster> {
    const { server, data } = this.#installation;
    const place = await reserve(server.major);
    // With owner and modes, without which the server does not start.
    execFileSync("cp", ["-a", data, place.data]);
    const standby = new Cluster(place, {
      ...this.#settings,
      primary_conninfo: `host=${server.socketDirectory} port=${server.port} user=postgres`,
      synchronous_standby_names: "",
    });
    writeFileSync(join(place.data, "standby.signal"), "");
    await this.start();
    await standby.start();
    return standby;
  }

  /** Makes a standby the primary of its own history. */
  async promote(): Promise<void> {
    const sql = superuser(this.server);
    await sql`select pg_promote(true, 30)`;
    await sql.end({ timeout: 1 });
  }

  async #end(signal: "SIGINT" | "SIGQUIT"): Promise<void> {
    const process_ = this.#process;
    this.#process = undefined;
    if (process_ !== undefined) await endServer(process_, signal);
  }
}
