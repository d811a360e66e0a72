import { printTrace } from "../../report/trace.ts";
import type { Command } from "../command.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "[range]",
  details:
    "Runs revisions statement by statement in a scratch database: what is pending, or everything where no database is " +
    "configured, unless a range or an address is given. Tells which locks each statement takes on what was there " +
    "before its revision, what it reads through and rewrites, and how long the locks are held.",
  options: [...SCRATCH_OPTIONS, START_OPTION],
  examples: [
    ["migraph trace", "what the next upgrade locks"],
    ["migraph trace 3f2a", "one revision"],
    ["migraph trace 3f2a:head --json", "a range, for programs"],
  ],
  async run({ args, options, output, openMigrator }) {
    const result = await (await openMigrator()).trace(args[0], scratchRequest(options));
    if (output.json) output.document(result);
    else printTrace(result, output);
    return undefined;
  },
};
