import type { SchemaObject } from "../model.ts";
import { aboutObject } from "./about.ts";
import { beforeArguments, identityOf, nameOf } from "./names.ts";
import { entriesOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

const FUNCTIONS = ["start", "gettoken", "end", "headline", "lextypes", "init", "lexize"];

/** Parsers, templates, dictionaries and configurations. */
export function textSearchPiece(object: SchemaObject, rendering: Rendering): Piece {
  const identity = identityOf(object);
  const word = object.kind.toUpperCase();
  const names = [textOf(object, "template"), textOf(object, "parser")];
  const functions = FUNCTIONS.flatMap((name) => {
    const signature = textOf(object, name);
    return signature === undefined ? [] : [`${name.toUpperCase()} = ${beforeArguments(signature)}`];
  });
  const settings = [
    ...(names[0] === undefined ? [] : [`TEMPLATE = ${names[0]}`]),
    ...(names[1] === undefined ? [] : [`PARSER = ${names[1]}`]),
    ...(object.kind === "text search dictionary" ? [textOf(object, "options") ?? []].flat() : []),
    ...functions,
  ];
  const mappings = entriesOf(object, "mappings").map(
    ([token, dictionaries]) =>
      `ALTER ${word} ${identity} ADD MAPPING FOR ${nameOf(token)} WITH ${[dictionaries].flat().join(", ")}`,
  );
  return pieceOf(
    object,
    "text search",
    [
      `CREATE ${word} ${identity} (\n    ${settings.join(",\n    ")}\n)`,
      ...mappings,
      ...aboutObject(object, rendering),
    ],
    { step: STEPS.indexOf(object.kind) },
  );
}

const STEPS: readonly string[] = [
  "text search parser",
  "text search template",
  "text search dictionary",
  "text search configuration",
];
