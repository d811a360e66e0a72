import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import type { Judge } from "./judge.ts";
import { type Node, relationPath } from "./tree.ts";

type ObjectKind = "relation" | "database" | "tablespace" | "subscription" | "prepared transaction";

/** What makes an object: done when it is there now, and was not before. */
export function creation(kind: ObjectKind, name: string): Judge {
  return {
    facts: async (session) => ({ there: await exists(session, kind, name) }),
    settle: async ({ session }, facts) =>
      facts["there"] === false && (await exists(session, kind, name)) ? "done" : "again",
  };
}

/** What takes an object away: done when it was there before, and is not now. */
export function removal(kind: ObjectKind, name: string): Judge {
  return {
    facts: async (session) => ({ there: await exists(session, kind, name) }),
    settle: async ({ session }, facts) =>
      facts["there"] === true && !(await exists(session, kind, name)) ? "done" : "again",
  };
}

/** ALTER TABLE … DETACH PARTITION … CONCURRENTLY, which is two transactions: after the first it is pending. */
export function detachment(table: Node | undefined, partition: Node | undefined): Judge {
  const paths = { table: relationPath(table), partition: relationPath(partition) };
  const look = async (session: Session) => {
    const [row] = await session.send(statement("journal/partition.sql", paths));
    return row === undefined ? "none" : row["pending"] === true ? "pending" : "attached";
  };
  return {
    facts: async (session) => ({ state: await look(session) }),
    settle: async ({ session, runBare, tell }, facts) => {
      const state = await look(session);
      if (state === "pending") {
        tell(`finishing the detachment of ${paths.partition}, which was broken off`);
        await runBare(`alter table ${paths.table} detach partition ${paths.partition} finalize`, false);
        return "done";
      }
      return state === "none" && facts["state"] !== "none" ? "done" : "again";
    },
  };
}

async function exists(session: Session, kind: ObjectKind, name: string): Promise<boolean> {
  const [row] = await session.send(statement("journal/exists.sql", { kind, name }));
  return row?.["there"] === true;
}
