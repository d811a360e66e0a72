import type { Database } from "../database/server.ts";
import { Session } from "../database/session.ts";
import { statement } from "../database/statement.ts";
import type { Blocker, Listener } from "../events.ts";
import type { PlannedStep } from "./step.ts";

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/**
 * Looks, on a connection of its own, who keeps a step waiting that takes long: afterwards the server does not know any
 * more. Most runs are over before the first look, and make no second connection. What goes wrong here stops nothing.
 */
export class Watch {
  readonly #database: Database;
  readonly #emit: Listener;
  readonly #lockTimeout: number | undefined;
  #step: PlannedStep | undefined;
  #blockers: readonly Blocker[] = [];
  #told = "";
  #timer: NodeJS.Timeout | undefined;
  #session: Promise<Session | undefined> | undefined;
  #closed = false;

  /** `lockTimeout` in milliseconds, unless a script has its own: the first look comes before it is over. 0 is no limit. */
  constructor(database: Database, emit: Listener, lockTimeout: number | undefined) {
    this.#database = database;
    this.#emit = emit;
    this.#lockTimeout = lockTimeout;
  }

  /** Whom the step was seen to wait for. */
  get blockers(): readonly Blocker[] {
    return this.#blockers;
  }

  start(step: PlannedStep): void {
    this.stop();
    this.#step = step;
    this.#blockers = [];
    this.#told = "";
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#step = undefined;
  }

  async close(): Promise<void> {
    this.stop();
    this.#closed = true;
    await (await this.#session)?.close();
  }

  #arm(): void {
    const lockTimeout = (this.#step?.script.settings.lockTimeout ?? this.#lockTimeout) || Number.POSITIVE_INFINITY;
    const interval = Math.max(20, Math.min(INTERVAL, lockTimeout / 2));
    this.#timer = setTimeout(() => void this.#look().catch(() => undefined), interval);
  }

  async #look(): Promise<void> {
    const step = this.#step;
    const { session, server } = this.#database;
    const pid = server.pooled ? session.transaction?.pid : server.pid;
    const question = statement("catalogue/blockers.sql", { pid });
    this.#session ??= Session.open(session.settings, question).then(
      (opened) => opened.session,
      () => undefined,
    );
    const watching = await this.#session;
    if (watching === undefined || this.#closed) return;
    const outcome = await watching.attempt(question);
    if (!outcome.ok || step === undefined || step !== this.#step) return;
    const blockers = outcome.rows.map((row) => ({
      pid: Number(row["pid"]),
      role: String(row["role"] ?? ""),
      application: String(row["application"] ?? ""),
      state: String(row["state"] ?? ""),
      query: String(row["query"] ?? ""),
      age_ms: Number(row["age_ms"] ?? 0),
    }));
    const pids = blockers.map(({ pid }) => pid).join();
    if (blockers.length > 0) this.#blockers = blockers;
    if (pids !== "" && pids !== this.#told) {
      this.#told = pids;
      this.#emit({ type: "lock-blocked", revision: step.revision.id, blockers });
    }
    this.#arm();
  }
}
