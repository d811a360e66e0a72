import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import type { ScratchDatabase } from "../scratch/index.ts";

/** A session on a scratch database in which statements run as scripts do: as the role that is configured. */
export async function workSession(database: ScratchDatabase): Promise<Session> {
  const session = await database.session();
  const { role } = database.context.config;
  if (role !== undefined) await session.send(statement("scratch/act_as.sql", { role }));
  return session;
}
