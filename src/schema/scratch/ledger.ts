import { knownLedgerRevisions, upgradeLedger } from "../../apply/ledger.ts";
import { readLedger } from "../../database/ledger.ts";
import type { OpenDatabase } from "./database.ts";

/** Makes the ledger in an empty scratch database. */
export async function makeLedger(scratch: OpenDatabase): Promise<void> {
  const { database } = scratch;
  await upgradeLedger(database, await readLedger(database, knownLedgerRevisions()), () => undefined);
  await scratch.refresh();
}
