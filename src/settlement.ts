import { type Settlement, settle } from "./apply/outside/settle.ts";
import { type Changing, underLock } from "./change.ts";
import type { InterruptedRevision } from "./database/ledger.ts";
import { UsageError } from "./errors.ts";
import type { Settled } from "./results.ts";
import type { SettleSettings } from "./settings.ts";
import { lookAt } from "./standing.ts";
import type { State } from "./state.ts";

/** Settles the statement that a script outside a transaction was broken off at, by the word of somebody who has looked. */
export async function changeBySettlement(
  changing: Changing,
  address: string,
  settlement: Settlement,
  settings: SettleSettings,
): Promise<Settled> {
  const { project, database } = changing;
  interruptedAt(await lookAt(database, project), address);
  return underLock(changing, settings, async (state) => {
    const { revision, direction, total } = interruptedAt(state, address);
    const entry = await settle(state.database, revision, settlement);
    return { revision, direction, settlement, statement: entry?.position ?? null, total };
  });
}

/** One that is on another git branch is found by its whole id. */
function interruptedAt({ graph, applied, ledger }: State, address: string): InterruptedRevision {
  const whole = ledger.interrupted.find(({ revision }) => revision === address);
  if (whole !== undefined) return whole;
  const ids = graph.resolve(address, { applied: applied.keys() });
  const found = ledger.interrupted.find(({ revision }) => ids.includes(revision));
  if (found !== undefined) return found;
  throw new UsageError(`no script of ${ids.join(", ") || address} was broken off`, {
    code: "nothing_to_settle",
    hint: "`migraph status` tells where the database stands",
  });
}
