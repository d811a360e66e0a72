import type { Row } from "../../database/answers.ts";
import type { ObjectKind, SchemaObject, Value } from "../model.ts";
import { grantsOf } from "./grants.ts";

/** An object as read, before what it depends on is known by name. */
export type ReadObject = Omit<SchemaObject, "dependsOn">;

/** Columns of the queries in `sql/schema/` that say which object a row is; every other one that is not null is a property. */
const IDENTIFYING: ReadonlySet<string> = new Set([
  "kind",
  "class",
  "id",
  "part",
  "unit",
  "namespace",
  "name",
  "qualified",
  "parent",
  "position",
  "sql",
  "acl",
  "acl_owner",
  "standard",
]);

/** Of these the server writes the statement and nothing else. */
const WRITTEN_WHOLE: ReadonlySet<ObjectKind> = new Set(["index", "trigger", "rule", "statistics"]);

export function objectOf(row: Row, major: number): ReadObject {
  const kind = row["kind"] as ObjectKind;
  const text = (name: string) => (row[name] ?? undefined) as string | undefined;
  const properties: Record<string, Value> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== null && !IDENTIFYING.has(name)) properties[name] = value as Value;
  }
  const standard = row["standard"] === true;
  const grants = grantsIn(row, {
    kind: text("objects") ?? kind,
    owner: text("acl_owner") ?? text("owner"),
    major,
    standard,
  });
  if (grants !== undefined) properties["grants"] = grants;
  if (kind === "column") behindIdentity(properties, major);
  return {
    kind,
    key: `${kind} ${text("qualified") ?? ""}`,
    schema: text("namespace"),
    name: text("name") ?? "",
    parent: text("parent"),
    position: (row["position"] ?? undefined) as number | undefined,
    properties,
    sql: text("sql") ?? (WRITTEN_WHOLE.has(kind) ? text("definition") : undefined),
    address: `${String(row["class"])}:${String(row["id"])}:${String(row["part"] ?? 0)}`,
  };
}

function grantsIn(row: Row, object: Parameters<typeof grantsOf>[1]): Value | undefined {
  const items = row["acl"];
  return Array.isArray(items) ? grantsOf(items as readonly string[], object) : undefined;
}

/** The sequence of an identity column is told of as one property of the column. */
function behindIdentity(properties: Record<string, Value>, major: number): void {
  const sequence = properties["sequence"];
  if (typeof sequence !== "object" || sequence === null) return;
  const { acl, owner, ...rest } = sequence as { readonly [name: string]: Value };
  const kept: Record<string, Value> = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const granted = grantsIn({ acl }, { kind: "sequence", owner: String(owner), major, standard: false });
  if (granted !== undefined) kept["grants"] = granted;
  properties["sequence"] = kept;
}
