import { sayGrants } from "./grant-words.ts";
import type { ObjectKind, Value } from "./model.ts";

/** Whose property it is. */
interface Bearer {
  readonly kind: ObjectKind;
  readonly major: number;
}

type Named = { readonly [name: string]: Value };

/** How a property of an object has changed: `default 1 → none`, `value 'sad' missing`. */
export function sayProperty(
  bearer: Bearer,
  property: string,
  expected: Value | undefined,
  found: Value | undefined,
): string {
  const name = NAMES[property] ?? property;
  if (property === "grants") return sayGrants(bearer.kind, bearer.major, expected, found);
  if (isBoolean(expected) && isBoolean(found)) return sayBoolean(property, expected, found);
  if (isList(expected) && isList(found)) return sayLists(property, name, expected ?? [], found ?? []);
  if (isNamed(expected) && isNamed(found)) return sayNamed(bearer, property, expected ?? {}, found ?? {});
  if (property === "body" || isLong(expected) || isLong(found)) return `${name} changed`;
  const change = `${sayValue(property, expected)} → ${sayValue(property, found)}`;
  return property === "enabled" ? change : `${name} ${change}`;
}

/** What the catalogue calls otherwise than people do. */
const NAMES: Readonly<Record<string, string>> = { sql: "definition", labels: "values" };

/** What it is where nothing is said; for others, `none`. */
const UNSAID: Readonly<Record<string, string>> = {
  enabled: "enabled",
  "triggers of": "enabled",
  volatility: "volatile",
  parallel: "unsafe",
  persistence: "logged",
  "access method": "heap",
  "replica identity": "default",
  storage: "default",
  compression: "default",
  "statistics target": "default",
  origin: "any",
  cost: "default",
  rows: "default",
};

function sayBoolean(property: string, expected: Value | undefined, found: Value | undefined): string {
  if (STATES.has(property)) return `is ${found === false ? "not " : ""}${property}`;
  if (property === "not null") return expected === true ? "not null → null" : "null → not null";
  // Only what is not usual is said: beside what is off, nothing means on.
  const say = (value: Value | undefined, other: Value | undefined) => ((value ?? other === false) ? "on" : "off");
  return `${property} ${say(expected, found)} → ${say(found, expected)}`;
}

/** What an object is unless told otherwise: said as what it is now. */
const STATES: ReadonlySet<string> = new Set(["valid", "validated", "enforced", "populated", "permissive"]);

function sayLists(property: string, name: string, expected: readonly Value[], found: readonly Value[]): string {
  const missing = without(expected, found);
  const added = without(found, expected);
  if (missing.length === 0 && added.length === 0) {
    return `${name} in another order: (${sayItems(property, expected)}) → (${sayItems(property, found)})`;
  }
  const say = (items: readonly Value[], change: string) => {
    const noun = items.length === 1 ? singular(name) : name;
    return items.length === 0 ? [] : [`${noun} ${sayItems(property, items)} ${change}`];
  };
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

function sayNamed(bearer: Bearer, property: string, expected: Named, found: Named): string {
  const noun = singular(property);
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const changed = names.filter((name) => JSON.stringify(expected[name]) !== JSON.stringify(found[name]));
  const said = changed.map((name) => {
    const [was, is] = [expected[name], found[name]];
    // The sequence of an identity column has what a sequence has.
    if (property === "sequence") return `${noun} ${sayProperty({ ...bearer, kind: "sequence" }, name, was, is)}`;
    if (isThing(was) || isThing(is)) {
      if (was === undefined) return `${noun} ${name} left over`;
      if (is === undefined) return `${noun} ${name} missing`;
      const inner = isThing(was) && isThing(is) ? sayNamed(bearer, "", was, is) : "changed";
      return `${noun} ${name}: ${inner}`;
    }
    if (isLong(was) || isLong(is)) return `${noun} ${name} changed`;
    return `${noun} ${name} ${sayValue(property, was)} → ${sayValue(property, is)}`;
  });
  return said.map((each) => each.trim()).join(", ");
}

function singular(noun: string): string {
  return noun.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
}

/** A statement and a body are shown as a diff; here they would hide the line that they are in. */
const LONGEST = 60;

/** Or one that is not to be read. */
function isLong(value: Value | undefined): boolean {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
  return text.length > LONGEST || text.includes("\n") || text.startsWith("sha256:");
}

function sayValue(property: string, value: Value | undefined): string {
  if (value === undefined || value === null) return UNSAID[property] ?? "none";
  if (typeof value === "string") return QUOTED.has(property) ? quote(value) : value;
  if (Array.isArray(value)) return `(${sayItems(property, value)})`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Words of people's own, and not of SQL. */
const QUOTED: ReadonlySet<string> = new Set(["comment", "not null comment", "labels"]);

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

function isThing(value: Value | undefined): value is Named {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNamed(value: Value | undefined): value is Named | undefined {
  return value === undefined || isThing(value);
}
