import type { SchemaObject, Snapshot, SnapshotFilter, Value } from "./model.ts";

/** A snapshot as far as a comparison looks at it. */
export interface FilteredSnapshot {
  readonly objects: ReadonlyMap<string, SchemaObject>;
  /** All that is there, for the names of what an object is a part of. */
  readonly snapshot: Snapshot;
}

/** Both sides alike: what is ignored on one of them would otherwise be missing beside the other. */
export function filterSnapshots(
  expected: Snapshot,
  found: Snapshot,
  filter: SnapshotFilter,
): readonly [expected: FilteredSnapshot, found: FilteredSnapshot] {
  const ignored = new Set([...ignoredKeys(expected, filter), ...ignoredKeys(found, filter)]);
  const filtered = (snapshot: Snapshot) => {
    const objects = new Map<string, SchemaObject>();
    for (const [key, object] of snapshot.objects) {
      if (!ignored.has(key)) objects.set(key, { ...object, properties: comparedProperties(object, filter) });
    }
    return { objects, snapshot };
  };
  return [filtered(expected), filtered(found)];
}

/** What an object is a part of, from the nearest on. A part whose whole is not in the snapshot has none. */
export function wholesOf(object: SchemaObject, snapshot: Snapshot): readonly SchemaObject[] {
  const wholes: SchemaObject[] = [];
  let next = object.parent === undefined ? undefined : snapshot.objects.get(object.parent);
  while (next !== undefined && !wholes.includes(next)) {
    wholes.push(next);
    next = next.parent === undefined ? undefined : snapshot.objects.get(next.parent);
  }
  return wholes;
}

function ignoredKeys(snapshot: Snapshot, filter: SnapshotFilter): readonly string[] {
  const schemas = (filter.ignoreSchemas ?? []).map(patternOf);
  const keys = (filter.ignoreObjects ?? []).map(patternOf);
  if (schemas.length === 0 && keys.length === 0 && filter.ignorePartitions !== true) return [];
  const isNamed = (object: SchemaObject) => {
    const { kind, key, name } = object;
    const schema = kind === "schema" ? name : object.schema;
    return (
      (schema !== undefined && schemas.some((pattern) => pattern.test(schema))) ||
      keys.some((pattern) => pattern.test(key) || pattern.test(key.slice(kind.length + 1))) ||
      (filter.ignorePartitions === true && isPartition(object))
    );
  };
  const objects = [...snapshot.objects.values()];
  const named = new Set(objects.filter(isNamed));
  return objects
    .filter((object) => named.has(object) || wholesOf(object, snapshot).some((whole) => named.has(whole)))
    .map(({ key }) => key);
}

function isPartition({ properties }: SchemaObject): boolean {
  return properties["partition of"] !== undefined;
}

function comparedProperties({ properties }: SchemaObject, filter: SnapshotFilter): Readonly<Record<string, Value>> {
  if (filter.owners !== false && filter.grants !== false) return properties;
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name]) => !(name === "owner" && filter.owners === false) && !(name === "grants" && filter.grants === false),
    ),
  );
}

/**
 * Not the patterns of paths: brackets, braces and parentheses are parts of the names of functions and of array types, and
 * slashes of nothing.
 */
export function patternOf(glob: string): RegExp {
  const source = glob.replace(/[\\^$.*+?()[\]{}|]/g, (sign) =>
    sign === "*" ? ".*" : sign === "?" ? "." : `\\${sign}`,
  );
  return new RegExp(`^${source}$`, "su");
}
