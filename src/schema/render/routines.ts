import type { SchemaObject } from "../model.ts";
import { aboutObject } from "./about.ts";
import { beforeArguments, identityOf, text } from "./names.ts";
import { flagOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

/** A body that the server has parsed can need what needs the function: then one with an empty body comes first. */
export function routinePiece(object: SchemaObject, rendering: Rendering): Piece {
  const statement = (object.sql ?? "").trimEnd();
  const about = aboutObject(object, rendering);
  const name = beforeArguments(identityOf(object));
  const returns = object.kind === "procedure" ? "" : ` RETURNS ${textOf(object, "returns")}`;
  const dummy = `CREATE ${object.kind.toUpperCase()} ${name}(${textOf(object, "arguments") ?? ""})${returns} LANGUAGE sql AS ''`;
  const needs = object.dependsOn.filter((key) => !/^(function|procedure|view|materialized view) /.test(key));
  return pieceOf(object, "routine", [statement, ...about], {
    split:
      textOf(object, "language") !== "sql"
        ? undefined
        : () => ({
            early: pieceOf(object, "routine", [dummy, ...about], { needs }),
            late: pieceOf(object, "routine", [statement], {
              key: `${object.key} late`,
              step: 1,
              undo: [dummy.replace(/^CREATE /, "CREATE OR REPLACE ")],
              needs: [object.key, ...object.dependsOn],
            }),
          }),
  });
}

/** Properties that are functions, of which CREATE AGGREGATE takes the bare name. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  "sfunc",
  "finalfunc",
  "combinefunc",
  "serialfunc",
  "deserialfunc",
  "msfunc",
  "minvfunc",
  "mfinalfunc",
]);
const ORDER = [
  ...["sfunc", "stype", "sspace", "finalfunc", "finalfunc_extra", "finalfunc_modify", "combinefunc", "serialfunc"],
  ...["deserialfunc", "initcond", "msfunc", "minvfunc", "mstype", "msspace", "mfinalfunc", "mfinalfunc_extra"],
  ...["mfinalfunc_modify", "minitcond", "sortop", "parallel", "hypothetical"],
];

export function aggregatePiece(object: SchemaObject, rendering: Rendering): Piece {
  const settings = ORDER.flatMap((name) => {
    const word = name.toUpperCase();
    if (flagOf(object, name)) return [word];
    const value = textOf(object, name);
    if (value === undefined) return [];
    if (FUNCTIONS.has(name)) return [`${word} = ${beforeArguments(value)}`];
    if (name.endsWith("initcond")) return [`${word} = ${text(value)}`];
    if (name === "sortop") return [`${word} = OPERATOR(${beforeArguments(value)})`];
    return [`${word} = ${value}`];
  });
  const name = beforeArguments(identityOf(object));
  const statement = `CREATE AGGREGATE ${name}(${textOf(object, "arguments") || "*"}) (\n    ${settings.join(",\n    ")}\n)`;
  return pieceOf(object, "routine", [statement, ...aboutObject(object, rendering)], { step: 2 });
}
