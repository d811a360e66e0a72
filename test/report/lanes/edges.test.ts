import fc from "fast-check";
import { expect, test } from "vitest";
import { drawLanes, type LaneEntry } from "../../../src/report/lanes/draw.ts";
import { type Reading, readBack } from "./read-back.ts";

/** Per node: how far down its parents are, which may be past the end, and how many lines its text has. */
const histories = fc.array(
  fc.record({
    parents: fc.oneof(
      { weight: 3, arbitrary: fc.array(fc.nat(3), { maxLength: 2, size: "max" }) },
      { weight: 1, arbitrary: fc.array(fc.nat(12), { maxLength: 5, size: "max" }) },
    ),
    lines: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 30, size: "max" },
);

type History = typeof histories extends fc.Arbitrary<infer Value> ? Value : never;

function entriesOf(history: History, outside: boolean): LaneEntry[] {
  return history.map(({ parents, lines }, index) => ({
    id: `n${index}`,
    parents: parents
      .map((distance) => index + 1 + distance)
      .filter((parent) => outside || parent < history.length)
      .map((parent) => `n${parent}`),
    mark: "●",
    lines: [`«n${index}`, ...Array.from({ length: lines - 1 }, () => "«")],
  }));
}

function expected(entries: readonly LaneEntry[]): Reading {
  const ids = new Set(entries.map((entry) => entry.id));
  const inside = (parent: string) => ids.has(parent);
  return {
    nodes: [...ids],
    edges: entries.flatMap(({ id, parents }) =>
      [...new Set(parents)].filter(inside).map((parent) => `${id}>${parent}`),
    ),
    cut: entries.filter((entry) => !entry.parents.every(inside)).map((entry) => entry.id),
  };
}

function sorted({ nodes, edges, cut }: Reading): Reading {
  return { nodes, edges: edges.toSorted(), cut: cut.toSorted() };
}

test.each(["box", "ascii"] as const)("every edge of any history can be followed from child to parent (%s)", (style) => {
  fc.assert(
    fc.property(histories, fc.boolean(), (history, outside) => {
      const entries = entriesOf(history, outside);
      const drawing = [...drawLanes(entries, { ascii: style === "ascii" })];
      expect(sorted(readBack(drawing, style))).toEqual(sorted(expected(entries)));
    }),
    { numRuns: Number(process.env["RUNS"] ?? 500) },
  );
});
