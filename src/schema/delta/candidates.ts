import type { SchemaDifference } from "../compare.ts";
import type { SchemaObject, Snapshot } from "../model.ts";
import { identityOf } from "./own/names.ts";
import type { Rename } from "./rename.ts";
import { differencesIn, type Terms } from "./solve.ts";

/** Kinds that hold rows or stand for them: to drop and make one anew is not to rename it. */
const KINDS: ReadonlySet<string> = new Set([
  "column",
  "table",
  "enum",
  "composite type",
  "domain",
  "view",
  "materialized view",
  "sequence",
  "function",
]);

/** What may have been renamed: one goes and one of its shape appears. There may be several of that shape. */
export function renameCandidates(before: Snapshot, after: Snapshot, terms: Terms): readonly Rename[] {
  const differences = differencesIn(after, before, terms).filter(
    ({ kind, change }) => KINDS.has(kind) && change !== "changed",
  );
  const gone = differences.filter(({ change }) => change === "left over").map(shaped(before));
  const appeared = differences.filter(({ change }) => change === "missing").map(shaped(after));
  return gone.flatMap(({ object, shape }) => {
    const matches = appeared.filter((other) => other.shape === shape);
    return matches.map((match) => ({ from: identityOf(object), to: identityOf(match.object) }));
  });
}

function shaped(snapshot: Snapshot): (difference: SchemaDifference) => { object: SchemaObject; shape: string } {
  return ({ object }) => ({ object, shape: shapeOf(object, snapshot) });
}

/** Without names: of a table its columns, of a column its type, in its table. */
function shapeOf(object: SchemaObject, { objects }: Snapshot): string {
  const { kind, parent, properties, name } = object;
  if (kind === "column") return JSON.stringify([kind, parent, properties["type"]]);
  if (kind !== "table" && kind !== "composite type") {
    return JSON.stringify([kind, object.schema, properties]).replaceAll(name.replace(/\(.*$/s, ""), "\u0000");
  }
  const columns = [...objects.values()].filter((column) => column.kind === "column" && column.parent === object.key);
  return JSON.stringify([kind, object.schema, columns.map((column) => [column.name, column.properties["type"]])]);
}
