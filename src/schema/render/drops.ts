import type { SchemaObject, Snapshot } from "../model.ts";
import { targetOf } from "./about.ts";
import { identityOf, lastName } from "./names.ts";
import type { Piece } from "./piece.ts";
import { SHELL } from "./types.ts";

/**
 * What takes pieces back that were run in this order: the last first, object by object, so that nothing goes that was not
 * made by them. What goes with a whole is not told, unless it needs what goes before the whole.
 */
export function dropStatements(pieces: readonly Piece[], snapshot: Snapshot): readonly string[] {
  const places = new Map(pieces.map(({ key }, index) => [key, index]));
  return pieces.toReversed().flatMap((piece) => undoOf(piece, places, snapshot));
}

function undoOf(piece: Piece, places: ReadonlyMap<string, number>, snapshot: Snapshot): readonly string[] {
  const { key, undo, needs } = piece;
  const { objects } = snapshot;
  /** Something that was made after the whole goes before it, and is needed. */
  const isHeld = (whole: string) =>
    needs.some((need) => objects.has(need) && (places.get(need) ?? 0) > (places.get(whole) ?? 0));
  if (undo !== undefined) {
    const table = / attached$/.test(key) ? key.replace(/ attached$/, "") : undefined;
    return table === undefined || isHeld(table) ? undo : [];
  }
  const object = objects.get(key);
  // The functions of a type go with it.
  if (object === undefined || needs.some((need) => need.endsWith(SHELL)) || goesWithAnother(object)) return [];
  const { parent } = object;
  const whole = parent === undefined ? undefined : objects.get(parent);
  if (parent !== undefined && places.has(parent) && !isHeld(parent)) return [];
  if (object.kind !== "constraint" || whole === undefined) return [`DROP ${targetOf(object, { snapshot })}`];
  return [`ALTER ${whole.kind.toUpperCase()} ${identityOf(whole)} DROP CONSTRAINT ${lastName(identityOf(object))}`];
}

/** A sequence with the column that owns it, and what a partition has from above with that. */
function goesWithAnother({ properties }: SchemaObject): boolean {
  return ["owned by", "attached to", "inherited"].some((name) => properties[name] !== undefined);
}
