import { chmodSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { DatabaseError, MigraphError } from "../../errors.ts";
import { bringUp } from "./bring-up.ts";
import {
  Channel,
  DEFAULT_DATABASE,
  type Failure,
  type Order,
  type Progress,
  type ToCommand,
  type ToSupervisor,
} from "./channel.ts";
import { type Claim, wrongMajor } from "./claim.ts";
import { ensureDatabase } from "./create-database.ts";
import { PORT, type RunningServer, SUPERUSER } from "./server.ts";

export type Lease = Channel<ToSupervisor, ToCommand>;

/**
 * A server and those who use it. Each command's open connection is its lease: the kernel closes it when the command ends,
 * in whatever way, and with the last lease the server stops.
 */
export class Service {
  readonly #claim: Claim;
  readonly #leases = new Set<Lease>();
  readonly #listener: Server;
  readonly #started: Promise<RunningServer>;
  #phase: "starting" | "ready" | "stopping" = "starting";
  #progress: Progress | undefined;
  #stopped: Promise<void> | undefined;
  #databases: Promise<void> = Promise.resolve();
  /** Settles when the server has stopped and the directory is free. */
  readonly done: Promise<void>;
  readonly #finish: () => void;

  /** Starts with the command that has asked for it, so that there is a lease from the first instant. */
  constructor(claim: Claim, starter: Lease, order: Order) {
    this.#claim = claim;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#finish = resolve;
    this.#listener = createServer((socket) => void this.#greet(new Channel(socket)));
    this.#listener.listen(claim.run.control, () => chmodSync(claim.run.control, 0o600));
    this.#started = this.#start();
    void this.#admit(starter, order);
  }

  async #start(): Promise<RunningServer> {
    const server = await bringUp(this.#claim, (what) => this.#report(what));
    if (this.#phase === "starting") this.#phase = "ready";
    // A server that ends by itself leaves nothing to lease.
    void server.exited.then(() => this.stop());
    return server;
  }

  #report(what: Progress): void {
    this.#progress = what;
    for (const lease of this.#leases) lease.send({ type: "progress", what });
  }

  async #greet(channel: Lease): Promise<void> {
    const message = await channel.next();
    if (message?.type !== "join") return channel.close();
    // Someone removed the directory, and may have put another in its place.
    if (this.#claim.lock.isLost()) void this.stop();
    if (this.#isStopping()) return this.#turnAway(channel);
    return this.#admit(channel, message.order);
  }

  /** To come again when the connection closes: then the directory is free. */
  async #turnAway(channel: Lease): Promise<void> {
    channel.send({ type: "stopping" });
    await this.done;
    channel.end();
  }

  async #admit(lease: Lease, order: Order): Promise<void> {
    this.#leases.add(lease);
    void lease.closed.then(() => this.#leave(lease));
    if (this.#phase === "starting" && this.#progress) lease.send({ type: "progress", what: this.#progress });
    try {
      await this.#started;
      if (this.#isStopping()) return await this.#turnAway(lease);
      await this.#serve(lease, order);
    } catch (error) {
      await this.#leave(lease);
      lease.send({ type: "failed", error: describe(error) });
      lease.end();
      return;
    }
    const message = await lease.next();
    if (message?.type !== "leave") return;
    const stopped = await this.#leave(lease);
    lease.send({ type: "left", stopped });
    lease.end();
  }

  async #serve(lease: Lease, order: Order): Promise<void> {
    const { binaries, dataDirectory, run } = this.#claim;
    if (order.major !== null && order.major !== binaries.major) {
      throw wrongMajor(dataDirectory, binaries.major, order.major);
    }
    const { database } = order;
    if (database !== DEFAULT_DATABASE) {
      const made = this.#databases.then(() =>
        ensureDatabase(join(run.server, `.s.PGSQL.${PORT}`), SUPERUSER, database),
      );
      // One after the other: two that make the same database would collide.
      this.#databases = made.catch(() => {});
      await made;
    }
    const server = {
      socketDirectory: run.server,
      port: PORT,
      user: SUPERUSER,
      database,
      major: binaries.major,
      dataDirectory,
    };
    lease.send({ type: "ready", server });
  }

  /** Gives up the lease; when it was the last, waits for the end of the server and answers true. */
  async #leave(lease: Lease): Promise<boolean> {
    this.#leases.delete(lease);
    // While the server starts, another command may still come.
    await this.#started.catch(() => {});
    if (this.#leases.size > 0) return false;
    await this.stop();
    return true;
  }

  #isStopping(): boolean {
    return this.#phase === "stopping";
  }

  /** Stops whatever runs, for whoever still uses it. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#phase = "stopping";
    const server = await this.#started.catch(() => undefined);
    await server?.stop();
    this.#listener.close();
    await this.#claim.release();
    this.#finish();
    for (const lease of this.#leases) lease.end();
  }
}

export function describe(error: unknown): Failure {
  const known =
    error instanceof MigraphError
      ? error
      : new DatabaseError(
          "embedded_start",
          `the embedded server did not start: ${error instanceof Error ? error.message : error}`,
          { hint: "run the command again; if it fails again, report it with the text above" },
        );
  return { code: known.code, message: known.message, hint: known.hint ?? null, data: known.data };
}
