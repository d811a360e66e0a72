import type { Database } from "../../database/server.ts";
import { statement } from "../../database/statement.ts";
import type { SchemaObject, Snapshot } from "../../schema/model.ts";

/** Keys of what the role may not see all of: passwords that are options of user mappings. */
export async function hiddenFrom({ session }: Database): Promise<ReadonlySet<string>> {
  const rows = await session.send(statement("catalogue/hidden_options.sql"));
  return new Set(rows.map((row) => `user mapping ${String(row["name"])}`));
}

/** Without what cannot be seen on the other side. */
export function withoutHidden(snapshot: Snapshot, hidden: ReadonlySet<string>): Snapshot {
  if (hidden.size === 0) return snapshot;
  const objects = new Map<string, SchemaObject>();
  for (const [key, object] of snapshot.objects) {
    const { options: _, ...properties } = object.properties;
    objects.set(key, hidden.has(key) ? { ...object, properties } : object);
  }
  return { ...snapshot, objects };
}
