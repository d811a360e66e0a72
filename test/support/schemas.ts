import { onTestFinished } from "vitest";
import { openDatabase } from "../../src/database/server.ts";
import type { Session } from "../../src/database/session.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { compareSnapshots } from "../../src/schema/compare.ts";
import type { Snapshot } from "../../src/schema/model.ts";
import type { TestDatabase } from "./database.ts";

/** A session of migraph's own in a database, closed when the test is over. */
export async function sessionIn(database: TestDatabase): Promise<Session> {
  const { session } = await openDatabase(parseDatabaseUrl(database.url, {}), "migraph");
  onTestFinished(() => session.close());
  return session;
}

/** As psql sends a file that has no commands of psql in it. */
export async function runScript(session: Session, script: string): Promise<void> {
  const outcome = await session.attempt({ script });
  if (!outcome.ok) throw outcome.error;
  await session.send("reset all");
}

/** What differs between two schemas, in words. */
export function differences(expected: Snapshot, found: Snapshot): string[] {
  return compareSnapshots(expected, found).map(
    ({ message, expected: was, found: is }) => `${message}: ${JSON.stringify(was)} → ${JSON.stringify(is)}`,
  );
}
