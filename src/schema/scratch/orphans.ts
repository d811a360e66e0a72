import type { Row } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import { isGone, madeAt, NAME_PATTERN, readMark } from "./mark.ts";

/** Longer than any proof takes whose process cannot be seen from here. */
const ABANDONED_AFTER_MS = 3_600_000;

/** What a run that was killed has left on a server. */
export interface Orphans {
  readonly databases: readonly string[];
  /** Roles that were made for scratch databases and never removed. */
  readonly roles: readonly string[];
}

/**
 * Scratch databases that nobody is connected to, and whose maker is gone, or is on another machine and has had its time;
 * and the roles of such makers.
 */
export async function findOrphans(session: Session): Promise<Orphans> {
  const [databases, roles] = await Promise.all([
    session.send(statement("scratch/databases.sql", { pattern: NAME_PATTERN })),
    session.send(statement("scratch/roles.sql")),
  ]);
  const abandoned = (row: Row, made: Date | undefined) => {
    const mark = readMark(row["mark"] as string | null);
    if (mark !== undefined && isGone(mark)) return true;
    return made !== undefined && Date.now() - made.getTime() > ABANDONED_AFTER_MS;
  };
  const unused = databases.filter((row) => row["used"] !== true && abandoned(row, madeAt(String(row["name"]))));
  const left = roles.filter((row) => {
    const mark = readMark(row["mark"] as string | null);
    return mark !== undefined && abandoned(row, new Date(mark.made));
  });
  const names = (rows: readonly Row[]) => rows.map((row) => String(row["name"]));
  return { databases: names(unused), roles: names(left) };
}

/** Removes them, each by itself; gives what could not be removed, with the server's words. */
export async function dropOrphans(
  session: Session,
  { databases, roles }: Orphans,
): Promise<readonly { readonly name: string; readonly why: string }[]> {
  const kept: { name: string; why: string }[] = [];
  const attempt = async (file: string, name: string) => {
    const outcome = await session.attempt(statement(file, { name }));
    if (!outcome.ok) kept.push({ name, why: outcome.error.message });
  };
  for (const name of databases) await attempt("scratch/drop.sql", name);
  for (const name of roles) await attempt("scratch/drop_role.sql", name);
  return kept;
}
