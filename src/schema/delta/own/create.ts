import type { SchemaObject, Snapshot } from "../../model.ts";
import { renderObject } from "../../render/index.ts";
import { identityOf } from "./names.ts";

/** Kinds that the library knows nothing of. */
export const OWN_KINDS: ReadonlySet<string> = new Set([
  "access method",
  "cast",
  "conversion",
  "language",
  "operator",
  "operator class",
  "operator family",
  "statistics",
  "text search configuration",
  "text search dictionary",
  "text search parser",
  "text search template",
  "transform",
]);

/** The statements that make an object; who owns it is set right later, where it is to be. */
export function creationOf(object: SchemaObject, snapshot: Snapshot): readonly string[] {
  return renderObject(object, snapshot, { owners: false, grants: true });
}

export function dropOf(object: SchemaObject): string {
  return `drop ${object.kind} ${identityOf(object)}`;
}
