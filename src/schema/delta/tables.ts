import type { Snapshot } from "../model.ts";
import { identityOf } from "./own/names.ts";

/** A table that was there before, and may have rows: others may change without anybody noticing. */
export interface Standing {
  readonly partitioned: boolean;
  /** Columns by their names. */
  readonly columns: ReadonlySet<string>;
}

/** By the names that statements have for them, in which the server quotes what it must and the library everything. */
export function standingTables(snapshot: Snapshot): ReadonlyMap<string, Standing> {
  const tables = new Map<string, Standing>();
  for (const object of snapshot.objects.values()) {
    if (object.kind !== "table") continue;
    const partitioned = object.properties["partition key"] !== undefined;
    tables.set(identityOf(object), { partitioned, columns: columnsOf(object.key, snapshot) });
  }
  return tables;
}

function columnsOf(table: string, { objects }: Snapshot): ReadonlySet<string> {
  const columns = [...objects.values()].filter(({ kind, parent }) => kind === "column" && parent === table);
  return new Set(columns.map(({ name }) => name));
}
