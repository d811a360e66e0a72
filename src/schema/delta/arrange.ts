import { ServerError } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import type { Change, Preamble } from "./change.ts";

export interface Arranged {
  /** What could be run, in the order in which it could. */
  readonly changes: readonly Change[];
  readonly refused: readonly { readonly change: Change; readonly error: ServerError }[];
  /** A value of an enum was used by the transaction that added it. */
  readonly valuesFirst: boolean;
}

/**
 * Runs changes in one transaction, and finds the order: one that fails waits, and is tried again after each that goes
 * through. Nothing of them stays where a value of an enum has to be committed first.
 */
export async function arrange(session: Session, changes: readonly Change[], preamble: Preamble): Promise<Arranged> {
  await session.send(`begin; ${settings(preamble, true)}`);
  const done: Change[] = [];
  let waiting: { change: Change; error: ServerError }[] = [];
  let valuesFirst = false;
  const attempt = async (change: Change): Promise<boolean> => {
    const error = await tryOut(session, change.sql);
    if (error === undefined) {
      done.push(change);
      return true;
    }
    valuesFirst ||= error.sqlState === "55P04";
    waiting.push({ change, error });
    return false;
  };
  const attemptAgain = async (): Promise<void> => {
    for (let isProgress = waiting.length > 0; isProgress; ) {
      const again = waiting;
      waiting = [];
      isProgress = false;
      for (const { change } of again) isProgress = (await attempt(change)) || isProgress;
      isProgress &&= waiting.length > 0;
    }
  };
  for (const change of changes) {
    if ((await attempt(change)) && waiting.length > 0) await attemptAgain();
  }
  await session.send(valuesFirst ? "rollback" : "commit");
  return { changes: done, refused: waiting, valuesFirst };
}

/** Runs each in a transaction of its own, as a script outside of one does. */
export async function runEach(session: Session, changes: readonly Change[], preamble: Preamble): Promise<Arranged> {
  const refused: { change: Change; error: ServerError }[] = [];
  await session.send(`select 1; ${settings(preamble, false)}`);
  for (const change of changes) {
    const outcome = await session.attempt(change.sql);
    if (outcome.ok) continue;
    if (!(outcome.error instanceof ServerError)) throw outcome.error;
    refused.push({ change, error: outcome.error });
  }
  await session.send("reset all");
  return { changes, refused, valuesFirst: false };
}

export function settings(preamble: Preamble, local: boolean): string {
  return Object.entries(preamble)
    .map(([name, value]) => `set ${local ? "local " : ""}${name} = ${value};`)
    .join("\n");
}

async function tryOut(session: Session, sql: string): Promise<ServerError | undefined> {
  const [, outcome] = await session.pipeline(["savepoint change", sql, "release savepoint change"]);
  if (outcome === undefined || outcome.ok) return undefined;
  if (!(outcome.error instanceof ServerError)) throw outcome.error;
  await session.send("rollback to savepoint change; release savepoint change");
  return outcome.error;
}
