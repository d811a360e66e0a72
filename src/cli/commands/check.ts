import type { CheckSettings } from "../../check/files.ts";
import { isLockFinding } from "../../check/locks/findings.ts";
import { UsageError } from "../../errors.ts";
import { checkDocument, printCheck } from "../../report/findings.ts";
import { printAnnotations } from "../../report/github.ts";
import type { Command, OptionValues } from "../command.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "",
  details:
    "Looks at headers, files, graph and scripts; where a database is configured, also at what is pending, edited and " +
    "foreign there. Exits with 2 for bad files or a bad graph, with 6 for several heads, a heads file " +
    "that does not hold them, what it finds in the database, and what --locks finds.",
  options: [
    { flags: "--allow-heads", description: "Several heads are no finding" },
    { flags: "--allow-pending", description: "Pending revisions are no finding" },
    { flags: "--locks", description: "Run them in a scratch database: what blocks others?" },
    { flags: "--since <address>", description: "With --locks: only what comes after it" },
    ...SCRATCH_OPTIONS,
    { flags: "--format <text|github|json>", description: "How findings are printed (text)" },
    START_OPTION,
  ],
  examples: [
    ["migraph check", "in CI, before a branch is merged"],
    ["migraph check --format github", "as annotations at the lines of a pull request"],
    ["migraph check --locks --since 3f2a", "what of the newer revisions keeps others waiting"],
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
      locks: lockSettings(options),
    });
    if (format === "json") output.document(checkDocument(result));
    else if (format === "github") printAnnotations(result, output, process.env["GITHUB_WORKSPACE"]);
    else printCheck(result, output);
    if (result.ok) return undefined;
    return result.findings.every(({ severity, code }) => severity === "warning" || isFound(code)) ? 6 : 2;
  },
};

function lockSettings(options: OptionValues): CheckSettings["locks"] {
  const since = options.text("since");
  if (options.has("locks")) return { since, scratch: scratchRequest(options) };
  if (since === undefined) return undefined;
  throw new UsageError("--since is for --locks", { hint: "without it every file is looked at" });
}

function isFound(code: string): boolean {
  return FOUND.has(code) || isLockFinding(code);
}

/** What is found in files that are all in order. */
const FOUND: ReadonlySet<string> = new Set(["multiple_heads", "heads_file", "pending", "edited", "foreign", "midway"]);
