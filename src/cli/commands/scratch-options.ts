import type { ScratchRequest } from "../../schema/scratch/index.ts";
import type { OptionSpec, OptionValues } from "../command.ts";

/** Options of every command that proves something in scratch databases. */
export const SCRATCH_OPTIONS: readonly OptionSpec[] = [
  { flags: "--scratch <url>", description: "Server for temporary databases (an embedded one)" },
  { flags: "--make-roles", description: "Make roles that scripts name and the server lacks" },
];

export function scratchRequest(options: OptionValues): ScratchRequest {
  return { url: options.text("scratch"), makeRoles: options.has("make-roles") };
}
