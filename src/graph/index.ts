export { type Finding, GraphError, type GraphErrorCode } from "../errors.ts";
export { parseAddress, splitRange } from "./address.ts";
export { type AppliedIds, RevisionGraph, type Targets } from "./graph.ts";
export type { GraphNode, Step } from "./node.ts";
export type { StampOptions, UpgradeOptions } from "./plan.ts";
export type { RedundantParent } from "./redundant.ts";
