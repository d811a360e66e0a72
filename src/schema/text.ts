import { compareSnapshots } from "./compare.ts";
import { filterSnapshots } from "./filter.ts";
import type { SchemaObject, Snapshot, SnapshotFilter, Value } from "./model.ts";

const CONTEXT = 3;
/** Finding the shortest way between texts that have little in common takes time by the square of what is different. */
const MOST_EDITS = 2000;

/** An object as lines: its key, then a property a line. Texts of several lines stay so, for a diff to go into them. */
function objectText({ key, properties, sql }: SchemaObject): readonly string[] {
  const lines = Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => propertyLines(name, value));
  const covered = sql === undefined || Object.values(properties).includes(sql);
  return [key, ...lines, ...(covered ? [] : propertyLines("sql", sql))];
}

/**
 * What differs of two snapshots as a unified diff of their texts, a hunk or more an object, each under the object's key.
 * Empty where nothing differs.
 */
export async function unifiedDifference(
  expected: Snapshot,
  found: Snapshot,
  labels: { readonly expected: string; readonly found: string },
  filter: SnapshotFilter = {},
): Promise<string> {
  const { structuredPatch } = await import("diff");
  const [before, after] = filterSnapshots(expected, found, filter);
  const orders = ordersIn(expected, found, filter);
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  const hunks: string[] = [];
  let oldLine = 0;
  let newLine = 0;
  for (const key of keysInOrder(before.objects, after.objects)) {
    const was = shownLines(before.objects.get(key), orders.get(key)?.expected);
    const is = shownLines(after.objects.get(key), orders.get(key)?.found);
    if (was.join("\n") === is.join("\n")) continue;
    const patch = structuredPatch("", "", asFile(was), asFile(is), undefined, undefined, options);
    for (const { oldStart, oldLines, newStart, newLines, lines } of patch?.hunks ?? [replacement(was, is)]) {
      // Of no lines, the one before them is named.
      const span = (start: number, count: number) => `${count === 0 ? start - 1 : start},${count}`;
      hunks.push(
        `@@ -${span(oldLine + oldStart, oldLines)} +${span(newLine + newStart, newLines)} @@ ${key}`,
        ...lines,
      );
    }
    oldLine += was.length;
    newLine += is.length;
  }
  if (hunks.length === 0) return "";
  return [`--- ${labels.expected}`, `+++ ${labels.found}`, ...hunks, ""].join("\n");
}

/** The order of columns is shown where it is another one, and not as a new place of each that comes after. */
function ordersIn(expected: Snapshot, found: Snapshot, filter: SnapshotFilter) {
  const differences = compareSnapshots(expected, found, filter).filter(({ grade }) => grade === "column order");
  return new Map(differences.map((difference) => [difference.key, difference]));
}

function shownLines(object: SchemaObject | undefined, order: Value | undefined): readonly string[] {
  if (object === undefined) return [];
  return [...objectText(object), ...(order === undefined ? [] : propertyLines("columns in order", order))];
}

function keysInOrder(
  before: ReadonlyMap<string, SchemaObject>,
  after: ReadonlyMap<string, SchemaObject>,
): readonly string[] {
  return [...before.keys(), ...[...after.keys()].filter((key) => !before.has(key))];
}

function propertyLines(name: string, value: Value): readonly string[] {
  if (typeof value === "string" && value.includes("\n")) {
    return [
      `  ${name}:`,
      ...value
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `    ${line}`),
    ];
  }
  if (Array.isArray(value)) return [`  ${name}:`, ...value.map((item) => `    ${scalar(item)}`)];
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      `  ${name}:`,
      ...entries.map(([key, item]) => `    ${key}: ${Array.isArray(item) ? item.join(", ") : scalar(item)}`),
    ];
  }
  return [`  ${name}: ${scalar(value)}`];
}

function scalar(value: Value): string {
  return typeof value === "string" ? value.replaceAll("\n", "\\n") : JSON.stringify(value);
}

function asFile(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function replacement(was: readonly string[], is: readonly string[]) {
  return {
    oldStart: 1,
    oldLines: was.length,
    newStart: 1,
    newLines: is.length,
    lines: [...was.map((line) => `-${line}`), ...is.map((line) => `+${line}`)],
  };
}
