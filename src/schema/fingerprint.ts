import { createHash } from "node:crypto";
import type { SchemaObject, Snapshot, Value } from "./model.ts";

/** The same for two objects exactly when nothing that is compared differs. */
export function fingerprintOf(object: SchemaObject): string {
  const { key, parent, position, properties, sql } = object;
  return hash(canonical([key, parent ?? null, position ?? null, properties, sql ?? null]));
}

/** Whatever the order in which the objects come. */
export function fingerprintOfAll(snapshot: Snapshot): string {
  return hash([...snapshot.objects.values()].map(fingerprintOf).sort().join("\n"));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${names.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(",")}}`;
}
