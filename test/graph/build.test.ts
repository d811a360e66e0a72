import { describe, expect, test } from "vitest";
import type { GraphNode } from "../../src/graph/index.ts";
import { GraphError, RevisionGraph } from "../../src/graph/index.ts";
import { graphOf, node, refusal } from "./notation.ts";

/** The faults of a graph, each revision in the file `ID/up.sql`. */
function faultsOf(...lines: readonly string[]) {
  const nodes = lines.map(node).map((one) => ({ ...one, source: { file: `${one.id}/up.sql`, line: 1 } }));
  return faultsOfNodes(nodes);
}

function faultsOfNodes(nodes: readonly GraphNode[]) {
  return refusal(() => RevisionGraph.from(nodes), "bad_graph").findings;
}

describe("names", () => {
  test("an id that is there twice is refused with both places", () => {
    const faults = faultsOfNodes([
      { id: "a1", parents: [], source: { file: "one/up.sql", line: 1 } },
      { id: "a1", parents: [], source: { file: "two/up.sql", line: 1 } },
    ]);
    expect(faults).toEqual([
      {
        code: "duplicate_revision",
        message: "revision a1 is there twice: one/up.sql and two/up.sql",
        hint: "give one of them another id, or delete the copy",
        file: "two/up.sql",
        line: 1,
        revision: "a1",
      },
    ]);
  });

  test("ids that differ in letter case only are refused", () => {
    for (const [first, second] of [
      ["abc", "ABC"],
      ["ABC", "abc"],
      ["Abc", "aBC"],
    ] as const) {
      const [fault] = faultsOf(first, second);
      expect(fault).toMatchObject({ code: "duplicate_revision", revision: second });
      expect(fault?.message).toContain(`${first}/up.sql and ${second}/up.sql`);
    }
  });

  test("a label that two revisions bear is refused with both places", () => {
    const [fault] = faultsOf("a1 [billing]", "b1 [billing]");
    expect(fault).toMatchObject({ code: "duplicate_label", revision: "b1", file: "b1/up.sql" });
    expect(fault?.message).toBe("label billing is borne by a1/up.sql and by b1/up.sql");
  });

  test("labels that differ in letter case only are refused", () => {
    expect(faultsOf("a1 [Billing]", "b1 [billing]")[0]?.code).toBe("duplicate_label");
  });

  test("a label that one revision bears twice is refused", () => {
    expect(faultsOf("a1 [billing, billing]")[0]?.code).toBe("duplicate_label");
  });

  test("a label that is an id, also in other letter case, is refused", () => {
    expect(faultsOf("a1 [b1]", "b1")[0]).toMatchObject({ code: "duplicate_label", revision: "a1" });
    expect(faultsOf("a1", "b1 [A1]")[0]).toMatchObject({ code: "duplicate_label", revision: "b1" });
    expect(faultsOf("a1 [a1]")[0]).toMatchObject({ code: "duplicate_label", revision: "a1" });
  });

  test.each(["head", "heads", "base", "current", "HEAD"])("%s is reserved: no id, no label", (word) => {
    expect(faultsOf(word)[0]).toMatchObject({ code: "reserved_name", message: `id ${word} is a reserved word` });
    expect(faultsOf(`a1 [${word}]`)[0]).toMatchObject({
      code: "reserved_name",
      message: `label ${word} is a reserved word`,
    });
  });

  test.each(["", "a-1", "a b", "v1.0", "ä1", "x".repeat(65)])(
    "%j could not be written in an address, and is refused",
    (id) => {
      expect(faultsOfNodes([{ id, parents: [] }])[0]?.code).toBe("bad_name");
      expect(faultsOfNodes([{ id: "a1", parents: [], labels: [id] }])[0]?.code).toBe("bad_name");
    },
  );
});

