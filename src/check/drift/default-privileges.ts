import { type Grants, grantsOf, writtenGrants } from "../../schema/grant-words.ts";
import type { ObjectKind, SchemaObject, Snapshot } from "../../schema/model.ts";

/**
 * Both sides without the grants that default privileges of the server's set-up have given to what the scripts made: an
 * object of the live database has them, and no script has said so.
 */
export function withoutDefaultPrivileges(
  privileges: readonly SchemaObject[],
  expected: Snapshot,
  found: Snapshot,
): { readonly expected: Snapshot; readonly found: Snapshot } {
  if (privileges.length === 0) return { expected, found };
  const objects = new Map<string, SchemaObject>();
  for (const [key, object] of found.objects) {
    const other = expected.objects.get(key);
    // Whoever owns it by now, they applied to the role that made it.
    const applying = other === undefined ? [] : privileges.filter((each) => appliesTo(each, other));
    if (other === undefined || applying.length === 0) {
      objects.set(key, object);
      continue;
    }
    const scripted = grantsOf(object.kind, other.properties["grants"]);
    const left = withoutGiven(grantsOf(object.kind, object.properties["grants"]), scripted, applying);
    const { grants: _, ...properties } = object.properties;
    const grants = writtenGrants(object.kind, left);
    objects.set(key, { ...object, properties: grants === undefined ? properties : { ...properties, grants } });
  }
  return { expected, found: { ...found, objects } };
}

const KINDS: Readonly<Record<string, readonly ObjectKind[]>> = {
  tables: ["table", "foreign table", "view", "materialized view"],
  sequences: ["sequence"],
  functions: ["function", "procedure", "aggregate"],
  types: ["enum", "domain", "composite type", "range", "base type"],
  schemas: ["schema"],
};

function appliesTo({ properties, schema }: SchemaObject, object: SchemaObject): boolean {
  const kinds = KINDS[String(properties["objects"])] ?? [];
  return (
    kinds.includes(object.kind) &&
    properties["owner"] === object.properties["owner"] &&
    (schema === undefined || schema === object.schema)
  );
}

function withoutGiven(grants: Grants, scripted: Grants, applying: readonly SchemaObject[]): Grants {
  const given = applying.map(({ properties }) => grantsOf("default privileges", properties["grants"]));
  const entries = Object.entries(grants).flatMap(([role, privileges]): readonly [string, readonly string[]][] => {
    const byDefault = new Set(given.flatMap((each) => each[role] ?? []));
    const wanted = new Set(scripted[role]);
    const left = privileges.filter((privilege) => wanted.has(privilege) || !byDefault.has(privilege));
    return left.length === 0 ? [] : [[role, left]];
  });
  // Without a schema, default privileges stand for what everybody would have otherwise: EXECUTE may have been taken away.
  const replaces = applying.some(({ schema }) => schema === undefined);
  const everybody = scripted["public"];
  const restored =
    replaces && everybody !== undefined && grants["public"] === undefined ? [["public", everybody] as const] : [];
  return Object.fromEntries([...entries, ...restored]);
}
