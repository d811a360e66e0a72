import { describe, expect, test } from "vitest";
import { RevisionGraph } from "../../src/graph/index.ts";
import { expectPlan, graphOf, node, refusal } from "./notation.ts";

//  a ─ b ─ c         on disk
//      ╰─ f1 ─ f2    only in the ledger: another git branch
//  x                 on disk
const graph = graphOf("a", "b < a", "c < b", "x", "? f1 < b [feature]", "? f2 < f1");
const applied = ["a", "b", "f1", "f2"];

describe("a revision that only the ledger knows", () => {
  test("has its place in the graph", () => {
    expect(graph.size).toBe(6);
    expect(graph.ids()).toEqual(["a", "b", "c", "f1", "f2", "x"]);
    expect(graph.node("f1")).toMatchObject({ foreign: true });
    expect(graph.children("b")).toEqual(["c", "f1"]);
    expect([...graph.descendants(["a"])].sort()).toEqual(["b", "c", "f1", "f2"]);
    expect(graph.branchLabels("f2")).toEqual(["feature"]);
  });

  test("is no head, base, branch or merge of what is on disk", () => {
    const ledgerOnly = graphOf("a", "b < a", "? f < b", "? g < b", "? h", "? m < f, g");
    expect(ledgerOnly.heads()).toEqual(["b"]);
    expect(ledgerOnly.bases()).toEqual(["a"]);
    expect(ledgerOnly.branchPoints()).toEqual([]);
    expect(ledgerOnly.merges()).toEqual([]);
    expect(ledgerOnly.resolve("head")).toEqual(["b"]);
    expect(ledgerOnly.resolve("f@head")).toEqual(["b"]);
    refusal(() => graph.resolve("feature@head"), "foreign_revision");
  });

  test("is an applied head like any other", () => {
    expect(graph.current(applied)).toEqual(["f2"]);
    expect(graph.current([...applied, "c", "x"])).toEqual(["c", "f2", "x"]);
    expect(graph.resolve("current", { applied })).toEqual(["f2"]);
  });

  test("can be named, and counted down from", () => {
    expect(graph.resolve("f1")).toEqual(["f1"]);
    expect(graph.resolve("feature")).toEqual(["f1"]);
    expect(graph.resolve("-1", { applied })).toEqual(["f1"]);
    expect(graph.resolve("-2", { applied })).toEqual(["b"]);
    expect(graph.range(":f2", { applied })).toEqual(["f2", "f1", "b", "a"]);
    expect(graph.range("b:current", { applied })).toEqual(["f2", "f1", "b"]);
  });

  test("is never gone up to: a step up from below it goes to what is on disk", () => {
    expect(graph.resolve("b+1")).toEqual(["c"]);
    const error = refusal(() => graph.resolve("+1", { applied }), "foreign_revision");
    expect(error.data["revisions"]).toEqual(["f2"]);
    expect(error.hint).toContain("git branch");
  });

  test("never stops an upgrade that does not touch it", () => {
    expectPlan(graph, "upgrade", { target: "c x", applied, steps: "c x", heads: "c f2 x" });
    expectPlan(graph, "upgrade", { target: "heads", applied, steps: "c x", heads: "c f2 x" });
    expectPlan(graph, "upgrade", { target: "f2", applied, steps: "", heads: "f2" });
  });

  test("cannot be run: an upgrade to it is refused", () => {
    const error = refusal(() => graph.upgrade(["a", "b"], "f2"), "foreign_revision");
    expect(error.message).toBe("revisions f1, f2 are not on disk: this upgrade would need the scripts");
    expect(error.data["revisions"]).toEqual(["f1", "f2"]);
  });

  test("never stops a downgrade that does not touch it", () => {
    expectPlan(graph, "downgrade", { target: "c@b", applied: [...applied, "c"], steps: "c", heads: "f2" });
    expectPlan(graph, "downgrade", { target: "x@base", applied: [...applied, "x"], steps: "x", heads: "f2" });
  });

  test("cannot be taken down: a downgrade that would have to is refused", () => {
    for (const target of ["a", "b", "base", "-1", "-2", "f1"]) {
      const error = refusal(() => graph.downgrade(applied, target), "foreign_revision");
      expect(error.data["revisions"]).toContain("f2");
    }
  });

  test("is forgotten by a stamp below it, and by base, but cannot be recorded", () => {
    expectPlan(graph, "stamp", { target: "b", applied, steps: "-f2 -f1", heads: "b" });
    expectPlan(graph, "stamp", { target: "f1", applied, steps: "-f2", heads: "f1" });
    expectPlan(graph, "stamp", { target: "c", applied, steps: "+c", heads: "c f2" });
    expectPlan(graph, "stamp", { target: "base", applied, steps: "-f2 -f1 -b -a", heads: "" });
    refusal(() => graph.stamp(["a"], "f1"), "foreign_revision");
    refusal(() => graph.stamp(applied, "f1", { purge: true }), "foreign_revision");
  });

  test("makes nothing out of order", () => {
    expect(graph.missing(["f2"])).toEqual([]);
    expectPlan(graph, "upgrade", { target: "x", applied: ["f2"], steps: "x", heads: "f2 x" });
  });
});

