import type { SchemaObject, Value } from "../model.ts";
import { aboutObject } from "./about.ts";
import { identityOf, nameOf, text } from "./names.ts";
import { entriesOf, flagOf, listOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

const EVERY_OPERATION = "insert, update, delete, truncate";

export function publicationPiece(object: SchemaObject, rendering: Rendering): Piece {
  const tables = entriesOf(object, "tables").map(
    ([table, details], index) => `${index === 0 ? "TABLE " : ""}ONLY ${table}${detailsOf(details)}`,
  );
  const schemas = listOf(object, "schemas").map((schema) => `TABLES IN SCHEMA ${nameOf(schema)}`);
  const what = flagOf(object, "all tables") ? ["ALL TABLES"] : [...tables, ...schemas];
  const list = what.length === 0 ? "" : `\n    FOR ${what.join(",\n        ")}`;
  const operations = listOf(object, "operations").join(", ");
  const generated = textOf(object, "generated columns");
  const settings = [
    ...(operations === EVERY_OPERATION ? [] : [`publish = ${text(operations)}`]),
    ...(flagOf(object, "via partition root") ? ["publish_via_partition_root = true"] : []),
    ...(generated === undefined ? [] : [`publish_generated_columns = ${generated}`]),
  ];
  const options = settings.length === 0 ? "" : `\n    WITH (${settings.join(", ")})`;
  const statement = `CREATE PUBLICATION ${identityOf(object)}${list}${options}`;
  const needs = [...object.dependsOn, ...listOf(object, "schemas").map((schema) => `schema ${nameOf(schema)}`)];
  return pieceOf(object, "publication", [statement, ...aboutObject(object, rendering)], { needs });
}

function detailsOf(details: Value): string {
  if (typeof details !== "object" || details === null || Array.isArray(details)) return "";
  const { columns, where } = details as { readonly [name: string]: Value };
  const list = Array.isArray(columns) ? ` (${columns.map((column) => nameOf(String(column))).join(", ")})` : "";
  return typeof where === "string" ? `${list} WHERE (${where})` : list;
}
