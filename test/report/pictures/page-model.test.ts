import { describe, expect, it } from "vitest";
import { drawingOf } from "../../../src/report/pictures/layout.ts";
import { matchesOf, nextMatch } from "../../../src/report/pictures/page/matches.ts";
import { Model } from "../../../src/report/pictures/page/model.ts";
import { graph, inDatabases } from "./graphs.ts";

const DRAWN = inDatabases(
  graph("top merge; merge east west; west low; east base; low base; base", {
    east: { labels: ["sunrise"], message: "Make the index" },
    low: { labels: ["dusk"] },
    west: { depends: ["east"] },
  }),
  { live: { base: { state: "applied" }, low: { state: "applied", edited: ["up.sql"] } }, lost: null },
);
const model = new Model({ drawing: drawingOf(DRAWN), scripts: [] });
const ids = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b).map((row) => model.revision(row).id);
const row = (id: string) => model.revisions.findIndex((revision) => revision.id === id);
const found = (words: string, label = "", state = "", database?: number) =>
  ids(matchesOf(model, { words, label, state, database }) ?? []);

describe("the model of the page", () => {
  it("knows what is below and above a revision, dependencies included", () => {
    expect(ids(model.ancestors(row("west")))).toEqual(["east", "low", "base"]);
    expect(ids(model.descendants(row("east")))).toEqual(["top", "merge", "west"]);
    expect(ids(model.descendants(row("top")))).toEqual([]);
  });

  it("knows what stands beside a revision: children of its parent, or parents of its child", () => {
    expect(ids(model.siblings(row("east")))).toEqual(["east", "low"]);
    expect(ids(model.siblings(row("west")))).toEqual(["west", "east"].sort((a, b) => row(a) - row(b)));
  });

  it("gives a label to all that descends from what bears it", () => {
    expect(model.labels).toEqual(["dusk", "sunrise"]);
    expect(found("", "dusk")).toEqual(["top", "merge", "west", "low"]);
    expect(found("", "sunrise")).toEqual(["top", "merge", "east"]);
  });
});

describe("the search of the page", () => {
  it("finds by id, message and label, in any case, and by several words", () => {
    expect(found("WEST")).toEqual(["west"]);
    expect(found("index")).toEqual(["east"]);
    expect(found("sunrise")).toEqual(["east"]);
    expect(found("make e index")).toEqual(["east"]);
    expect(found("nothing")).toEqual([]);
    expect(matchesOf(model, { words: " ", label: "", state: "", database: undefined })).toBeUndefined();
  });

  it("finds by state in one database", () => {
    expect(found("", "", "applied", 0)).toEqual(["base"]);
    expect(found("", "", "edited", 0)).toEqual(["low"]);
    expect(found("", "", "applied", 1)).toEqual([]);
  });

  it("goes on to the next match and back, around the end", () => {
    expect([nextMatch([2, 5], undefined, false), nextMatch([2, 5], undefined, true)]).toEqual([2, 5]);
    expect([nextMatch([2, 5], 2, false), nextMatch([2, 5], 5, false), nextMatch([2, 5], 3, false)]).toEqual([5, 2, 5]);
    expect([nextMatch([2, 5], 5, true), nextMatch([2, 5], 2, true), nextMatch([], 2, true)]).toEqual([2, 5, undefined]);
  });
});
