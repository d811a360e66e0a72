import { setTimeout as pause } from "node:timers/promises";
import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import { InterruptedError } from "../../errors.ts";
import type { Listener } from "../../events.ts";

const EVERY_MS = 100;
/** So many tries are no news. */
const UNTOLD = 10;

/**
 * Roles belong to the whole server: of two runs that make the same ones, one would find those of the other, and lose them
 * when that ends. So one goes after the other, as far as they reach the server by the same database.
 */
export class RolesTurn {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  readonly #warn: Listener;
  #ours = false;

  /** `session`: the turn ends with it. */
  constructor(session: Session, signal: AbortSignal, warn: Listener) {
    this.#session = session;
    this.#signal = signal;
    this.#warn = warn;
  }

  async take(): Promise<void> {
    for (let tries = 1; !this.#ours; tries++) {
      if (this.#signal.aborted) {
        throw new InterruptedError("stopped before a script was run", { hint: "run the same command again" });
      }
      const [row] = await this.#session.send(statement("scratch/roles_turn.sql"));
      this.#ours = row?.["ours"] === true;
      if (this.#ours) return;
      if (tries === UNTOLD) this.#warn(WAITING);
      await pause(EVERY_MS, undefined, { signal: this.#signal }).catch(() => undefined);
    }
  }
}

const WAITING = {
  type: "warning",
  message: "another run makes roles on the scratch server: this one goes on when that has ended",
  hint: "a server for each, or an embedded one, lets both run at a time",
} as const;
