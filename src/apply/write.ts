import type { ConnectionLost, ServerError } from "../database/answers.ts";
import type { Database } from "../database/server.ts";
import { statement } from "../database/statement.ts";

/** How a transaction that may write is begun: the session is read-only outside of them. */
export const BEGIN = "begin read write";

export interface Written {
  /** Undefined when all was committed; otherwise nothing was. */
  readonly error: ServerError | ConnectionLost | undefined;
  /** Index of the message that failed; outside of the list for BEGIN and COMMIT. */
  readonly failed: number;
}

/**
 * Sends statements of ours as one transaction, in one round trip; as the role that the ledger is written as, and guarded by
 * the lock, where there is one.
 */
export async function writeLedger({ session, lock }: Database, messages: readonly string[]): Promise<Written> {
  const begin = [BEGIN, statement("record/ourselves.sql"), ...(lock === undefined ? [] : [lock.guard])];
  const outcomes = await session.pipeline([begin.join(";\n"), ...messages, "commit"]);
  for (const [index, outcome] of outcomes.entries()) {
    if (!outcome.ok) return { error: outcome.error, failed: index - 1 };
  }
  return { error: undefined, failed: -1 };
}
