import { wholesOf } from "./filter.ts";
import type { ObjectKind, SchemaObject, Snapshot, Value } from "./model.ts";
import { sayProperty } from "./property-words.ts";

/** An object as a person would name it: `table users`, `table users: column email`, `index users_email_idx on users`. */
export function nameObject(object: SchemaObject, snapshot: Snapshot): string {
  const [whole] = wholesOf(object, snapshot);
  const relation = wholesOf(object, snapshot).find(({ kind }) => RELATIONS.has(kind));
  if (ON_RELATION.has(object.kind) && relation !== undefined) {
    return `${object.kind} ${object.name} on ${qualified(relation)}`;
  }
  if (IN_WHOLE.has(object.kind) && whole !== undefined) {
    const kind = whole.kind === "composite type" ? "attribute" : object.kind;
    return `${nameObject(whole, snapshot)}: ${kind} ${object.name}`;
  }
  return `${object.kind} ${qualified(object)}`;
}

export function sayWhole(object: SchemaObject, snapshot: Snapshot, change: "missing" | "left over"): string {
  const name = nameObject(object, snapshot);
  const { enabled, inherited } = object.properties;
  if (object.kind !== "trigger" || inherited !== true) return `${name} is ${change}`;
  // Of a partition's triggers only those are told of that are switched otherwise than in its parent.
  return `${name} is ${change === "missing" ? "switched as" : `${String(enabled ?? "enabled")}, other than`} in the parent`;
}

export function sayChanged(
  object: SchemaObject,
  snapshot: Snapshot,
  property: string,
  expected: Value | undefined,
  found: Value | undefined,
): string {
  const { kind } = object;
  const change = sayProperty({ kind, major: snapshot.server.major }, property, expected, found);
  return `${nameObject(object, snapshot)}: ${change}`;
}

export function sayColumnOrder(
  whole: SchemaObject,
  snapshot: Snapshot,
  expected: readonly string[],
  found: readonly string[],
): string {
  const columns = whole.kind === "composite type" ? "attributes" : "columns";
  return `${nameObject(whole, snapshot)}: ${columns} in another order: (${expected.join(", ")}) → (${found.join(", ")})`;
}

const RELATIONS: ReadonlySet<ObjectKind> = new Set(["table", "foreign table", "view", "materialized view"]);
const ON_RELATION: ReadonlySet<ObjectKind> = new Set(["index", "trigger", "rule", "policy"]);
const IN_WHOLE: ReadonlySet<ObjectKind> = new Set(["column", "constraint"]);

function qualified({ kind, schema, name }: SchemaObject): string {
  const isPlain = schema === undefined || schema === "public" || kind === "schema" || kind === "default privileges";
  return isPlain ? name : `${schema}.${name}`;
}
