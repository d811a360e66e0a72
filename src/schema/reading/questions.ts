import type { Row } from "../../database/answers.ts";
import type { Question } from "./catalogue.ts";
import { type Changed, type Present, type Unit, wholeOf } from "./memory.ts";
import { objectOf, type ReadObject } from "./rows.ts";
import { CATALOGUES, sourcesOf, type UnitKind, unitKind, unitNumber } from "./units.ts";

/** A question about units of that kind; about all kinds, what they depend on. */
interface UnitQuestion {
  readonly kind: UnitKind | "all";
  readonly question: Question;
}

export function questionsFor(names: ReadonlySet<string>): readonly UnitQuestion[] {
  const byKind = Map.groupBy(names, unitKind);
  const numbers = (kind: UnitKind) => (byKind.get(kind) ?? []).map(unitNumber);
  const questions = [...byKind.keys()].flatMap((kind) =>
    sourcesOf(kind).map(
      ({ file, values }): UnitQuestion => ({
        kind,
        question: { file, values: { ids: numbers(kind) }, ...(values === undefined ? {} : { names: values }) },
      }),
    ),
  );
  const values = {
    classes: [...names].map((name) => String(CATALOGUES[unitKind(name)])),
    ids: [...names].map(unitNumber),
    relations: numbers("relation"),
    types: numbers("type"),
  };
  return [...questions, { kind: "all", question: { file: "dependency", values } }];
}

/** What the answers tell of each of the units. */
export function unitsIn(
  names: ReadonlySet<string>,
  questions: readonly UnitQuestion[],
  answers: readonly (readonly Row[])[],
  major: number,
): ReadonlyMap<string, Unit> {
  const objects = new Map<string, ReadObject[]>([...names].map((name) => [name, []]));
  const homes = new Map<string, string>();
  const needs = new Map<string, Map<string, string[]>>([...names].map((name) => [name, new Map()]));
  for (const [index, { kind }] of questions.entries()) {
    for (const row of answers[index] ?? []) {
      if (kind === "all") {
        const address = `${row["class"]}:${row["id"]}:${row["part"]}`;
        const ofUnit = needs.get(homes.get(wholeOf(address)) ?? "");
        const needed = `${row["needs_class"]}:${row["needs_id"]}`;
        const known = ofUnit?.get(address);
        if (known === undefined) ofUnit?.set(address, [needed]);
        else known.push(needed);
        continue;
      }
      const name = `${kind}:${row["unit"]}`;
      const object = objectOf(row, major);
      objects.get(name)?.push(object);
      homes.set(wholeOf(object.address), name);
    }
  }
  return new Map(
    [...names].map((name) => [name, { objects: objects.get(name) ?? [], needs: needs.get(name) ?? new Map() }]),
  );
}

/** Of the rows of present.sql. */
export function presentIn(rows: readonly Row[]): Present {
  const lists = listsIn(rows);
  return { units: new Set(unitNames(lists, "part")), parts: new Set(lists.get("part")) };
}

/** Of the rows of changed.sql. */
export function changedIn(rows: readonly Row[]): Changed {
  const lists = listsIn(rows);
  return { units: unitNames(lists, "described"), described: lists.get("described") ?? [] };
}

function unitNames(lists: ReadonlyMap<string, readonly string[]>, other: string): readonly string[] {
  return [...lists].flatMap(([kind, ids]) => (kind === other ? [] : ids.map((id) => `${kind}:${id}`)));
}

function listsIn(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  return new Map(rows.map((row) => [String(row["unit"]), (row["ids"] ?? []) as readonly string[]]));
}
