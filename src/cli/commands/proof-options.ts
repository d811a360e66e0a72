import type { ProofSettings } from "../../check/bench.ts";
import type { OptionSpec, OptionValues } from "../command.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";

/** Options of every command whose proofs are kept from run to run. */
export const PROOF_OPTIONS: readonly OptionSpec[] = [
  ...SCRATCH_OPTIONS,
  { flags: "--no-cache", description: "Prove anew what was proved before" },
];

export function proofSettings(options: OptionValues): ProofSettings {
  const { url: scratch, makeRoles } = scratchRequest(options);
  return { scratch, makeRoles, cache: !options.has("no-cache") };
}
