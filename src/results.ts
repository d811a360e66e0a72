/** What operations answer. Keys are those of the JSON that the command line prints. */

export type * from "./results/differences.ts";
export type * from "./results/pictures.ts";
export type * from "./results/proofs.ts";
export type * from "./results/revisions.ts";
export type * from "./results/runs.ts";
export type * from "./results/schemas.ts";
export type * from "./results/written.ts";
