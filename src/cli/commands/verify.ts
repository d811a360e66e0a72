import { printVerify, verifyResultDocument } from "../../report/verify.ts";
import type { Command } from "../command.ts";
import { RUN_OPTIONS, runSettings, START_OPTION } from "./settings.ts";

const TAKEN: ReadonlySet<string> = new Set(["--lock-timeout", "--statement-timeout", "--role"]);

export const command: Command = {
  args: "[...addresses]",
  details:
    "Runs verify.sql of the applied revisions that have one; of a foreign revision the text that the ledger kept. It " +
    "passes if no statement fails and no boolean that it selects is false or null. What it does is rolled back.",
  options: [...RUN_OPTIONS.filter(({ flags }) => TAKEN.has(flags.replace(/ .*/, ""))), START_OPTION],
  examples: [
    ["migraph verify", "all that is applied"],
    ["migraph verify 3f2a billing@head", "two revisions"],
    ["migraph verify 3f2a:", "a range"],
  ],
  async run({ args, options, output, openMigrator }) {
    const { lockTimeout, statementTimeout, role } = runSettings(options);
    const result = await (await openMigrator()).verify(args, { lockTimeout, statementTimeout, role });
    if (output.json) output.document(verifyResultDocument(result));
    else printVerify(result, output);
    return result.ok ? undefined : 1;
  },
};
