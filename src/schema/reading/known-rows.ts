import type { Row } from "../../database/answers.ts";
import type { PartCatalogue } from "./extent.ts";
import type { Standing } from "./standing.ts";
import { type Touch, touchesOf } from "./touches.ts";
import { CATALOGUES, UNITS, type UnitKind, unitKind, unitNumber } from "./units.ts";

/** A row of a catalogue as changed.sql tells it: its number, and what says where it belongs. */
export type CatalogueRow = readonly (string | boolean | null)[];

/**
 * The rows of the catalogues by their numbers. What was written since is told with each look; that something is gone shows
 * in there being fewer rows than are known.
 */
export class KnownRows {
  readonly #rows = new Map<string, Map<string, CatalogueRow>>();

  /** Takes the rows of changed.sql. Gives what of which units they touch, and the catalogues of which rows are gone. */
  absorb(answer: readonly Row[]): { readonly touches: () => readonly Touch[]; readonly shrunk: readonly string[] } {
    const told = new Set(answer.map(({ catalogue }) => catalogue));
    const emptied = [...this.#rows].flatMap(([catalogue, known]) =>
      known.size > 0 && !told.has(catalogue) ? catalogue : [],
    );
    const shrunk = [...emptied];
    const written: (readonly [catalogue: string, row: CatalogueRow, was: CatalogueRow | undefined])[] = [];
    for (const { catalogue: name, count, rows } of answer) {
      const catalogue = String(name);
      if (catalogue === "description") continue;
      const known = this.#of(catalogue);
      for (const row of (rows ?? []) as readonly CatalogueRow[]) {
        const number = String(row[0]);
        written.push([catalogue, row, known.get(number)]);
        if (count !== null) known.set(number, row);
      }
      if (count !== null && known.size !== count) shrunk.push(catalogue);
    }
    const touches = () => written.flatMap(([catalogue, row, was]) => touchesOf(catalogue, row, was, this));
    return { touches, shrunk };
  }

  /** Takes the rows of numbers.sql for the catalogues `shrunk`. Gives what rows that are gone have touched. */
  retain(answer: readonly Row[], shrunk: readonly string[]): readonly Touch[] {
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
    const touches = gone.flatMap(([catalogue, row]) => touchesOf(catalogue, row, row, this));
    for (const [catalogue, row] of gone) this.#of(catalogue).delete(String(row[0]));
    return touches;
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

  /** The table that this is an index of. */
  tableOf(index: string): string | undefined {
    const table = this.#of("index").get(index)?.[1];
    return table === undefined ? undefined : String(table);
  }

  /** Its table is sorted by the index, or tells its rows apart by it. */
  isMarked(index: string): boolean {
    return this.#of("index").get(index)?.[2] === true;
  }

  isBehindConstraint(index: string): boolean {
    return this.#of("constraint")
      .values()
      .some((row) => row[4] === index);
  }

  /** The table whose constraint that is. */
  tableOfConstraint(constraint: string): string | undefined {
    const table = this.#of("constraint").get(constraint)?.[1];
    return table === undefined ? undefined : String(table);
  }

  /** The partitions that have a copy of the trigger. */
  tablesWithCopyOf(trigger: string): readonly string[] {
    const copies = this.#of("trigger")
      .values()
      .filter((row) => row[2] === trigger);
    return [...copies.map((row) => String(row[1]))];
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
}

const RELATIONS: ReadonlySet<string> = new Set(["r", "p", "f", "v", "m", "S", "c"]);
const TYPES: ReadonlySet<string> = new Set(["e", "d", "r", "b"]);
