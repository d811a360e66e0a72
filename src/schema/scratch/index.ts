import type { ResolvedConfig } from "../../config.ts";
import type { Database } from "../../database/server.ts";
import type { Session } from "../../database/session.ts";
import type { Listener } from "../../events.ts";
import type { RoleKeeper } from "./roles.ts";
import type { ScratchPlace } from "./server.ts";

export interface ScratchRequest {
  /** A server for temporary databases; undefined for the configured one, else an embedded one. */
  readonly url?: string | undefined;
  /** Of the target, where it is known; asked for where it is not. */
  readonly major?: number | undefined;
  /** False where a database may be out of reach, and is not to be waited for only to learn its major. */
  readonly askTarget?: boolean | undefined;
  /** Roles that scripts name are made where the server lacks them. */
  readonly makeRoles?: boolean | undefined;
}

/** What a proof ran on; part of its result. */
export interface ScratchServerFacts {
  readonly version: string;
  readonly major: number;
  readonly embedded: boolean;
  /** The target's major, where none of it was to be had. */
  readonly wanted_major?: number;
}

/** A server to make scratch databases on: one for all proofs of a command. */
export interface Scratch {
  readonly server: ScratchServerFacts;
  /**
   * An empty database with a ledger, or a copy of another with all that is in it. The one that is copied has its sessions
   * closed for that; `reopen` opens it again.
   */
  create(template?: ScratchDatabase): Promise<ScratchDatabase>;
  /** Drops everything it has made. Never throws. */
  close(): Promise<void>;
}

/**
 * Roles belong to the server, so one that a script makes is there in the next database too: run one proof to its end,
 * drop its database, which takes along the roles that were made since it was created, and only then begin the next.
 */
export interface ScratchDatabase {
  readonly name: string;
  /** An open session, with a ledger in the configured schema. */
  readonly database: Database;
  readonly context: ScratchContext;
  /** Another one, to look with; closed with the database. */
  session(): Promise<Session>;
  /** With the password, where it needs one: for a driver that is not ours, never to be printed. */
  url(): string;
  /** After it has been copied. */
  reopen(): Promise<void>;
  drop(): Promise<void>;
}

/** What a replay needs to know of where it runs. */
export interface ScratchContext {
  readonly config: ResolvedConfig;
  readonly server: ScratchServerFacts;
  readonly roles: RoleKeeper;
  readonly makeRoles: boolean;
  /** For warnings; what a proof runs is not told as if it were run on the target. */
  readonly warn: Listener;
  /** Aborted when somebody interrupts the operation. */
  readonly signal: AbortSignal;
}

/** Throws DatabaseError where there is no server, or it does not let us make databases. Close it when done. */
export async function openScratch(place: ScratchPlace, request: ScratchRequest): Promise<Scratch> {
  const { open } = await import("./open.ts");
  return open(place, request);
}

/** The same for as long as some work takes. */
export async function withScratch<Result>(
  place: ScratchPlace,
  request: ScratchRequest,
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const scratch = await openScratch(place, request);
  try {
    return await work(scratch);
  } finally {
    await scratch.close();
  }
}
