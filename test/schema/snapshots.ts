import type { ObjectKind, SchemaObject, Snapshot, Value } from "../../src/schema/model.ts";

type Properties = Readonly<Record<string, Value>>;

interface Details {
  readonly parent?: string;
  readonly position?: number;
  readonly schema?: string;
  readonly sql?: string;
}

export function object(
  kind: ObjectKind,
  name: string,
  properties: Properties = {},
  details: Details = {},
): SchemaObject {
  const { schema = "public", parent, position, sql } = details;
  const key = parent === undefined ? `${kind} ${schema}.${name}` : `${kind} ${parent.split(" ").at(-1)}.${name}`;
  const address = `${kind}:${name}`;
  return { kind, key, schema, name, parent, position, properties, sql, dependsOn: [], address };
}

export function column(table: SchemaObject, name: string, position: number, properties: Properties = {}): SchemaObject {
  return { ...object("column", name, properties, { parent: table.key, position }), schema: table.schema };
}

export function snapshot(...objects: readonly SchemaObject[]): Snapshot {
  return {
    server: { version: "18.4", major: 18 },
    objects: new Map(objects.map((each) => [each.key, each])),
  };
}
