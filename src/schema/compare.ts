import { withoutEchoes } from "./echoes.ts";
import { type FilteredSnapshot, filterSnapshots, wholesOf } from "./filter.ts";
import type { ObjectKind, SchemaObject, Snapshot, SnapshotFilter, Value } from "./model.ts";
import { sayChanged, sayColumnOrder, sayWhole } from "./words.ts";

export interface SchemaDifference {
  readonly grade: "difference" | "column order";
  /** Seen from what is expected to what is found. */
  readonly change: "missing" | "left over" | "changed";
  readonly key: string;
  readonly kind: ObjectKind;
  /** As found; one that is missing, as expected. */
  readonly object: SchemaObject;
  /** Of a change: what of it; `sql` where only the statement that makes it differs. */
  readonly property?: string;
  readonly expected?: Value;
  readonly found?: Value;
  /** A sentence's worth: `table users: column email: not null → null`. */
  readonly message: string;
}

/**
 * What differs, in the order of kinds and keys, with what is missing before what is left over. An object that is on one
 * side only is one difference, with all its parts; of one that is on both, each property is one.
 */
export function compareSnapshots(
  expected: Snapshot,
  found: Snapshot,
  filter: SnapshotFilter = {},
): readonly SchemaDifference[] {
  const [before, after] = filterSnapshots(expected, found, filter);
  const differences = [
    ...onlyIn(before, after, "missing"),
    ...onlyIn(after, before, "left over"),
    ...changedIn(before, after),
    ...(filter.columnOrder === false ? [] : reorderedIn(before, after)),
  ];
  return withoutEchoes(differences, expected, found);
}

/** Whether an object is the same one in all that is compared, but for its place among others. */
export function sameObject(one: SchemaObject | undefined, other: SchemaObject | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.key !== other.key || one.parent !== other.parent) return false;
  return changedProperties(one, other).length === 0;
}

/** By their JSON, in which the names of an object may come in any order. */
function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  return one === other || canonical(one ?? null) === canonical(other ?? null);
}

function canonical(value: Value): string {
  return JSON.stringify(value, (_, part: Value) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function onlyIn(
  there: FilteredSnapshot,
  notThere: FilteredSnapshot,
  change: "missing" | "left over",
): readonly SchemaDifference[] {
  const isAbsent = ({ key }: SchemaObject) => there.objects.has(key) && !notThere.objects.has(key);
  return [...there.objects.values()]
    .filter((object) => isAbsent(object) && !wholesOf(object, there.snapshot).some(isAbsent))
    .map((object) => ({
      grade: "difference",
      change,
      key: object.key,
      kind: object.kind,
      object,
      message: sayWhole(object, there.snapshot, change),
    }));
}

function changedIn(before: FilteredSnapshot, after: FilteredSnapshot): readonly SchemaDifference[] {
  return [...after.objects.values()].flatMap((found) => {
    const expected = before.objects.get(found.key);
    // A part of another whole is told with that: a table that became a view has the same columns.
    if (expected === undefined || isOfAnother(expected, before, after)) return [];
    return changedProperties(expected, found).map(([property, was, is]): SchemaDifference => {
      const values = {
        ...(was === undefined ? {} : { expected: was }),
        ...(is === undefined ? {} : { found: is }),
      };
      return {
        grade: "difference",
        change: "changed",
        key: found.key,
        kind: found.kind,
        object: found,
        property,
        ...values,
        message: sayChanged(found, after.snapshot, property, was, is),
      };
    });
  });
}

function isOfAnother(expected: SchemaObject, before: FilteredSnapshot, after: FilteredSnapshot): boolean {
  return wholesOf(expected, before.snapshot).some(({ key }) => !after.snapshot.objects.has(key));
}

type Changed = readonly [property: string, expected: Value | undefined, found: Value | undefined];

function changedProperties(expected: SchemaObject, found: SchemaObject): readonly Changed[] {
  const names = new Set([...Object.keys(expected.properties), ...Object.keys(found.properties)]);
  const changed = [...names]
    .map((name): Changed => [name, expected.properties[name], found.properties[name]])
    .filter(([, was, is]) => !sameValue(was, is));
  const isLed = ([name]: Changed) =>
    changed.some(([other, was, is]) => other === LEADERS[name] && (was === undefined) !== (is === undefined));
  const led = changed.filter((each) => !isLed(each));
  if (changed.some(([name]) => !BESIDE.has(name)) || expected.sql === found.sql) return led;
  return [...led, ["sql", expected.sql, found.sql]];
}

/** What comes and goes with another property is said with that. */
const LEADERS: Readonly<Record<string, string>> = {
  expression: "generated",
  sequence: "identity",
  "not null name": "not null",
  "not null comment": "not null",
  "not null validated": "not null",
  "partition bound": "partition of",
};

/** What the statement that makes an object does not say. */
const BESIDE: ReadonlySet<string> = new Set(["owner", "comment", "grants"]);

/** Of what is on both sides: a column that is missing puts no other one out of order. */
function reorderedIn(before: FilteredSnapshot, after: FilteredSnapshot): readonly SchemaDifference[] {
  const columnsBefore = columnsByWhole(before);
  const columnsAfter = columnsByWhole(after);
  return [...columnsAfter].flatMap(([key, all]): readonly SchemaDifference[] => {
    const whole = after.objects.get(key);
    const allBefore = columnsBefore.get(key) ?? [];
    const keysBefore = new Set(allBefore.map((column) => column.key));
    const keysAfter = new Set(all.map((column) => column.key));
    const expected = allBefore.filter((column) => keysAfter.has(column.key)).map(({ name }) => name);
    const found = all.filter((column) => keysBefore.has(column.key)).map(({ name }) => name);
    if (whole === undefined || sameValue(expected, found)) return [];
    return [
      {
        grade: "column order",
        change: "changed",
        key,
        kind: whole.kind,
        object: whole,
        property: "column order",
        expected,
        found,
        message: sayColumnOrder(whole, after.snapshot, expected, found),
      },
    ];
  });
}

function columnsByWhole({ objects }: FilteredSnapshot): ReadonlyMap<string, readonly SchemaObject[]> {
  const columns = [...objects.values()].filter(
    ({ parent, position }) => parent !== undefined && position !== undefined,
  );
  const byWhole = Map.groupBy(columns, ({ parent }) => parent ?? "");
  for (const each of byWhole.values()) each.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return byWhole;
}
