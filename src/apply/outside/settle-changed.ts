import { ParseFault, parseStatements } from "../../script/parse.ts";
import { bareJudge } from "./bare.ts";
import type { Execution } from "./execution.ts";
import { forgetStatement, type JournalEntry } from "./journal.ts";
import { InDoubt, UNKNOWN } from "./judge.ts";
import { settleEntry } from "./run-bare.ts";

/**
 * A statement was begun and did not come to its end, and another stands in its place now: what the old one has left is
 * cleared away by what the journal knows of it. Throws InDoubt where it took effect, or may have.
 */
export async function settleChanged(execution: Execution, entry: JournalEntry): Promise<undefined> {
  const { database, step } = execution;
  const outcome = await settleEntry(execution, await judgeOf(entry), entry);
  if (outcome === "done") {
    throw new InDoubt(
      "it took effect, but another statement stands in its place now",
      "put the statement back as it was",
    );
  }
  await forgetStatement(database, step.revision.id, entry);
  return undefined;
}

async function judgeOf({ statement }: JournalEntry) {
  const parsed = statement === undefined ? [] : await parseStatements(statement);
  const [only] = parsed instanceof ParseFault ? [] : parsed;
  return statement === undefined || only === undefined
    ? UNKNOWN
    : (bareJudge({ tree: only.stmt }, statement) ?? UNKNOWN);
}
