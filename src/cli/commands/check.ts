import { checkDocument, printCheck } from "../../report/findings.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "",
  details:
    "Looks at headers, files, graph and scripts without a database. Exits with 2 for bad files or a bad graph, with 6 for several heads.",
  options: [{ flags: "--allow-heads", description: "Several heads are no finding" }],
  examples: [["migraph check", "in CI, before a branch is merged"]],
  async run({ options, output, openMigrator }) {
    const result = await (await openMigrator()).check({ allowHeads: options.has("allow-heads") });
    if (output.json) output.document(checkDocument(result));
    else printCheck(result, output);
    if (result.ok) return undefined;
    return result.findings.every(({ severity, code }) => severity === "warning" || code === "multiple_heads") ? 6 : 2;
  },
};
