import type { Snapshot } from "../../model.ts";
import type { Change } from "../change.ts";

/** The library takes every generated column for one that is stored. */
export function withVirtualColumns(change: Change, target: Snapshot): Change {
  if (!change.sql.includes(" STORED") || target.server.major < 18) return change;
  let { sql } = change;
  for (const { kind, name, properties } of target.objects.values()) {
    if (kind !== "column" || properties["generated"] !== "virtual") continue;
    const quoted = `"${name.replaceAll('"', '""')}" `;
    const stored = `GENERATED ALWAYS AS (${properties["expression"]}) STORED`;
    const at = sql.indexOf(quoted);
    const end = at === -1 ? -1 : sql.indexOf(stored, at);
    // Nothing but the column's type stands in between.
    if (end === -1 || sql.slice(at, end).includes(', "')) continue;
    sql = `${sql.slice(0, end)}${stored.replace(/STORED$/, "VIRTUAL")}${sql.slice(end + stored.length)}`;
  }
  return { ...change, sql };
}
