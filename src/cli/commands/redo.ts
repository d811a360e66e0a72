import { UsageError } from "../../errors.ts";
import { printRun, runDocument } from "../../report/runs.ts";
import type { Command } from "../command.ts";
import { DUMP_OPTIONS, dumpChoice, RUN_OPTIONS, runSettings, VERIFY_OPTIONS, verifyChoice } from "./settings.ts";

export const command: Command = {
  args: "[count]",
  details: "Runs the down scripts and then the up scripts of the newest applied revisions; one unless told otherwise.",
  options: [...RUN_OPTIONS, ...VERIFY_OPTIONS, ...DUMP_OPTIONS],
  examples: [
    ["migraph redo", "the newest revision, after its scripts were changed"],
    ["migraph redo 3", "the newest three"],
  ],
  async run({ args, options, output, openMigrator }) {
    const count = parseCount(args[0] ?? "1");
    const result = await (await openMigrator()).redo(count, {
      ...runSettings(options),
      verify: verifyChoice(options),
      dump: dumpChoice(options),
    });
    if (output.json) output.document(runDocument(result));
    else printRun(result, output, true);
    return undefined;
  },
};

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`${JSON.stringify(text)} is not a number of revisions`, {
    hint: "write migraph redo 2 for the newest two",
  });
}
