import { UsageError } from "../../errors.ts";
import { checkDocument, printCheck } from "../../report/findings.ts";
import { printAnnotations } from "../../report/github.ts";
import type { CheckFinding } from "../../results.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  args: "",
  details:
    "Looks at headers, files, graph and scripts without a database. Exits with 2 for bad files or a bad graph, with 6 for " +
    "several heads and for a heads file that does not hold the heads.",
  options: [
    { flags: "--allow-heads", description: "Several heads are no finding" },
    { flags: "--format <text|github|json>", description: "How findings are printed (text)" },
  ],
  examples: [
    ["migraph check", "in CI, before a branch is merged"],
    ["migraph check --format github", "as annotations at the lines of a pull request"],
  ],
  async run({ options, output, openMigrator }) {
    const format = options.text("format") ?? (output.json ? "json" : "text");
    if (output.json && format !== "json") {
      throw new UsageError(`--json and --format ${format} ask for different things`, { hint: "give one of them" });
    }
    const result = await (await openMigrator()).check({ allowHeads: options.has("allow-heads") });
    if (format === "json") output.document(checkDocument(result));
    else if (format === "github") printAnnotations(result, output, process.env["GITHUB_WORKSPACE"]);
    else printCheck(result, output);
    if (result.ok) return undefined;
    return result.findings.every(isNoFault) ? 6 : 2;
  },
};

/** Something to settle, in files that can be used as they are. */
function isNoFault({ severity, code }: CheckFinding): boolean {
  return severity === "warning" || code === "multiple_heads" || code === "heads_file";
}
