import type { SchemaDifference } from "./compare.ts";
import { wholesOf } from "./filter.ts";
import type { SchemaObject, Snapshot, Value } from "./model.ts";

/**
 * Without those that come of themselves with another one, and are said with it: a column of a partitioned table is in
 * each of its partitions too, and an index is defined with its constraint.
 */
export function withoutEchoes(
  differences: readonly SchemaDifference[],
  expected: Snapshot,
  found: Snapshot,
): readonly SchemaDifference[] {
  const said = new Map(differences.map((each) => [saying(each.key, each.change, each.property), each]));
  const isEcho = (difference: SchemaDifference) => {
    const { object, change, property } = difference;
    const snapshot = change === "missing" ? expected : found;
    if (OF_INHERITANCE.has(property ?? "")) {
      const key = wholesOf(object, snapshot).at(-1)?.key ?? "";
      return ["partition of", "inherits"].some((source) => said.has(saying(key, "changed", source)));
    }
    return sourcesOf(object, snapshot).some((key) => {
      const source = said.get(saying(key, change, property));
      return source !== undefined && comesOf(source, difference);
    });
  };
  return differences.filter((difference) => !isEcho(difference));
}

/** Texts of constraints and indexes have the name of their table in them; what a column has, a partition's has alike. */
function comesOf(source: SchemaDifference, { kind, expected, found }: SchemaDifference): boolean {
  if (kind !== "column") return true;
  return JSON.stringify([source.expected, source.found]) === JSON.stringify([expected, found]);
}

/** What becomes another thing when a partition is attached or detached. */
const OF_INHERITANCE: ReadonlySet<string> = new Set(["inherited", "local", "not null name", "attached to"]);

function saying(key: string, change: SchemaDifference["change"], property: string | undefined): string {
  return JSON.stringify([key, change, property]);
}

/** Keys of the objects that would have the same difference. */
function sourcesOf(object: SchemaObject, snapshot: Snapshot): readonly string[] {
  const { kind, key, parent, properties } = object;
  const [whole] = wholesOf(object, snapshot);
  if (kind === "index") {
    const attached = textsOf(properties["attached to"]).map((name) => `index ${name}`);
    return whole?.kind === "constraint" && parent !== undefined ? [parent, ...attached] : attached;
  }
  if (properties["inherited"] !== true || whole === undefined) return [];
  const name = key.slice(key.indexOf(" ") + 1).slice(nameOf(whole).length);
  return [...textsOf(whole.properties["partition of"]), ...textsOf(whole.properties["inherits"])].map(
    (table) => `${kind} ${table}${name}`,
  );
}

function nameOf({ key, kind }: SchemaObject): string {
  return key.slice(kind.length + 1);
}

function textsOf(value: Value | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat().map(String);
}
