import type { Snapshot } from "../../schema/model.ts";
import type { State } from "../../state.ts";
import type { Workplace } from "../../workplace.ts";

/** What may look like drift and is none. */
export function warnBefore({ emit }: Workplace, { ledger }: State, edited: readonly string[]): void {
  for (const id of edited) {
    const message = `${id} is secret, and its up.sql on disk is not what was run: what it made may show as drift`;
    emit({ type: "warning", message, hint: "check out the version of it that ran" });
  }
  for (const { revision, direction } of ledger.interrupted) {
    const message = `${revision} (${direction}) was broken off: what it has done shows as drift`;
    emit({ type: "warning", message, hint: "`migraph status` says how it goes on" });
  }
}

export function warnOfMajors({ emit }: Workplace, live: Snapshot, replayed: Snapshot): void {
  if (live.server.major === replayed.server.major) return;
  emit({
    type: "warning",
    message:
      `the database is on PostgreSQL ${live.server.version}, and the revisions were replayed on ` +
      `${replayed.server.version}: texts that these write in different words count as the same if only parentheses, ` +
      "spaces and the names of tables before those of columns differ",
    hint: `a scratch server of major ${live.server.major} compares exactly: --scratch postgresql://…`,
  });
}

export function warnOfHidden({ emit }: Workplace, { database }: State, hidden: ReadonlySet<string>): void {
  if (hidden.size === 0) return;
  const names = [...hidden].join(", ");
  emit({
    type: "warning",
    message: `role ${database.server.role} may not see the options of ${names}: they are not compared`,
    hint: "connect as the owner of the server, or as a superuser",
  });
}
