import fc from "fast-check";
import { type GraphNode, RevisionGraph } from "../../src/graph/index.ts";
import { Definitions } from "./definitions.ts";
import { anyApplied, anyNodes, someIds } from "./random-graph.ts";

export interface World {
  readonly nodes: readonly GraphNode[];
  readonly graph: RevisionGraph;
  readonly defined: Definitions;
}

export const anyWorld: fc.Arbitrary<World> = anyNodes.map((nodes) => ({
  nodes,
  graph: RevisionGraph.from(nodes),
  defined: new Definitions(nodes),
}));

/** With an applied set that is closed downward, and targets. */
export const anySituation = anyWorld.chain((world) =>
  fc
    .record({ applied: anyApplied(world.graph), targets: someIds(world.graph) })
    .map((state) => ({ ...world, ...state })),
);

/** With an applied set that need not be closed. */
export const anyState = anyWorld.chain((world) =>
  fc.record({ applied: someIds(world.graph), targets: someIds(world.graph) }).map((state) => ({ ...world, ...state })),
);

export function always<Value>(values: fc.Arbitrary<Value>, check: (value: Value) => void): void {
  fc.assert(
    fc.property(values, (value) => void check(value)),
    { numRuns: 400 },
  );
}

export const revisions = (steps: readonly { readonly revision: string }[]) => steps.map(({ revision }) => revision);
export const sorted = (ids: Iterable<string>) => [...ids].sort();
