import type { SchemaObject } from "../model.ts";
import { aboutObject } from "./about.ts";
import { beforeArguments, identityOf } from "./names.ts";
import { flagOf, listOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

export function operatorPiece(object: SchemaObject, rendering: Rendering): Piece {
  const bare = (name: string) => {
    const value = textOf(object, name);
    return value === undefined ? undefined : beforeArguments(value);
  };
  const operator = (name: string) => (bare(name) === undefined ? undefined : `OPERATOR(${bare(name)})`);
  const settings = [
    ["FUNCTION", bare("function")],
    ["LEFTARG", textOf(object, "left")],
    ["RIGHTARG", textOf(object, "right")],
    ["COMMUTATOR", operator("commutator")],
    ["NEGATOR", operator("negator")],
    ["RESTRICT", bare("restrict")],
    ["JOIN", bare("join")],
  ].flatMap(([word, value]) => (value === undefined ? [] : [`${word} = ${value}`]));
  const flags = ["hashes", "merges"].filter((name) => flagOf(object, name)).map((name) => name.toUpperCase());
  const list = [...settings, ...flags].join(",\n    ");
  // Commutators and negators name each other: the server takes a name of what comes later.
  const needs = object.dependsOn.filter((key) => !key.startsWith("operator "));
  return pieceOf(
    object,
    "operator",
    [`CREATE OPERATOR ${beforeArguments(identityOf(object))} (\n    ${list}\n)`, ...aboutObject(object, rendering)],
    { needs },
  );
}

export function operatorClassPiece(object: SchemaObject, rendering: Rendering): Piece {
  const method = textOf(object, "access method") ?? "";
  const family = textOf(object, "family") ?? "";
  const storage = textOf(object, "storage");
  const members = listOf(object, "members");
  const items = [...members, ...(storage === undefined ? [] : [`STORAGE ${storage}`])];
  // One item at least is asked for.
  const list = items.length === 0 ? [`STORAGE ${textOf(object, "type")}`] : items;
  const byDefault = flagOf(object, "default") ? " DEFAULT" : "";
  const [name = ""] = splitUsing(identityOf(object));
  const head = `CREATE OPERATOR CLASS ${name}${byDefault} FOR TYPE ${textOf(object, "type")} USING ${method} FAMILY ${family} AS`;
  const keyOfFamily = `operator family ${family} using ${method}`;
  return pieceOf(object, "operator", [`${head}\n    ${list.join(",\n    ")}`, ...aboutObject(object, rendering)], {
    step: 2,
    needs: [...object.dependsOn, keyOfFamily],
  });
}

export function operatorFamilyPieces(object: SchemaObject, rendering: Rendering): readonly Piece[] {
  const [name = "", method = ""] = splitUsing(identityOf(object));
  const members = listOf(object, "members");
  const create = [`CREATE OPERATOR FAMILY ${name} USING ${method}`, ...aboutObject(object, rendering)];
  const needs = object.dependsOn.filter((key) => key.startsWith("schema ") || key.startsWith("access method "));
  const family = pieceOf(object, "operator", create, { step: 1, needs });
  if (members.length === 0) return [family];
  const add = `ALTER OPERATOR FAMILY ${name} USING ${method} ADD\n    ${members.join(",\n    ")}`;
  const more = { key: `${object.key} members`, step: 3, needs: [object.key, ...object.dependsOn] };
  return [family, pieceOf(object, "operator", [add], more)];
}

export function castPiece(object: SchemaObject, rendering: Rendering): Piece {
  const method = textOf(object, "method");
  const how =
    method === "inout"
      ? "WITH INOUT"
      : method === "binary"
        ? "WITHOUT FUNCTION"
        : `WITH FUNCTION ${textOf(object, "function")}`;
  const context = textOf(object, "context");
  const as = context === undefined ? "" : ` AS ${context.toUpperCase()}`;
  return pieceOf(object, "operator", [
    `CREATE CAST ${identityOf(object)} ${how}${as}`,
    ...aboutObject(object, rendering),
  ]);
}

export function transformPiece(object: SchemaObject, rendering: Rendering): Piece {
  const directions = (["from sql", "to sql"] as const).flatMap((name) => {
    const signature = textOf(object, name);
    return signature === undefined ? [] : [`${name.toUpperCase()} WITH FUNCTION ${signature}`];
  });
  const about = aboutObject(object, rendering);
  const [, type = "", language = ""] = /^for (.*) language (.*)$/s.exec(identityOf(object)) ?? [];
  return pieceOf(object, "operator", [
    `CREATE TRANSFORM FOR ${type} LANGUAGE ${language} (${directions.join(", ")})`,
    ...about,
  ]);
}

function splitUsing(identity: string): readonly string[] {
  const at = identity.lastIndexOf(" using ");
  return [identity.slice(0, at), identity.slice(at + " using ".length)];
}
