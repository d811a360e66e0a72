import { wholesOf } from "./filter.ts";
import { sayGrants } from "./grant-words.ts";
import type { ObjectKind, SchemaObject, Snapshot, Value } from "./model.ts";

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
  return `${nameObject(object, snapshot)} is ${change}`;
}

export function sayChanged(
  object: SchemaObject,
  snapshot: Snapshot,
  property: string,
  expected: Value | undefined,
  found: Value | undefined,
): string {
  const change =
    property === "grants"
      ? sayGrants(object.kind, snapshot.server.major, expected, found)
      : sayProperty(property, expected, found);
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

function sayProperty(property: string, expected: Value | undefined, found: Value | undefined): string {
  if (isBoolean(expected) && isBoolean(found)) return sayBoolean(property, expected, found);
  if (isList(expected) && isList(found)) return sayLists(property, expected ?? [], found ?? []);
  if (isRecord(expected) && isRecord(found)) return sayRecords(property, expected ?? {}, found ?? {});
  const name = NAMES[property] ?? property;
  if (property === "body" || isLong(expected) || isLong(found)) return `${name} changed`;
  if (property === "enabled") return `${sayState(expected)} → ${sayState(found)}`;
  return `${name} ${sayValue(property, expected)} → ${sayValue(property, found)}`;
}

/** What the catalogue calls otherwise than people do. */
const NAMES: Readonly<Record<string, string>> = { sql: "definition", labels: "values" };

/** Of a trigger or a rule. */
function sayState(value: Value | undefined): string {
  return typeof value === "string" ? value : "enabled";
}

/** A statement and a body are shown as a diff; here they would hide the line that they are in. */
const LONGEST = 60;

function isLong(value: Value | undefined): boolean {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
  return text.length > LONGEST || text.includes("\n");
}

function sayBoolean(property: string, expected: Value | undefined, found: Value | undefined): string {
  if (STATES.has(property)) return `is ${found === false ? "not " : ""}${property}`;
  if (property === "not null") return expected === true ? "not null → null" : "null → not null";
  return `${property} ${expected === true ? "on" : "off"} → ${found === true ? "on" : "off"}`;
}

/** What an object is unless told otherwise: said as what it is now. */
const STATES: ReadonlySet<string> = new Set(["valid", "validated", "enforced", "populated", "permissive"]);

function sayLists(property: string, expected: readonly Value[], found: readonly Value[]): string {
  const missing = without(expected, found);
  const added = without(found, expected);
  if (missing.length === 0 && added.length === 0) {
    return `${NAMES[property] ?? property} in another order: (${sayItems(property, expected)}) → (${sayItems(property, found)})`;
  }
  const name = NAMES[property] ?? property;
  const say = (items: readonly Value[], change: string) =>
    items.length === 0 ? [] : [`${items.length === 1 ? singular(name) : name} ${sayItems(property, items)} ${change}`];
  return [...say(missing, "missing"), ...say(added, "left over")].join(", ");
}

/** Each as often as it is there. */
function without(items: readonly Value[], others: readonly Value[]): readonly Value[] {
  const left = others.map((other) => JSON.stringify(other));
  return items.filter((item) => {
    const place = left.indexOf(JSON.stringify(item));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

function sayRecords(
  property: string,
  expected: { readonly [name: string]: Value },
  found: { readonly [name: string]: Value },
): string {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const changed = names.filter((name) => JSON.stringify(expected[name]) !== JSON.stringify(found[name]));
  return changed
    .map((name) => {
      const [was, is] = [expected[name], found[name]];
      if (isLong(was) || isLong(is)) return `${singular(property)} ${name} changed`;
      return `${singular(property)} ${name} ${sayValue(property, was)} → ${sayValue(property, is)}`;
    })
    .join(", ");
}

function singular(property: string): string {
  return property.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
}

function sayValue(property: string, value: Value | undefined): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return QUOTED.has(property) ? quote(value) : value;
  if (Array.isArray(value)) return `(${sayItems(property, value)})`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Words of people's own, and not of SQL. */
const QUOTED: ReadonlySet<string> = new Set(["comment", "labels"]);

function sayItems(property: string, items: readonly Value[]): string {
  return items.map((item) => sayValue(property, item)).join(", ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function isBoolean(value: Value | undefined): boolean {
  return value === undefined || typeof value === "boolean";
}

function isList(value: Value | undefined): value is readonly Value[] | undefined {
  return value === undefined || Array.isArray(value);
}

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } | undefined {
  return value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value));
}
