import type { SchemaDifference } from "../../schema/compare.ts";
import { wholesOf } from "../../schema/filter.ts";
import type { Snapshot } from "../../schema/model.ts";
import type { Replayed } from "./replayed.ts";

/**
 * The revision that last touched what differs. What is in no revision has none; but a column or a constraint of a table
 * that is in one is a change of that table.
 */
export function revisionOf(
  { key, object, change, grade }: SchemaDifference,
  { touched, snapshot }: Replayed,
  live: Snapshot,
  order: readonly string[],
): string | undefined {
  if (grade === "column order") return lastOf([key, ...partsOf(key, snapshot)], touched, order);
  const own = touched.get(key);
  if (own !== undefined) return own;
  if (change === "left over" && object.kind !== "column" && object.kind !== "constraint") return undefined;
  return wholesOf(object, change === "missing" ? snapshot : live)
    .map((whole) => touched.get(whole.key))
    .find((revision) => revision !== undefined);
}

function partsOf(whole: string, { objects }: Snapshot): readonly string[] {
  return [...objects.values()]
    .filter(({ parent, kind }) => parent === whole && kind === "column")
    .map(({ key }) => key);
}

function lastOf(
  keys: readonly string[],
  touched: ReadonlyMap<string, string>,
  order: readonly string[],
): string | undefined {
  const places = keys.map((key) => order.indexOf(touched.get(key) ?? ""));
  return order[Math.max(...places)];
}
