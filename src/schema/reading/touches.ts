import type { Extent, RelationPart } from "./extent.ts";
import type { CatalogueRow, KnownRows } from "./known-rows.ts";

/** A unit, and what of it is to be read again. */
export type Touch = readonly [unit: string, extent: Extent];

/** What a row that was written, or is gone, is told of with. `was`: the row as it was known; a row that is gone is both. */
export function touchesOf(
  catalogue: string,
  row: CatalogueRow,
  was: CatalogueRow | undefined,
  known: KnownRows,
): readonly Touch[] {
  const [number, second, third, fourth] = row.map(String);
  const table = (id: string | undefined, ...parts: readonly RelationPart[]): Touch => [
    `relation:${id}`,
    TABLES.has(known.relationKind(String(id))) ? new Set(parts) : "all",
  ];
  /** An index is a part of its table, which may be sorted by it, or have a constraint that it keeps. */
  const index = (id: string, of: string): Touch => {
    const isMentioned = known.isMarked(id) || was?.[2] === true;
    const parts: RelationPart[] = ["index"];
    if (isMentioned) parts.push("relation");
    if (catalogue === "relation" && known.isBehindConstraint(id)) parts.push("constraint");
    return table(of, ...parts);
  };
  const relation = (id: string | undefined, ...parts: readonly RelationPart[]): Touch => {
    const of = known.tableOf(String(id));
    return of === undefined ? table(id, ...parts) : index(String(id), of);
  };
  switch (catalogue) {
    case "relation": {
      // All texts of a table's parts tell its name.
      const isNamedSo = was !== undefined && NAMING.every((place) => was[place] === row[place]);
      const itself: Touch =
        known.tableOf(String(number)) === undefined && !isNamedSo
          ? [`relation:${number}`, "all"]
          : relation(number, "relation");
      return [itself, table(fourth, "column")];
    }
    case "sequence":
      return [relation(number, "relation"), table(second, "column")];
    case "attribute":
    case "default":
      return [relation(number, "column")];
    case "partitioned":
    case "foreign table":
      return [table(number, "relation")];
    case "inheritance":
      return [relation(second, "relation")];
    case "index":
      return [index(String(number), String(second))];
    case "constraint":
      return [table(second, ...partsOfConstraint(fourth)), [`type:${third}`, "all"]];
    case "trigger": {
      // Copies of a trigger in partitions are told of by how they are switched against it.
      const copies = known.tablesWithCopyOf(String(number)).map((id) => table(id, "trigger"));
      const keeps = known.tableOfConstraint(String(fourth));
      return [table(second, "trigger"), ...copies, ...(keeps === undefined ? [] : [table(keeps, "constraint")])];
    }
    case "rule":
    case "policy":
    case "statistics":
      return [table(second, catalogue)];
    case "type":
      return [[`type:${number}`, "all"], table(fourth, "relation")];
    case "enum":
    case "range":
      return [[`type:${number}`, "all"]];
    case "aggregate":
      return [[`routine:${number}`, "all"]];
    default:
      return [[`${catalogue}:${number}`, "all"]];
  }
}

/** Of a row of pg_class: kind, schema, and name with persistence, which identity columns differ from their sequences in. */
const NAMING = [1, 2, 4];

/** As pg_class has them. Of other relations all is read, which is little. */
const TABLES: ReadonlySet<string> = new Set(["r", "p", "f"]);

/** `type`: as pg_constraint has it. */
function partsOfConstraint(type: string | undefined): readonly RelationPart[] {
  switch (type) {
    case "n":
      return ["column"];
    case "t":
      return ["trigger"];
    case "p":
    case "u":
    case "x":
      // The index tells the constraint's name.
      return ["constraint", "index"];
    default:
      return ["constraint"];
  }
}
