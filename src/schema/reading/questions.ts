import type { Row } from "../../database/answers.ts";
import type { Question } from "./catalogue.ts";
import { type Extent, includesPart, includesSelf } from "./extent.ts";
import type { KnownRows } from "./known-rows.ts";
import { addressOf, type Unit, wholeOf } from "./memory.ts";
import { objectOf, type ReadObject } from "./rows.ts";
import { CATALOGUES, type Source, sourcesOf, type UnitKind, unitKind, unitNumber } from "./units.ts";

/** A question about units of that kind; about all kinds, what they depend on. */
interface UnitQuestion {
  readonly kind: UnitKind | "all";
  readonly question: Question;
}

/** None where only parts are meant that there are none of. */
export function questionsFor(extents: ReadonlyMap<string, Extent>, known: KnownRows): readonly UnitQuestion[] {
  const byKind = Map.groupBy(extents, ([name]) => unitKind(name));
  const numbers = (kind: UnitKind, isMeant: (extent: Extent) => boolean) =>
    (byKind.get(kind) ?? []).flatMap(([name, extent]) => (isMeant(extent) ? unitNumber(name) : []));
  const relations: Record<string, readonly string[]> = {};
  const questions = [...byKind.keys()].flatMap((kind) =>
    sourcesOf(kind).flatMap((source): readonly UnitQuestion[] => {
      const { file, names: columns } = source;
      const ids = asked(
        source,
        numbers(kind, (extent) => includesPart(extent, file)),
        known,
      );
      if (ids.length === 0) return [];
      if (kind === "relation") relations[file] = ids;
      return [{ kind, question: { file, values: { ids }, ...(columns === undefined ? {} : { names: columns }) } }];
    }),
  );
  const selves = [...extents].flatMap(([name, extent]) => (includesSelf(extent) ? name : []));
  if (questions.length === 0 && selves.length === 0) return [];
  const values = {
    classes: selves.map((name) => String(CATALOGUES[unitKind(name)])),
    ids: selves.map(unitNumber),
    relations: numbers("relation", includesSelf),
    types: numbers("type", includesSelf),
    indexes: relations["index"] ?? [],
    rules: relations["rule"] ?? [],
    constraints: relations["constraint"] ?? [],
    triggers: relations["trigger"] ?? [],
    policies: relations["policy"] ?? [],
    statistics: relations["statistics"] ?? [],
  };
  return [...questions, { kind: "all", question: { file: "dependency", values } }];
}

/** What the answers tell of each of the units. */
export function unitsIn(
  extents: ReadonlyMap<string, Extent>,
  questions: readonly UnitQuestion[],
  answers: readonly (readonly Row[])[],
  major: number,
): ReadonlyMap<string, Unit> {
  const names = [...extents.keys()];
  const objects = new Map<string, ReadObject[]>(names.map((name) => [name, []]));
  // A table itself is not among the objects where only its columns are read.
  const homes = new Map<string, string>(
    [...extents].flatMap(([name, extent]) => (extent === "all" ? [] : [[addressOf(name), name]])),
  );
  const needs = new Map<string, Map<string, string[]>>(names.map((name) => [name, new Map()]));
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
    names.map((name) => [name, { objects: objects.get(name) ?? [], needs: needs.get(name) ?? new Map() }]),
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
