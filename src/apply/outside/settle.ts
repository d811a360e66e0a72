import type { Database } from "../../database/server.ts";
import { statement } from "../../database/statement.ts";
import { UsageError } from "../../errors.ts";
import { newRun, recordEvent } from "../recorder.ts";
import { writeLedger } from "../write.ts";
import { forgetJournal, type JournalEntry, journalOf } from "./journal.ts";

/**
 * What somebody who has looked says of the statement that a revision was broken off at: it took effect (`done`), or it
 * did not (`again`); or that the journal is to be dropped (`forget`), since all was undone by hand.
 */
export type Settlement = "done" | "again" | "forget";

/** The caller holds the lock. Returns the statement that was settled; undefined for `forget`. Throws UsageError. */
export async function settle(
  database: Database,
  revision: string,
  settlement: Settlement,
): Promise<JournalEntry | undefined> {
  const entries = await journalOf(database, revision);
  if (entries.length === 0) throw nothingToSettle(`no script of ${revision} was broken off`);
  const { schema } = database;
  const open = entries.find(({ finished }) => !finished);
  if (settlement !== "forget" && open === undefined) {
    throw nothingToSettle(`all statements of ${revision} that were begun are done`);
  }
  const values = { schema, revision, direction: open?.direction, position: open?.position };
  const change =
    settlement === "forget"
      ? forgetJournal(schema, revision)
      : statement(settlement === "done" ? "journal/done.sql" : "journal/forget_statement.sql", values);
  const first = entries[0];
  const event = recordEvent(newRun(schema), {
    kind: "repair",
    revision,
    ...(first === undefined ? {} : { direction: first.direction }),
    detail: { settlement, statement: settlement === "forget" ? null : (open?.position ?? null) },
  });
  const { error } = await writeLedger(database, [change, event]);
  if (error !== undefined) throw error;
  return settlement === "forget" ? undefined : open;
}

function nothingToSettle(message: string): UsageError {
  return new UsageError(message, {
    code: "nothing_to_settle",
    hint: "`migraph status` tells where the database stands",
  });
}
