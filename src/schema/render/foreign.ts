import type { SchemaObject, Value } from "../model.ts";
import { aboutObject } from "./about.ts";
import { beforeArguments, identityOf, nameOf, text } from "./names.ts";
import { entriesOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

export function foreignDataPiece(object: SchemaObject, rendering: Rendering): Piece {
  const identity = identityOf(object);
  const statement = [`CREATE FOREIGN DATA WRAPPER ${identity}`];
  for (const name of ["handler", "validator"]) {
    const signature = textOf(object, name);
    if (signature !== undefined) statement.push(`${name.toUpperCase()} ${beforeArguments(signature)}`);
  }
  const options = foreignOptions(entriesOf(object, "options"));
  return pieceOf(object, "foreign data", [[...statement, ...options].join(" "), ...aboutObject(object, rendering)]);
}

export function serverPiece(object: SchemaObject, rendering: Rendering): Piece {
  const statement = [`CREATE SERVER ${identityOf(object)}`];
  for (const name of ["type", "version"]) {
    const value = textOf(object, name);
    if (value !== undefined) statement.push(`${name.toUpperCase()} ${text(value)}`);
  }
  statement.push(`FOREIGN DATA WRAPPER ${nameOf(textOf(object, "wrapper") ?? "")}`);
  const options = foreignOptions(entriesOf(object, "options"));
  return pieceOf(object, "foreign data", [[...statement, ...options].join(" "), ...aboutObject(object, rendering)], {
    step: 1,
  });
}

/** `OPTIONS (name 'value')`, or nothing. */
export function foreignOptions(options: readonly (readonly [string, Value])[]): readonly string[] {
  if (options.length === 0) return [];
  return [`OPTIONS (${options.map(([name, value]) => `${nameOf(name)} ${text(value)}`).join(", ")})`];
}
