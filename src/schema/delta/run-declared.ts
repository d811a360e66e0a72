import { ServerError } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";

/** A statement of a declared schema, with its place. */
export interface DeclaredStatement {
  readonly sql: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Settings that its file makes before it. */
  readonly settings: readonly string[];
}

export interface Refusal {
  readonly statement: DeclaredStatement;
  readonly error: ServerError;
}

/**
 * Runs files one after the other, and what was refused again, as long as something of it goes through: files may come in
 * any order. What is left at last is given back.
 */
export async function runDeclared(
  session: Session,
  files: readonly (readonly DeclaredStatement[])[],
): Promise<readonly Refusal[]> {
  let waiting: Refusal[] = [];
  for (const statements of files) {
    await session.send("reset all");
    for (const statement of statements) {
      const error = await attempt(session, statement.sql);
      if (error !== undefined) waiting.push({ statement, error });
    }
  }
  // Functions that call each other can only be made without a look into their bodies.
  for (const more of [[], ["set check_function_bodies = off"]]) {
    for (let isProgress = waiting.length > 0; isProgress; ) {
      const again = waiting;
      waiting = [];
      for (const { statement } of again) {
        await session.send("reset all");
        for (const setting of [...statement.settings, ...more]) await attempt(session, setting);
        const error = await attempt(session, statement.sql);
        if (error !== undefined) waiting.push({ statement, error });
      }
      isProgress = waiting.length > 0 && waiting.length < again.length;
    }
  }
  await session.send("reset all");
  return waiting;
}

async function attempt(session: Session, sql: string): Promise<ServerError | undefined> {
  const outcome = await session.attempt({ script: sql });
  if (outcome.ok) return undefined;
  if (!(outcome.error instanceof ServerError)) throw outcome.error;
  return outcome.error;
}
