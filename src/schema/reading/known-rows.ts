import type { Row } from "../../database/answers.ts";
import type { Standing } from "./standing.ts";
import { CATALOGUES, UNITS, type UnitKind, unitKind, unitNumber } from "./units.ts";

/** A row of a catalogue as changed.sql tells it: its number, and what says where it belongs. */
type CatalogueRow = readonly (string | boolean | null)[];

/** Some relations have none of these, and need not be asked for them. */
export type PartCatalogue = "constraint" | "index" | "trigger" | "rule" | "policy" | "statistics";

/**
 * The rows of the catalogues by their numbers. What was written since is told with each look; that something is gone shows
 * in there being fewer rows than are known.
 */
export class KnownRows {
  readonly #rows = new Map<string, Map<string, CatalogueRow>>();

  /** Takes the rows of changed.sql. Gives the units that they belong to, and the catalogues of which rows are gone. */
  absorb(answer: readonly Row[]): { readonly units: readonly string[]; readonly shrunk: readonly string[] } {
    const reported = answer.map((row) => ({
      catalogue: String(row["catalogue"]),
      count: row["count"] as number | null,
      rows: (row["rows"] ?? []) as readonly CatalogueRow[],
    }));
    const shrunk: string[] = [];
    for (const { catalogue, count, rows } of reported) {
      if (count === null || catalogue === "description") continue;
      const known = this.#of(catalogue);
      for (const row of rows) known.set(String(row[0]), row);
      if (known.size !== count) shrunk.push(catalogue);
    }
    const units = reported.flatMap(({ catalogue, rows }) =>
      catalogue === "description" ? [] : rows.flatMap((row) => this.#unitsOf(catalogue, row)),
    );
    return { units, shrunk };
  }

  /** Takes the rows of numbers.sql for the catalogues `shrunk`. Gives the units of rows that are gone. */
  retain(answer: readonly Row[], shrunk: readonly string[]): readonly string[] {
    const gone: (readonly [catalogue: string, row: CatalogueRow])[] = [];
    for (const { catalogue, numbers } of answer) {
      if (!shrunk.includes(String(catalogue))) continue;
      const there = new Set(
        String(numbers ?? "")
          .slice(1, -1)
          .split(","),
      );
      const known = this.#of(String(catalogue));
      for (const [number, row] of known) if (!there.has(number)) gone.push([String(catalogue), row]);
    }
    // An index is found in its table by a row that may be gone as well.
    const units = gone.flatMap(([catalogue, row]) => this.#unitsOf(catalogue, row));
    for (const [catalogue, row] of gone) this.#of(catalogue).delete(String(row[0]));
    return units;
  }

  /** Names of all units that are told of. */
  all(standing: Standing, kinds: Iterable<UnitKind> = UNITS): readonly string[] {
    return [...kinds].flatMap((kind) =>
      [...this.#of(kind).keys()].map((number) => `${kind}:${number}`).filter((name) => this.includes(name, standing)),
    );
  }

  includes(name: string, { outside, members }: Standing): boolean {
    const kind = unitKind(name);
    const row = this.#of(kind).get(unitNumber(name));
    if (row === undefined || members.has(`${CATALOGUES[kind]}:${unitNumber(name)}`)) return false;
    switch (kind) {
      case "relation":
        return RELATIONS.has(String(row[1])) && !outside.has(String(row[2]));
      case "type":
        return TYPES.has(String(row[1])) && !outside.has(String(row[2]));
      case "routine":
      case "cast":
        // Those that come with a range type are internal to it.
        return row[2] !== true && !outside.has(String(row[1]));
      default:
        return !outside.has(String(row[1]));
    }
  }

  /** `r` of a table, as pg_class has it. */
  relationKind(number: string): string {
    return String(this.#of("relation").get(number)?.[1]);
  }

  /** Those of these relations that have such parts. */
  relationsWith(part: PartCatalogue, relations: ReadonlySet<string>): readonly string[] {
    const having = new Set<string>();
    for (const [, relation] of this.#of(part).values()) {
      if (relations.has(String(relation))) having.add(String(relation));
    }
    return [...having];
  }

  #of(catalogue: string): Map<string, CatalogueRow> {
    let known = this.#rows.get(catalogue);
    if (known === undefined) {
      known = new Map();
      this.#rows.set(catalogue, known);
    }
    return known;
  }

  #unitsOf(catalogue: string, row: CatalogueRow): readonly string[] {
    const [number, second, third, fourth] = row.map(String);
    const relation = (id: string | undefined) => `relation:${this.#of("index").get(String(id))?.[1] ?? id}`;
    switch (catalogue) {
      case "relation":
        return [relation(number), relation(fourth)];
      case "sequence":
        return [relation(number), relation(second)];
      case "attribute":
      case "default":
      case "partitioned":
      case "foreign table":
      case "copied trigger":
      case "constraint trigger":
        return [relation(number)];
      case "inheritance":
      case "index":
      case "trigger":
      case "rule":
      case "policy":
      case "statistics":
        return [relation(second)];
      case "constraint":
        return [relation(second), `type:${third}`];
      case "type":
        return [`type:${number}`, relation(fourth)];
      case "enum":
      case "range":
        return [`type:${number}`];
      case "aggregate":
        return [`routine:${number}`];
      default:
        return [`${catalogue}:${number}`];
    }
  }
}

const RELATIONS: ReadonlySet<string> = new Set(["r", "p", "f", "v", "m", "S", "c"]);
const TYPES: ReadonlySet<string> = new Set(["e", "d", "r", "b"]);
