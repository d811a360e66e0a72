import { onTestFinished } from "vitest";
import { openDatabase } from "../../src/database/server.ts";
import type { Session } from "../../src/database/session.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import type { SchemaObject, Snapshot } from "../../src/schema/model.ts";
import type { TestDatabase } from "./database.ts";

/** A session as migraph opens it, closed when the test is over. */
export async function sessionOf({ url }: TestDatabase): Promise<Session> {
  const { session } = await openDatabase(parseDatabaseUrl(url, {}), "migraph");
  onTestFinished(() => session.close());
  return session;
}

/** What is compared of a snapshot: all but the numbers that a database gives to its objects. */
export function compared({ objects }: Snapshot): readonly Omit<SchemaObject, "address">[] {
  return [...objects.values()].map(({ address, ...object }) => object);
}
