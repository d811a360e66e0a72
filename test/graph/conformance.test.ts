import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { GraphError, type GraphNode, RevisionGraph } from "../../src/graph/index.ts";
import { appliedAfter } from "./notation.ts";

interface Case {
  readonly command: "load" | "upgrade" | "downgrade";
  readonly revisions: readonly GraphNode[];
  readonly applied_heads: readonly string[];
  readonly target: string | null;
  readonly expected:
    | { readonly ok: true; readonly steps: readonly string[]; readonly heads_after: readonly string[] }
    | { readonly ok: false; readonly kind: string };
}

const SEVERAL_HEADS = "-1 with several applied heads: Alembic takes the first row, here it is ambiguous_current";

/** Lines of the file in which migraph differs from Alembic on purpose. */
const DIFFERENT: Readonly<Record<number, { readonly kind: string; readonly reason: string }>> = {
  89: { kind: "ambiguous_current", reason: SEVERAL_HEADS },
  90: { kind: "ambiguous_current", reason: SEVERAL_HEADS },
  92: { kind: "ambiguous_current", reason: SEVERAL_HEADS },
  93: { kind: "ambiguous_current", reason: SEVERAL_HEADS },
  135: { kind: "unknown_revision", reason: "a prefix of three characters: here it needs four" },
};

const cases = readFileSync(new URL("fixtures/alembic.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line, index) => ({ line: index + 1, ...(JSON.parse(line) as Case) }));

test("all recorded cases are here", () => {
  expect(cases).toHaveLength(150);
});

describe.each(["load", "upgrade", "downgrade"] as const)("Alembic's own cases: %s", (command) => {
  const same = cases.filter((one) => one.command === command && DIFFERENT[one.line] === undefined);

  test.each(same)("line $line: to $target from $applied_heads", ({ line: _, ...one }) => {
    expect(outcomeOf(one)).toEqual(expectedOf(one));
  });
});

describe("where migraph differs from Alembic", () => {
  const different = cases.flatMap((one) => {
    const difference = DIFFERENT[one.line];
    return difference === undefined ? [] : [{ one, ...difference, line: one.line }];
  });

  test.each(different)("line $line, $reason", ({ one, kind }) => {
    expect(outcomeOf(one)).toEqual({ ok: false, kind });
  });
});

function expectedOf({ expected }: Case) {
  return expected.ok
    ? { ok: true, steps: [...expected.steps].sort(), heads_after: [...expected.heads_after].sort() }
    : expected;
}

function outcomeOf({ command, revisions, applied_heads, target }: Case) {
  try {
    const graph = RevisionGraph.from(revisions);
    const known = applied_heads.filter((id) => graph.has(id));
    const applied = [...applied_heads, ...graph.ancestors(known)];
    const plan =
      command === "downgrade" ? graph.downgrade(applied, target ?? "heads") : graph.upgrade(applied, target ?? "heads");
    expectOrder(
      graph,
      plan.map(({ revision }) => revision),
      command === "downgrade",
    );
    const steps = plan.map(({ revision }) => revision).sort();
    return { ok: true, steps, heads_after: tips(graph, appliedAfter(applied, plan)) };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { ok: false, kind: kindOf(error) };
  }
}

/** Alembic calls a revision that is its own parent a cycle too. */
function kindOf(error: GraphError): string {
  if (error.code !== "bad_graph") return error.code;
  const codes = new Set(error.findings.map(({ code }) => (code === "self_reference" ? "cycle" : code)));
  return [...codes].join(" ");
}

function expectOrder(graph: RevisionGraph, steps: readonly string[], down: boolean): void {
  const upwards = down ? [...steps].reverse() : steps;
  for (const [index, id] of upwards.entries()) {
    const later = upwards.slice(index + 1);
    expect([...graph.parents(id), ...graph.depends(id)].filter((needed) => later.includes(needed))).toEqual([]);
  }
}

/** Applied, with nothing applied above by any edge. */
function tips(graph: RevisionGraph, applied: ReadonlySet<string>): string[] {
  const above = (id: string) => (graph.has(id) ? [...graph.children(id), ...graph.dependents(id)] : []);
  return [...applied].filter((id) => !above(id).some((other) => applied.has(other))).sort();
}
