import type { SchemaObject, Snapshot } from "../model.ts";
import { constraintPieces } from "./constraints.ts";
import { foreignDataPiece, serverPiece } from "./foreign.ts";
import {
  accessMethodPiece,
  collationPiece,
  conversionPiece,
  extensionPiece,
  languagePiece,
  schemaPiece,
} from "./globals.ts";
import { indexPieces, indexUses, statisticsPiece } from "./indexes.ts";
import { identityOf } from "./names.ts";
import { castPiece, operatorClassPiece, operatorFamilyPieces, operatorPiece, transformPiece } from "./operators.ts";
import { orderPieces } from "./order.ts";
import { type Piece, pieceOf, Rendering, type RenderOptions } from "./piece.ts";
import { defaultPrivileges } from "./privileges.ts";
import { publicationPiece } from "./publications.ts";
import { eventTriggerPiece, policyPiece, rowSecurityPieces, rulePiece, triggerPiece } from "./reactions.ts";
import { aggregatePiece, routinePiece } from "./routines.ts";
import { sequencePieces } from "./sequences.ts";
import { tablePieces } from "./tables.ts";
import { textSearchPiece } from "./text-search.ts";
import { baseTypePiece, compositePiece, domainPieces, enumPiece, rangePiece } from "./types.ts";
import { materializedViewPieces, viewPieces } from "./views.ts";

/** What makes all of a schema, in an order in which it can be run. `more`: pieces of the caller's own. */
export function renderSchema(
  snapshot: Snapshot,
  options: RenderOptions,
  more: readonly Piece[] = [],
): readonly Piece[] {
  const rendering = new Rendering(snapshot, options);
  const pieces = [...snapshot.objects.values()].flatMap((object) => piecesOf(object, rendering));
  return orderPieces([...withPartsResolved(pieces, rendering), ...more]);
}

/** What makes one object, when all that it needs is there. */
export function renderObject(object: SchemaObject, snapshot: Snapshot, options: RenderOptions): readonly string[] {
  const pieces = piecesOf(object, new Rendering(snapshot, options));
  return pieces.toSorted((a, b) => a.step - b.step).flatMap(({ statements }) => statements);
}

/** What is needed of an object that comes with another is there when that is. */
function withPartsResolved(pieces: readonly Piece[], { snapshot }: Rendering): readonly Piece[] {
  const made = new Set(pieces.map(({ key }) => key));
  const casts = castsByFunction(snapshot);
  const resolve = (need: string): string => {
    let at: string | undefined = need;
    while (at !== undefined && !made.has(at)) at = snapshot.objects.get(at)?.parent;
    return at ?? need;
  };
  const castsThrough = (need: string, { key }: Piece) =>
    (casts.get(need) ?? []).flatMap((cast) => (cast.key === key || cast.dependsOn.includes(key) ? [] : [cast.key]));
  const resolved = (piece: Piece): Piece => ({
    ...piece,
    needs: piece.needs.flatMap((need) => [resolve(need), ...castsThrough(need, piece)]),
    split:
      piece.split === undefined
        ? undefined
        : () => {
            const split = piece.split?.() as ReturnType<NonNullable<Piece["split"]>>;
            return { ...split, early: resolved(split.early), late: resolved(split.late) };
          },
  });
  return pieces.map(resolved);
}

/** An expression that casts is known to the server by the function behind the cast, and is written with the cast. */
function castsByFunction({ objects }: Snapshot): ReadonlyMap<string, readonly SchemaObject[]> {
  const casts = new Map<string, SchemaObject[]>();
  for (const cast of objects.values()) {
    if (cast.kind !== "cast") continue;
    for (const need of cast.dependsOn) {
      if (need.startsWith("function ")) casts.set(need, [...(casts.get(need) ?? []), cast]);
    }
  }
  return casts;
}

function piecesOf(object: SchemaObject, rendering: Rendering): readonly Piece[] {
  switch (object.kind) {
    case "schema":
      return [schemaPiece(object, rendering)];
    case "extension":
      return [extensionPiece(object, rendering)];
    case "language":
      return [languagePiece(object, rendering)];
    case "access method":
      return [accessMethodPiece(object, rendering)];
    case "foreign data wrapper":
      return [foreignDataPiece(object, rendering)];
    case "server":
      return [serverPiece(object, rendering)];
    case "collation":
      return [collationPiece(object, rendering)];
    case "conversion":
      return [conversionPiece(object, rendering)];
    case "enum":
      return [enumPiece(object, rendering)];
    case "domain":
      return domainPieces(object, rendering);
    case "composite type":
      return [compositePiece(object, rendering)];
    case "range":
      return [rangePiece(object, rendering)];
    case "base type":
      return [baseTypePiece(object, rendering)];
    case "function":
    case "procedure":
      return [routinePiece(object, rendering)];
    case "aggregate":
      return [aggregatePiece(object, rendering)];
    case "operator":
      return [operatorPiece(object, rendering)];
    case "operator family":
      return operatorFamilyPieces(object, rendering);
    case "operator class":
      return [operatorClassPiece(object, rendering)];
    case "cast":
      return [castPiece(object, rendering)];
    case "transform":
      return [transformPiece(object, rendering)];
    case "sequence":
      return sequencePieces(object, rendering);
    case "table":
    case "foreign table":
      return [
        ...tablePieces(object, rendering),
        ...constraintPieces(object, rendering),
        ...indexPieces(object, rendering),
        ...indexUses(object, rendering),
        ...rowSecurityPieces(object),
      ];
    case "view":
      return viewPieces(object, rendering);
    case "materialized view":
      return [
        ...materializedViewPieces(object, rendering),
        ...indexPieces(object, rendering),
        ...indexUses(object, rendering),
      ];
    case "statistics":
      return [statisticsPiece(object, rendering)];
    case "trigger":
      return [triggerPiece(object, rendering)];
    case "rule":
      return [rulePiece(object, rendering)];
    case "policy":
      return [policyPiece(object, rendering)];
    case "text search parser":
    case "text search template":
    case "text search dictionary":
    case "text search configuration":
      return [textSearchPiece(object, rendering)];
    case "event trigger":
      return [eventTriggerPiece(object, rendering)];
    case "publication":
      return [publicationPiece(object, rendering)];
    case "default privileges":
      return rendering.options.grants
        ? [
            pieceOf(object, "default privileges", defaultPrivileges(object, rendering), {
              undo: defaultPrivileges(object, rendering, true),
            }),
          ]
        : [];
    case "user mapping":
    case "subscription":
      return [pieceOf(object, SECRETIVE[object.kind], [leftOut(object)], { undo: [] })];
    case "column":
    case "constraint":
    case "index":
      return [];
    default:
      return object.kind satisfies never;
  }
}

const SECRETIVE = { "user mapping": "foreign data", subscription: "publication" } as const;

/** They hold passwords, which are not to stand in files. */
function leftOut(object: SchemaObject): string {
  return `-- Left out, for it may hold a password: ${object.kind} ${identityOf(object)}`.replace(/[\r\n]+/g, " ");
}
