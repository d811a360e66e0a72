import type { PartCatalogue } from "./extent.ts";

/**
 * What is read together: a unit is one object with all that is a part of it, a table with its columns, indexes, triggers.
 * Each file of `sql/schema/` is asked for the units' numbers.
 */
export const UNITS = [
  "schema",
  "extension",
  "language",
  "access method",
  "foreign data wrapper",
  "server",
  "user mapping",
  "collation",
  "conversion",
  "type",
  "routine",
  "operator",
  "operator family",
  "operator class",
  "cast",
  "transform",
  "relation",
  "text search parser",
  "text search template",
  "text search dictionary",
  "text search configuration",
  "event trigger",
  "publication",
  "subscription",
  "default privileges",
] as const;

export type UnitKind = (typeof UNITS)[number];

export interface Source {
  readonly file: string;
  /** Of placeholders that are names of columns. */
  readonly names?: Readonly<Record<string, string>>;
  /** Of relations: those of these kinds, as pg_class has them, and with parts in this catalogue. */
  readonly of?: string;
  readonly having?: PartCatalogue;
}

const PARTS: Readonly<Partial<Record<UnitKind, readonly Source[]>>> = {
  relation: [
    { file: "relation", of: "rpfvm" },
    { file: "sequence", of: "S" },
    { file: "composite_type", of: "c" },
    { file: "column", of: "rpfvmc" },
    { file: "constraint", names: { owner: "conrelid" }, having: "constraint" },
    { file: "index", having: "index" },
    { file: "trigger", having: "trigger" },
    { file: "rule", having: "rule" },
    { file: "policy", having: "policy" },
    { file: "statistics", having: "statistics" },
  ],
  type: [{ file: "type" }, { file: "constraint", names: { owner: "contypid" } }],
  routine: [{ file: "routine" }, { file: "aggregate" }],
};

export function sourcesOf(unit: UnitKind): readonly Source[] {
  return PARTS[unit] ?? [{ file: unit.replaceAll(" ", "_") }];
}

/** The catalogue that has one row for each unit, whose number is in every database the same. */
export const CATALOGUES: Readonly<Record<UnitKind, number>> = {
  schema: 2615,
  extension: 3079,
  language: 2612,
  "access method": 2601,
  "foreign data wrapper": 2328,
  server: 1417,
  "user mapping": 1418,
  collation: 3456,
  conversion: 2607,
  type: 1247,
  routine: 1255,
  operator: 2617,
  "operator family": 2753,
  "operator class": 2616,
  cast: 2605,
  transform: 3576,
  relation: 1259,
  "text search parser": 3601,
  "text search template": 3764,
  "text search dictionary": 3600,
  "text search configuration": 3602,
  "event trigger": 3466,
  publication: 6104,
  subscription: 6100,
  "default privileges": 826,
};

/**
 * What is read at every look: rows of these may go without a trace in any other, or not everybody may see when they were
 * written. Few databases have any.
 */
export const ALWAYS_READ: ReadonlySet<UnitKind> = new Set([
  "user mapping",
  "subscription",
  "publication",
  "operator family",
  "operator class",
  "text search configuration",
]);

/** Of a unit's name, `relation:16385`. */
export function unitKind(name: string): UnitKind {
  return name.slice(0, name.lastIndexOf(":")) as UnitKind;
}

export function unitNumber(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}
