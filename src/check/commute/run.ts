import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import type { Project } from "../../project.ts";
import type { Snapshot } from "../../schema/model.ts";
import { replay } from "../../schema/replay.ts";
import { readRows, type TableRows } from "../../schema/rows.ts";
import { readSnapshot } from "../../schema/snapshot.ts";
import { failingScript, type ScriptFailing } from "../failure.ts";
import type { Trunk } from "../trunk.ts";
import { type BranchPair, behind } from "./pairs.ts";

/** What one order of two lines leaves. */
export type Outcome =
  | { readonly failure: ScriptFailing }
  | {
      readonly failure: undefined;
      readonly snapshot: Snapshot;
      readonly rows: ReadonlyMap<string, TableRows>;
    };

/** Which line comes first. */
export type Order = 0 | 1;

/**
 * Runs both lines from their base; an error of that is thrown. A merge that has something to do itself comes behind them,
 * in both orders.
 */
export function runOrder(trunk: Trunk, project: Project, pair: BranchPair, order: Order): Promise<Outcome> {
  return inOrder(trunk, project, pair, order, async (session, rows) => {
    await session.send("rollback");
    return { failure: undefined, snapshot: await readSnapshot(session, { except: [trunk.ledger] }), rows };
  }).catch((error: unknown) => {
    const failure = failingScript(error);
    if (failure === undefined || pair.base.includes(failure.revision)) throw error;
    return { failure };
  });
}

/** As runOrder, to look at what is there then, in a transaction. */
export function inOrder<Result>(
  trunk: Trunk,
  project: Project,
  pair: BranchPair,
  order: Order,
  look: (session: Session, rows: ReadonlyMap<string, TableRows>) => Promise<Result>,
): Promise<Result> {
  return trunk.withCopy(pair.base, async (database) => {
    const sequence = [...pair.own[order], ...pair.own[order === 0 ? 1 : 0], ...behind(project, pair)];
    await replay(database, trunk.steps(pair.base, sequence));
    const session = await database.session();
    await session.send(statement("contents/begin.sql"));
    return look(session, await readRows(session, trunk.ledger));
  });
}
