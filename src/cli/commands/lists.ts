export * as bases from "./bases.ts";
export * as branches from "./branches.ts";
export * as heads from "./heads.ts";
