import type { SchemaObject, Snapshot, Value } from "../../schema/model.ts";

/**
 * The expected snapshot in the words of the other one, where servers of two majors write the same in other words: a view,
 * a default or a constraint with more or fewer parentheses, with columns qualified or not. And without the privilege that
 * one of them does not know. As it is, where both are of one major.
 */
export function inWordsOf(expected: Snapshot, found: Snapshot): Snapshot {
  if (expected.server.major === found.server.major) return expected;
  const objects = new Map<string, SchemaObject>();
  for (const [key, object] of expected.objects) {
    const other = found.objects.get(key);
    objects.set(key, other === undefined ? object : reworded(object, other));
  }
  return { ...expected, objects };
}

function reworded(object: SchemaObject, other: SchemaObject): SchemaObject {
  const properties = Object.entries(object.properties).map(([name, value]): readonly [string, Value] => {
    const theirs = other.properties[name];
    return [name, theirs !== undefined && isSame(name, value, theirs) ? theirs : value];
  });
  return { ...object, properties: Object.fromEntries(properties), sql: sqlOf(object, other) };
}

/** What it says is in the properties too, and is compared there. */
function sqlOf({ sql, properties }: SchemaObject, other: SchemaObject): string | undefined {
  return Object.keys(properties).length === 0 && bare(sql) !== bare(other.sql) ? sql : other.sql;
}

function isSame(name: string, one: Value, other: Value): boolean {
  // What people have written stands as they have written it.
  if (name === "body" || name === "comment") return false;
  if (name === "grants") return JSON.stringify(withoutMaintain(one)) === JSON.stringify(withoutMaintain(other));
  return bare(one) === bare(other);
}

function bare(value: Value | undefined): string {
  return JSON.stringify(value ?? null)
    .replaceAll("\\n", " ")
    .replace(/(?<![\w.])[a-z_]\w*\.(?=[a-z_"\\])/gi, "")
    .replace(/[\s()]+/g, "");
}

/** PostgreSQL 17 made MAINTAIN of what only owners might do before. */
function withoutMaintain(value: Value): Value {
  if (Array.isArray(value)) return value.filter((privilege) => !/^MAINTAIN\*?$/.test(String(privilege)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([role, privileges]) => [role, withoutMaintain(privileges)]));
}
