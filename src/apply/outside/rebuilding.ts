import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import type { Judge } from "./judge.ts";

/** REINDEX CONCURRENTLY: what it has left is dropped, and it runs again. */
export const REBUILDING: Judge = {
  patient: true,
  facts: async (session) => ({ unusable: (await unusable(session)).map(({ oid }) => oid) }),
  settle: async ({ session, runBare, tell }, facts) => {
    const before = Array.isArray(facts["unusable"]) ? facts["unusable"] : [];
    for (const { oid, path } of await unusable(session)) {
      if (before.includes(oid)) continue;
      tell(`dropping the unusable index ${path}, which a REINDEX that was broken off has left`);
      await runBare(`drop index concurrently ${path}`, true);
    }
    return "again";
  },
};

async function unusable(session: Session): Promise<readonly { oid: string; path: string }[]> {
  const rows = await session.send(statement("journal/rebuilding.sql"));
  return rows.map((row) => ({ oid: String(row["oid"]), path: String(row["path"]) }));
}
