import type { ServerError } from "../../database/answers.ts";
import { LOCK_LOST } from "../../database/lock.ts";
import { failureDetail, recordFailure, tellUnwritten } from "../history.ts";
import { writeLedger } from "../write.ts";
import type { Execution } from "./execution.ts";
import type { Explain } from "./failure.ts";
import { journalOf } from "./journal.ts";
import type { UnitFailure } from "./outcome.ts";
import { isLasting, type Unit } from "./unit.ts";

/**
 * Writes a failure among the events and into the journal, and puts the session back. Where nothing has been done, and
 * what failed has kept nothing, there is no journal any more: the revision is as pending as before.
 */
export async function noteFailure(
  execution: Execution,
  unit: Unit,
  failure: (UnitFailure & { readonly error: ServerError }) | undefined,
  explain: Explain,
  reset: string,
): Promise<void> {
  const { database, step, run, marks, emit, units } = execution;
  const noted = { cause: failure?.error, told: explain({ applied: [], heads: [] }), at: unit };
  const written = await recordFailure(database, run, step, noted, emit, [reset]);
  // Without the lock the journal may be another's by now.
  if (!written || failure?.error.sqlState === LOCK_LOST) return;
  const entries = await journalOf(database, step.revision.id);
  const nothingDone = entries.every(({ finished, position, before, checksum }) => {
    const now = units[position - 1];
    // Another statement may stand in the place of the one that is done.
    return finished ? now?.checksum === checksum && isLasting(now) : before === undefined;
  });
  if (!nothingDone && failure === undefined) return;
  const journal = nothingDone ? marks.forgotten() : marks.failed(unit, failureDetail(database, step, noted));
  const { error } = await writeLedger(database, [journal]);
  if (error !== undefined) tellUnwritten(error, emit);
}
