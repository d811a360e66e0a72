import { ConnectionLost } from "../database/answers.ts";
import type { Database } from "../database/server.ts";
import { statement } from "../database/statement.ts";
import type { ChangedRevision } from "../edited.ts";
import { recordError } from "./failure.ts";
import { keptOf } from "./kept.ts";
import { newRun, type Run, recordEvent } from "./recorder.ts";
import { completedBy, lostError } from "./settle.ts";
import { writeLedger } from "./write.ts";

/** Takes what is on disk into the ledger, all of it in one transaction. No script is run. */
export async function runRepair(database: Database, changed: readonly ChangedRevision[]): Promise<void> {
  const run = newRun(database.schema);
  const messages = changed.map((revision) => repairMessage(run, revision));
  const { failed, error } = await writeLedger(database, messages);
  if (error === undefined) return;
  const { applied } = changed[failed] ?? changed.at(-1) ?? {};
  if (applied === undefined) throw error;
  const { id } = applied;
  if (!(error instanceof ConnectionLost)) throw recordError({ revision: applied, direction: "repair" }, error, {});
  const completed = await completedBy(database, run, undefined);
  const committed = completed === undefined ? undefined : completed.size > 0;
  throw lostError(error, "the repair", committed, { revision: id });
}

function repairMessage(run: Run, { applied, folder, scripts }: ChangedRevision): string {
  const kept = keptOf(folder);
  const { upChecksum, downChecksum, verifyChecksum, upRaw, downRaw, verifyRaw } = applied;
  const event = recordEvent(run, {
    kind: "repair",
    revision: applied.id,
    detail: {
      files: scripts.map(({ file, meaningChanged }) => ({ file, meaning_changed: meaningChanged })),
      before: {
        up_checksum: upChecksum,
        down_checksum: downChecksum,
        verify_checksum: verifyChecksum ?? null,
        up_raw: upRaw,
        down_raw: downRaw,
        verify_raw: verifyRaw ?? null,
      },
    },
  });
  return `${statement("record/repair.sql", { ...kept, schema: run.schema, revision: applied.id })};\n${event}`;
}
