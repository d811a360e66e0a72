import { UsageError } from "../../errors.ts";
import { checkDocument, printCheck } from "../../report/findings.ts";
import { printAnnotations } from "../../report/github.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "",
  details:
    "Looks at headers, files, graph and scripts; where a database is configured, also at what is pending, edited and " +
    "foreign there. Exits with 2 for bad files or a bad graph, with 6 for several heads, a heads file " +
    "that does not hold them, and what it finds in the database.",
  options: [
    { flags: "--allow-heads", description: "Several heads are no finding" },
    { flags: "--allow-pending", description: "Pending revisions are no finding" },
    { flags: "--format <text|github|json>", description: "How findings are printed (text)" },
    START_OPTION,
  ],
  examples: [
    ["migraph check", "in CI, before a branch is merged"],
    ["migraph check --format github", "as annotations at the lines of a pull request"],
    ["migraph check --allow-pending --url postgresql://…", "before an upgrade"],
  ],
  async run({ options, output, openMigrator }) {
    const format = options.text("format") ?? (output.json ? "json" : "text");
    if (output.json && format !== "json") {
      throw new UsageError(`--json and --format ${format} ask for different things`, { hint: "give one of them" });
    }
    const result = await (await openMigrator()).check({
      allowHeads: options.has("allow-heads"),
      allowPending: options.has("allow-pending"),
    });
    if (format === "json") output.document(checkDocument(result));
    else if (format === "github") printAnnotations(result, output, process.env["GITHUB_WORKSPACE"]);
    else printCheck(result, output);
    if (result.ok) return undefined;
    return result.findings.every(({ severity, code }) => severity === "warning" || FOUND.has(code)) ? 6 : 2;
  },
};

/** What is found in files that are all in order. */
const FOUND: ReadonlySet<string> = new Set(["multiple_heads", "heads_file", "pending", "edited", "foreign"]);
