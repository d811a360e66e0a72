import type { RowText, TableRows } from "../../schema/rows.ts";

/** Rows of one table as two orders leave them, by the same columns. */
export interface RowSides {
  readonly columns: TableRows["columns"];
  /** Undefined where there are too many to look at. */
  readonly first: readonly RowText[] | undefined;
  readonly second: readonly RowText[] | undefined;
}

/** A message shows so many rows at most. */
const SHOWN = 3;
const LONGEST = 40;

/**
 * What is different, seen from the first side: a row of the same key by what it holds, other rows by themselves. Empty
 * where nothing can be shown.
 */
export function sayRows({ columns, first, second }: RowSides, whose: readonly [string, string]): string {
  if (first === undefined || second === undefined) return "";
  const onlyFirst = without(first, second);
  const onlySecond = without(second, first);
  const said: string[] = [];
  const partnered = new Set<RowText>();
  const isKey = columns.some(({ key }) => key);
  for (const row of onlyFirst) {
    const partner = isKey ? onlySecond.find((other) => sameKey(columns, row, other)) : undefined;
    if (partner === undefined) said.push(`${sayRow(columns, row)} only when ${whose[0]} comes first`);
    else {
      partnered.add(partner);
      said.push(`${sayKey(columns, row)}: ${sayChanges(columns, row, partner)}`);
    }
  }
  for (const row of onlySecond) {
    if (!partnered.has(row)) said.push(`${sayRow(columns, row)} only when ${whose[1]} comes first`);
  }
  const more = said.length > SHOWN ? `; and ${said.length - SHOWN} more` : "";
  return said.slice(0, SHOWN).join("; ") + more;
}

/** Each row as often as it is there. */
function without(rows: readonly RowText[], others: readonly RowText[]): readonly RowText[] {
  const left = new Map<string, number>();
  for (const row of others) {
    const text = JSON.stringify(row);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return rows.filter((row) => {
    const text = JSON.stringify(row);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

function sameKey(columns: RowSides["columns"], one: RowText, other: RowText): boolean {
  return columns.every(({ key }, at) => !key || one[at] === other[at]);
}

function sayKey(columns: RowSides["columns"], row: RowText): string {
  return columns.flatMap(({ name, key }, at) => (key ? [`${name} ${sayValue(row[at])}`] : [])).join(", ");
}

function sayChanges(columns: RowSides["columns"], one: RowText, other: RowText): string {
  const changed = columns.flatMap(({ name }, at) =>
    one[at] === other[at] ? [] : [`${name} ${sayValue(one[at])} → ${sayValue(other[at])}`],
  );
  return changed.join(", ");
}

function sayRow(columns: RowSides["columns"], row: RowText): string {
  return `(${columns.map(({ name }, at) => `${name} ${sayValue(row[at])}`).join(", ")})`;
}

function sayValue(value: string | null | undefined): string {
  if (value === null || value === undefined) return "null";
  return value.length > LONGEST ? `'${value.slice(0, LONGEST)}…'` : `'${value}'`;
}
