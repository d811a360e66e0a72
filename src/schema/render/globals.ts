import type { SchemaObject } from "../model.ts";
import { aboutObject } from "./about.ts";
import { beforeArguments, identityOf, nameOf, text } from "./names.ts";
import { flagOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";
import { grantStatements } from "./privileges.ts";

/** Schema public is there in a database that is made: what is to be told of it is what has been changed. */
export function schemaPiece(object: SchemaObject, rendering: Rendering): Piece {
  const about = aboutObject(object, rendering);
  if (object.name !== "public") return pieceOf(object, "schema", [`CREATE SCHEMA ${identityOf(object)}`, ...about]);
  const { comment, owner } = object.properties;
  const first = rendering.major >= 15 ? "pg_database_owner" : "CURRENT_USER";
  return pieceOf(object, "schema", about, {
    undo: [
      ...grantStatements(object, rendering, true),
      ...(owner === undefined || !rendering.options.owners ? [] : [`ALTER SCHEMA public OWNER TO ${first}`]),
      ...(comment === undefined ? [] : ["COMMENT ON SCHEMA public IS 'standard public schema'"]),
    ],
  });
}

/** Not its version: that is what the server has. */
export function extensionPiece(object: SchemaObject, rendering: Rendering): Piece {
  const schema = textOf(object, "schema");
  const where = schema === undefined || schema === "pg_catalog" ? "" : ` WITH SCHEMA ${nameOf(schema)}`;
  return pieceOf(
    object,
    "extension",
    [`CREATE EXTENSION IF NOT EXISTS ${identityOf(object)}${where}`, ...aboutObject(object, rendering)],
    { needs: [...object.dependsOn, ...(schema === undefined ? [] : [`schema ${nameOf(schema)}`])] },
  );
}

export function languagePiece(object: SchemaObject, rendering: Rendering): Piece {
  const statement = [`CREATE ${flagOf(object, "trusted") ? "TRUSTED " : ""}LANGUAGE ${identityOf(object)}`];
  for (const name of ["handler", "inline", "validator"]) {
    const signature = textOf(object, name);
    if (signature !== undefined) statement.push(`${name.toUpperCase()} ${beforeArguments(signature)}`);
  }
  return pieceOf(object, "language", [statement.join(" "), ...aboutObject(object, rendering)]);
}

export function accessMethodPiece(object: SchemaObject, rendering: Rendering): Piece {
  const type = textOf(object, "type")?.toUpperCase();
  const handler = beforeArguments(textOf(object, "handler") ?? "");
  const statement = `CREATE ACCESS METHOD ${identityOf(object)} TYPE ${type} HANDLER ${handler}`;
  return pieceOf(object, "language", [statement, ...aboutObject(object, rendering)]);
}

export function collationPiece(object: SchemaObject, rendering: Rendering): Piece {
  const settings = [`PROVIDER = ${textOf(object, "provider")}`];
  for (const name of ["locale", "lc_collate", "lc_ctype", "rules"]) {
    const value = textOf(object, name);
    if (value !== undefined) settings.push(`${name.toUpperCase()} = ${text(value)}`);
  }
  if (object.properties["deterministic"] === false) settings.push("DETERMINISTIC = false");
  const statement = `CREATE COLLATION ${identityOf(object)} (${settings.join(", ")})`;
  return pieceOf(object, "type", [statement, ...aboutObject(object, rendering)]);
}

export function conversionPiece(object: SchemaObject, rendering: Rendering): Piece {
  const byDefault = flagOf(object, "default") ? "DEFAULT " : "";
  const direction = `${text(textOf(object, "source"))} TO ${text(textOf(object, "target"))}`;
  const by = beforeArguments(textOf(object, "function") ?? "");
  const statement = `CREATE ${byDefault}CONVERSION ${identityOf(object)} FOR ${direction} FROM ${by}`;
  return pieceOf(object, "operator", [statement, ...aboutObject(object, rendering)]);
}
