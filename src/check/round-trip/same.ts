import type { SchemaObject, Snapshot } from "../../schema/model.ts";

/**
 * Whether two looks at one database show the same, which nearly all do that are compared: what has not been read again in
 * between is the very same object.
 */
export function isSameSchema(one: Snapshot, other: Snapshot): boolean {
  if (one.objects.size !== other.objects.size) return false;
  for (const [key, object] of one.objects) {
    const found = other.objects.get(key);
    if (found === undefined || (found !== object && !isSameObject(object, found))) return false;
  }
  return true;
}

function isSameObject(one: SchemaObject, other: SchemaObject): boolean {
  return (
    one.sql === other.sql &&
    one.position === other.position &&
    one.parent === other.parent &&
    JSON.stringify(one.properties) === JSON.stringify(other.properties)
  );
}