describe("edges", () => {
  test("a parent that is not there is refused, with what may have been meant", () => {
    expect(faultsOf("3f2a9c81d0e4", "1b2c3d4e5f60 < 3f2a9c81d0e5")).toEqual([
      {
        code: "missing_parent",
        message: "revision 1b2c3d4e5f60 has the parent 3f2a9c81d0e5, which is not there",
        hint: "did you mean 3f2a9c81d0e4?",
        file: "1b2c3d4e5f60/up.sql",
        line: 1,
        revision: "1b2c3d4e5f60",
      },
    ]);
  });

  test("a parent is named by its id, not by its beginning and not by a label", () => {
    expect(faultsOf("3f2a9c81d0e4", "b1 < 3f2a")[0]).toMatchObject({
      code: "missing_parent",
      hint: "did you mean 3f2a9c81d0e4?",
    });
    expect(faultsOf("a1 [billing]", "b1 < billing")[0]).toMatchObject({
      code: "missing_parent",
      hint: "billing is a label, and parents are ids: write a1",
    });
  });

  test("a dependency may be named by id or label, and is kept as an id", () => {
    const graph = graphOf("a1", "b1 [billing]", "c1 ~ a1, billing");
    expect(graph.depends("c1")).toEqual(["a1", "b1"]);
    expect(graph.dependents("b1")).toEqual(["c1"]);
  });

  test("an id and a label of the same revision make one dependency", () => {
    expect(graphOf("b1 [billing]", "c1 ~ b1, billing, b1").depends("c1")).toEqual(["b1"]);
  });

  test("a parent that is named twice counts once", () => {
    const graph = graphOf("a1", "a2 < a1, a1");
    expect(graph.parents("a2")).toEqual(["a1"]);
    expect(graph.merges()).toEqual([]);
    expect(graph.branchPoints()).toEqual([]);
  });

  test("a dependency that is not there is refused, with the id or label that may have been meant", () => {
    expect(faultsOf("a1 [billing]", "b1 ~ biling")[0]).toMatchObject({
      code: "missing_dependency",
      message: "revision b1 depends on biling, which is not there",
      hint: "did you mean billing?",
      file: "b1/up.sql",
    });
  });

  test("a revision is neither its own parent nor its own dependency, by id or by label", () => {
    expect(faultsOf("a1 < a1")[0]).toMatchObject({ code: "self_reference", message: "revision a1 is its own parent" });
    expect(faultsOf("a1 ~ a1")[0]).toMatchObject({ code: "self_reference", message: "revision a1 depends on itself" });
    expect(faultsOf("a1 ~ billing [billing]")[0]?.message).toBe("revision a1 depends on itself, by its label billing");
  });

  test("a parent that is an ancestor of another parent works, and is told for a warning", () => {
    // a ─ b ─ c
    //  ╰──────┴─ d
    const graph = graphOf("a", "b < a", "c < b", "d < c, a");
    expect(graph.ids()).toEqual(["a", "b", "c", "d"]);
    expect(graph.redundantParents()).toEqual([{ revision: "d", parent: "a", through: "c" }]);
  });

  test("a parent that another one only depends on is no redundant parent", () => {
    expect(graphOf("a", "b ~ a", "c < a, b").redundantParents()).toEqual([]);
  });

  test("an ordinary merge has no redundant parents", () => {
    expect(graphOf("a", "b < a", "c < a", "d < b, c").redundantParents()).toEqual([]);
  });
});

describe("cycles", () => {
  test("a cycle of parents is refused, and its path shown from a parent to its child", () => {
    expect(faultsOf("a < c", "b < a", "c < b")).toEqual([
      {
        code: "cycle",
        message: "revisions go round in a circle: a → b → c → a",
        hint: "each of them has the one before it among its parents or depends: take one of these out",
        file: "a/up.sql",
        line: 1,
        revision: "a",
      },
    ]);
  });

  test("a cycle in the middle of a line is found, and what hangs on it is not named", () => {
    // a ─ b ⇄ c ─ d
    expect(faultsOf("a", "b < a, c", "c < b", "d < c").map(({ message }) => message)).toEqual([
      "revisions go round in a circle: b → c → b",
    ]);
  });

  test("a cycle of dependencies, and one of both kinds of edges, is refused", () => {
    expect(faultsOf("a ~ b", "b ~ a")[0]?.message).toContain("a → b → a");
    expect(faultsOf("a ~ c", "b < a", "c < b")[0]?.message).toContain("a → b → c → a");
    expect(faultsOf("a ~ top", "b < a [top]")[0]?.message).toContain("a → b → a");
  });

  test("cycles that have nothing in common are all shown", () => {
    const messages = faultsOf("a < b", "b < a", "c", "x < c, z", "y < x", "z < y", "end < z, b").map(
      ({ message }) => message,
    );
    expect(messages).toEqual([
      "revisions go round in a circle: a → b → a",
      "revisions go round in a circle: x → y → z → x",
    ]);
  });
});

test("all faults are reported at once, each at its file", () => {
  const faults = faultsOf("a1 [x1]", "a2 < a1, gone [X1]", "b1 ~ lost", "c1 < c2", "c2 < c1", "d1 < d1");
  expect(faults.map(({ code, file }) => `${code} ${file}`)).toEqual([
    "duplicate_label a2/up.sql",
    "missing_parent a2/up.sql",
    "missing_dependency b1/up.sql",
    "self_reference d1/up.sql",
    "cycle c1/up.sql",
  ]);
});

test("the error itself says how many faults there are, or the only one", () => {
  const one = refusal(() => graphOf("a < gone"), "bad_graph");
  expect(one.message).toBe("revision a has the parent gone, which is not there");
  expect(one.exitCode).toBe(2);
  const two = refusal(() => graphOf("a < gone", "b < lost"), "bad_graph");
  expect(two.message).toBe("2 faults in the graph of revisions");
  expect(two.data["findings"]).toEqual(two.findings);
});

test("a fault of a node without a source has no file", () => {
  const error = refusal(() => graphOf("a", "a"), "bad_graph");
  expect(error.findings[0]).not.toHaveProperty("file");
  expect(error.message).toBe("revision a is there twice: revision a and revision a");
});

test("a hundred thousand missing parents are all reported", () => {
  const nodes = Array.from({ length: 100_000 }, (_, index) => ({ id: `r${index}`, parents: [`gone${index}`] }));
  expect(() => RevisionGraph.from(nodes)).toThrow(GraphError);
});

test("no revisions at all are a graph", () => {
  const graph = RevisionGraph.from([]);
  expect([graph.size, graph.ids(), graph.heads(), graph.bases(), graph.resolve("head")]).toEqual([0, [], [], [], []]);
});
