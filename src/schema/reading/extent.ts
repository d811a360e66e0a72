import type { ReadObject } from "./rows.ts";

/** Parts of a table that have a catalogue of their own, and a file of `sql/schema/`; some tables have none of these. */
export type PartCatalogue = "constraint" | "index" | "trigger" | "rule" | "policy" | "statistics";

export type RelationPart = "relation" | "column" | PartCatalogue;

/** What of a unit is to be read: of a table it may be some parts alone. */
export type Extent = "all" | ReadonlySet<RelationPart>;

export function includesPart(extent: Extent, part: string): boolean {
  return extent === "all" || extent.has(part as RelationPart);
}

/** The table itself and its columns have what they need in one: they are one object to the server. */
export function includesSelf(extent: Extent): boolean {
  return includesPart(extent, "relation") || includesPart(extent, "column");
}

export function addExtent(extents: Map<string, Extent>, name: string, extent: Extent): void {
  const known = extents.get(name);
  if (known === "all") return;
  extents.set(name, extent === "all" || known === undefined ? extent : new Set([...known, ...extent]));
}

export const RELATION_PARTS = [
  "relation",
  "column",
  "constraint",
  "index",
  "trigger",
  "rule",
  "policy",
  "statistics",
] as const satisfies readonly RelationPart[];

const PARTS: ReadonlySet<string> = new Set(RELATION_PARTS);

export function partOf({ kind }: Pick<ReadObject, "kind">): RelationPart {
  return PARTS.has(kind) ? (kind as RelationPart) : "relation";
}
