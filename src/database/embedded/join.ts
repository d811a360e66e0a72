import { setTimeout as pause } from "node:timers/promises";
import { DatabaseError } from "../../errors.ts";
import { connectChannel, DEFAULT_DATABASE, type Order, type ServerAddress } from "./channel.ts";
import { type Connection, takeLease } from "./lease.ts";
import { inUse, readPostmasterFile } from "./postmaster.ts";
import { canonicalPath, refuseStranger, runDirectoryOf } from "./run-directory.ts";
import { startSupervisor } from "./start-supervisor.ts";

/** A PostgreSQL server that is there until `leave`, or until this process ends in whatever way. */
export interface EmbeddedServer extends ServerAddress {
  /** Gives the server up. Waits until it has stopped if nobody else uses it; a second call does nothing more. */
  leave(): Promise<void>;
}

export interface EmbeddedRequest {
  /** The data directory, absolute; a temporary one without. */
  readonly path?: string;
  readonly major?: number;
  /** Made when it is not there; `postgres` without. */
  readonly database?: string;
  /** Where packages with PostgreSQL are looked for; the working directory without. */
  readonly cwd?: string;
  readonly onStarting?: (what: "initialising" | "starting" | "joining") => void;
  readonly signal?: AbortSignal;
}

const RETRY_MS = 20;
/** Between taking a directory and listening lie milliseconds: who has it and cannot be reached so long is not one of ours. */
const UNREACHABLE_MS = 5_000;

/** Starts the server of a data directory, or joins the one that another command has started. */
export async function joinEmbedded(request: EmbeddedRequest): Promise<EmbeddedServer> {
  if (process.platform === "win32") {
    throw new DatabaseError("embedded_unsupported", "embedded servers do not run on Windows", {
      hint: "give the URL of a server, or run migraph in WSL",
    });
  }
  const path = request.path === undefined ? null : await canonicalPath(request.path);
  const order: Order = {
    path,
    cwd: request.cwd ?? process.cwd(),
    major: request.major ?? null,
    database: request.database ?? DEFAULT_DATABASE,
  };
  let patience = 0;
  let spent = 0;
  for (;;) {
    request.signal?.throwIfAborted();
    const running = await connectWithin(patience, path);
    if (running) {
      request.onStarting?.("joining");
      const server = await takeLease(running, order, request);
      if (typeof server === "object") return server;
      // It was just stopping, and is gone now.
      patience = 0;
      spent = 0;
      continue;
    }
    const server = await startSupervisor(order, request);
    if (server !== "busy") return server;
    spent += patience;
    if (spent > UNREACHABLE_MS) throw inUse(String(path), (await readPostmasterFile(String(path)))?.pid);
    // Each attempt starts a process, so they become rarer.
    patience = Math.max(2 * patience, 100);
  }
}

/** A connection to the supervisor of `path`, for whom we wait so many milliseconds. A temporary server is never shared. */
async function connectWithin(milliseconds: number, path: string | null): Promise<Connection | undefined> {
  if (path === null) return undefined;
  const run = runDirectoryOf(path);
  const end = Date.now() + milliseconds;
  for (;;) {
    await refuseStranger(run.path);
    const connection: Connection | undefined = await connectChannel(run.control);
    if (connection || Date.now() >= end) return connection;
    await pause(RETRY_MS);
  }
}
