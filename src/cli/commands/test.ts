import { printRoundTrips, roundTripsDocument } from "../../report/round-trips.ts";
import type { Command } from "../command.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";

export const command: Command = {
  args: "[range]",
  details:
    "Takes each revision up, down and up again in a scratch database, and compares the schema after each step: down.sql " +
    "must restore what was there before, and up.sql must do the same again. verify.sql is run too. The database that is " +
    "configured is only asked for its version. Exits with 1 when something is found.",
  options: [...SCRATCH_OPTIONS],
  examples: [
    ["migraph test", "the whole history"],
    ["migraph test 3f2a:", "what was added since; what lies before is only applied"],
    ["migraph test --scratch postgresql://localhost/postgres", "on a server that has the extensions"],
  ],
  async run({ args, options, output, openMigrator }) {
    const { url: scratch, makeRoles } = scratchRequest(options);
    const result = await (await openMigrator()).test(args[0], { scratch, makeRoles });
    if (output.json) output.document(roundTripsDocument(result));
    else printRoundTrips(result, output);
    return result.ok ? undefined : 1;
  },
};
