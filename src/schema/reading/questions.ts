import type { Row } from "../../database/answers.ts";
import type { Question } from "./catalogue.ts";
import type { KnownRows } from "./known-rows.ts";
import { type Unit, wholeOf } from "./memory.ts";
import { objectOf, type ReadObject } from "./rows.ts";
import { CATALOGUES, type Source, sourcesOf, type UnitKind, unitKind, unitNumber } from "./units.ts";

/** A question about units of that kind; about all kinds, what they depend on. */
interface UnitQuestion {
  readonly kind: UnitKind | "all";
  readonly question: Question;
}

export function questionsFor(names: ReadonlySet<string>, known: KnownRows): readonly UnitQuestion[] {
  const byKind = Map.groupBy(names, unitKind);
  const numbers = (kind: UnitKind) => (byKind.get(kind) ?? []).map(unitNumber);
  const questions = [...byKind.keys()].flatMap((kind) =>
    sourcesOf(kind).flatMap((source): readonly UnitQuestion[] => {
      const ids = asked(source, numbers(kind), known);
      const { file, names: columns } = source;
      if (ids.length === 0) return [];
      return [{ kind, question: { file, values: { ids }, ...(columns === undefined ? {} : { names: columns }) } }];
    }),
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

function asked({ of, having }: Source, ids: readonly string[], known: KnownRows): readonly string[] {
  if (of !== undefined) return ids.filter((id) => of.includes(known.relationKind(id)));
  return having === undefined ? ids : known.relationsWith(having, new Set(ids));
}

/** Of the rows of changed.sql: addresses `class:id` of what has got another comment, and how many comments there are. */
export function descriptionsIn(answer: readonly Row[]): {
  readonly count: number;
  readonly changed: readonly string[];
} {
  const row = answer.find(({ catalogue }) => catalogue === "description");
  return { count: Number(row?.["count"]), changed: ((row?.["rows"] ?? []) as readonly (readonly string[])[]).flat() };
}
