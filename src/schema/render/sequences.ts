import type { SchemaObject, Value } from "../model.ts";
import { aboutObject } from "./about.ts";
import { identityOf } from "./names.ts";
import { type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

/** The sequence, and what it belongs to as a piece of its own: a default of the same table needs the sequence first. */
export function sequencePieces(object: SchemaObject, rendering: Rendering): readonly Piece[] {
  const identity = identityOf(object);
  const unlogged = textOf(object, "persistence") === "unlogged" ? "UNLOGGED " : "";
  const type = textOf(object, "type") ?? "bigint";
  const asType = type === "bigint" ? [] : [`AS ${type}`];
  const statement = [
    `CREATE ${unlogged}SEQUENCE ${identity}`,
    ...asType,
    ...sequenceOptions(object.properties, type),
  ].join(" ");
  const owner = textOf(object, "owned by");
  const about = aboutObject(object, rendering);
  if (owner === undefined) return [pieceOf(object, "sequence", [statement, ...about])];
  const needs = object.dependsOn.filter((key) => !isRelation(key));
  return [
    pieceOf(object, "sequence", [statement, ...about], { needs }),
    pieceOf(object, "table", [`ALTER SEQUENCE ${identity} OWNED BY ${owner}`], {
      key: `${object.key} owned`,
      group: owner.replace(/\.(?:"(?:[^"]|"")*"|[^."]+)$/, ""),
      step: 1,
      needs: [object.key, ...object.dependsOn],
    }),
  ];
}

/** What is not as the server would choose it. */
export function sequenceOptions(properties: Readonly<Record<string, Value>>, type: string): readonly string[] {
  const said = (name: string) => String(properties[name]);
  const rises = !said("increment").startsWith("-");
  const [lowest, highest] = LIMITS[type] ?? LIMITS["bigint"] ?? ["", ""];
  const minimum = rises ? "1" : lowest;
  const maximum = rises ? highest : "-1";
  const first = rises ? said("minimum") : said("maximum");
  return [
    ...(said("increment") === "1" ? [] : [`INCREMENT BY ${said("increment")}`]),
    ...(said("minimum") === minimum ? [] : [`MINVALUE ${said("minimum")}`]),
    ...(said("maximum") === maximum ? [] : [`MAXVALUE ${said("maximum")}`]),
    ...(said("start") === first ? [] : [`START WITH ${said("start")}`]),
    ...(said("cache") === "1" ? [] : [`CACHE ${said("cache")}`]),
    ...(properties["cycle"] === true ? ["CYCLE"] : []),
  ];
}

const LIMITS: Readonly<Record<string, readonly [lowest: string, highest: string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

function isRelation(key: string): boolean {
  return /^(table|foreign table|view|materialized view) /.test(key);
}