describe("what a ledger says is never a fault of the graph", () => {
  test("of two nodes with one id the one on disk counts", () => {
    const both = graphOf("? a < gone", "a");
    expect([both.size, both.node("a").foreign, both.heads()]).toEqual([1, undefined, ["a"]]);
  });

  test("edges to what is not known, to itself and in a circle are left out", () => {
    const odd = graphOf("a", "? f < gone, f ~ lost", "? g < h, a", "? h < g");
    expect(odd.parents("f")).toEqual([]);
    expect(odd.ids()).toHaveLength(4);
    expect(odd.heads()).toEqual(["a"]);
  });

  test("a label that is taken stays with its bearer on disk", () => {
    const odd = graphOf("a [billing]", "? f [billing]", "? billing");
    expect(odd.resolve("billing")).toEqual(["a"]);
    expect(odd.branchLabels("f")).toEqual([]);
  });

  test("names that would be faults on disk are taken", () => {
    expect(graphOf("abc", "? ABC", "? head").size).toBe(3);
  });

  test("a revision on disk cannot stand on it", () => {
    const parent = refusal(() => graphOf("? f", "a < f"), "bad_graph");
    expect(parent.findings[0]).toMatchObject({ code: "missing_parent" });
    expect(parent.hint).toContain("a database has it applied");
    expect(refusal(() => graphOf("? f", "a ~ f"), "bad_graph").findings[0]?.code).toBe("missing_dependency");
  });

  test("revisions on disk keep their order whatever the ledger adds", () => {
    const lines = ["a", "b < a", "c < a", "d < b, c", "e"];
    const ledger = ["? 0", "? bb < b", "? z < d, 0"];
    const withLedger = RevisionGraph.from([...ledger, ...lines].map(node)).ids();
    expect(withLedger.filter((id) => graphOf(...lines).has(id))).toEqual(graphOf(...lines).ids());
  });
});

describe("an applied id that the graph does not have at all", () => {
  const known = graphOf("a", "b < a", "x");
  const state = ["a", "0123456789ab"];

  test("is an applied head, and comes last", () => {
    expect(known.current(state)).toEqual(["a", "0123456789ab"]);
  });

  test("stops nothing that does not touch it", () => {
    expectPlan(known, "upgrade", { target: "b", applied: state, steps: "b", heads: "b 0123456789ab" });
    expectPlan(known, "downgrade", { target: "a@base", applied: state, steps: "a", heads: "0123456789ab" });
    expectPlan(known, "stamp", { target: "b", applied: state, steps: "+b", heads: "b 0123456789ab" });
    expect(known.missing(state)).toEqual([]);
    expect(known.range(":b", { applied: state })).toEqual(["b", "a"]);
  });

  test("is named as foreign, not as unknown", () => {
    for (const address of ["0123456789ab", "0123", "0123456789ab-1", "0123456789ab@head"]) {
      const error = refusal(() => known.resolve(address, { applied: state }), "foreign_revision");
      expect(error.data["revisions"]).toEqual(["0123456789ab"]);
    }
    refusal(() => known.resolve("0123", { applied: [] }), "unknown_revision");
    refusal(() => known.resolve("012", { applied: state }), "unknown_revision");
  });

  test("cannot be counted from", () => {
    refusal(() => known.resolve("current", { applied: state }), "foreign_revision");
    refusal(() => known.upgrade(["0123456789ab"], "+1"), "foreign_revision");
    const error = refusal(() => known.upgrade(state, "+1"), "ambiguous_current");
    expect(error.message).toBe("2 applied heads could be meant: a, 0123456789ab");
    expect(error.hint).toBe("say which: a@+1");
    expectPlan(known, "upgrade", { target: "a@+1", applied: state, steps: "b", heads: "b 0123456789ab" });
    expect(refusal(() => known.upgrade(["u1", "u2"], "+1"), "ambiguous_current").hint).toBe("name a revision");
  });

  test("is in the way of base on the way down, and forgotten by a stamp of base", () => {
    refusal(() => known.downgrade(state, "base"), "foreign_revision");
    expectPlan(known, "stamp", { target: "base", applied: state, steps: "-0123456789ab -a", heads: "" });
  });
});
