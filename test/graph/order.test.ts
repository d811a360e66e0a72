import { expect, test } from "vitest";
import { graphOf } from "./notation.ts";

test("parents and dependencies come first, however young they are", () => {
  // a1 ─ a2     b1, on which a2 depends
  const graph = graphOf("a2 < a1 ~ b1 @2020-01-01T00:00:00Z", "b1 @2026-01-01T00:00:00Z", "a1 @2025-01-01T00:00:00Z");
  expect(graph.ids()).toEqual(["a1", "b1", "a2"]);
});

test("among the ready the one created first comes first, then the one with the smaller id", () => {
  const graph = graphOf(
    "z1 @2026-01-01T00:00:00Z",
    "b1 @2026-01-02T00:00:00Z",
    "a1 @2026-01-02T00:00:00Z",
    "c1 @2026-01-01T12:00:00Z",
  );
  expect(graph.ids()).toEqual(["z1", "c1", "a1", "b1"]);
});

test("created is an instant: time zones and fractions of a second count", () => {
  const graph = graphOf(
    "a @2026-01-01T12:00:00+02:00",
    "b @2026-01-01T10:30:00Z",
    "c @2026-01-01T09:59:59.5Z",
    "d @2026-01-01T10:00:00.001Z",
  );
  expect(graph.ids()).toEqual(["c", "a", "d", "b"]);
});

test("a revision without a time, or with one that cannot be read, counts as the oldest", () => {
  expect(graphOf("a @2026-01-01T00:00:00Z", "c", "b @yesterday").ids()).toEqual(["b", "c", "a"]);
});

test("two lines side by side interleave by the time of their revisions", () => {
  const graph = graphOf(
    "a1 @2026-01-01T00:00:00Z",
    "a2 < a1 @2026-01-04T00:00:00Z",
    "b1 @2026-01-02T00:00:00Z",
    "b2 < b1 @2026-01-03T00:00:00Z",
  );
  expect(graph.ids()).toEqual(["a1", "b1", "b2", "a2"]);
});

test("ids are compared by their characters, the same on every machine", () => {
  expect(graphOf("a10", "a9", "B1", "_1", "0f").ids()).toEqual(["0f", "B1", "_1", "a10", "a9"]);
});

test("sort puts any ids in graph order, each once, and unknown ones last", () => {
  const graph = graphOf("a1", "a2 < a1", "a3 < a2");
  expect(graph.sort(["zz", "a3", "a1", "a3", "yy"])).toEqual(["a1", "a3", "yy", "zz"]);
});
