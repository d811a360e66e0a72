import { isLockFinding } from "../../check/locks/findings.ts";
import { UsageError } from "../../errors.ts";
import { checkDocument, printCheck } from "../../report/findings.ts";
import { printAnnotations } from "../../report/github.ts";
import type { Command } from "../command.ts";
import { SCOPE_OPTIONS, scopeSettings } from "./generate-options.ts";
import { PROOF_OPTIONS, proofSettings } from "./proof-options.ts";
import { scratchRequest } from "./scratch-options.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "",
  details:
    "Looks at headers, files, graph and scripts; where a database is configured, also at what is pending, edited and " +
    "foreign there. --proofs tries in scratch databases what no reading shows: that down scripts restore, that " +
    "branches can be applied in either order, and that headers name what revisions need. Exits with 2 for bad files " +
    "or a bad graph, with 6 for several heads, a heads file that does not hold them, what it finds in the database, " +
    "and what --locks and --proofs find.",
  options: [
    { flags: "--allow-heads", description: "Several heads are no finding" },
    { flags: "--allow-pending", description: "Pending revisions are no finding" },
    { flags: "--locks", description: "Run them in a scratch database: what blocks?" },
    { flags: "--proofs", description: "Prove it in scratch databases" },
    { flags: "--since <address>", description: "With --locks, --proofs: only what comes after it" },
    ...PROOF_OPTIONS,
    { flags: "--schema <path>", description: "SQL or database that the heads are to build" },
    ...SCOPE_OPTIONS,
    { flags: "--format <text|github|json>", description: "How findings are printed (text)" },
    START_OPTION,
  ],
  examples: [
    ["migraph check", "in CI, before a branch is merged"],
    ["migraph check --format github", "as annotations at the lines of a pull request"],
    ["migraph check --locks --since 3f2a", "what of the newer revisions keeps others waiting"],
    ["migraph check --proofs", "with all proofs; what was proved before costs nothing"],
    ["migraph check --schema schema.sql", "whether the revisions build what is declared"],
    ["migraph check --allow-pending --url postgresql://…", "before an upgrade"],
  ],
  async run({ options, output, openMigrator }) {
    const format = options.text("format") ?? (output.json ? "json" : "text");
    if (output.json && format !== "json") {
      throw new UsageError(`--json and --format ${format} ask for different things`, { hint: "give one of them" });
    }
    const schema = options.text("schema");
    const alone = ["since", "scratch", "make-roles"].find((name) => options.has(name));
    if (alone !== undefined && !options.has("locks") && !options.has("proofs") && schema === undefined) {
      throw new UsageError(`--${alone} is for --locks, --proofs and --schema`, { hint: "without them nothing is run" });
    }
    const result = await (await openMigrator()).check({
      allowHeads: options.has("allow-heads"),
      allowPending: options.has("allow-pending"),
      locks: options.has("locks") ? { since: options.text("since"), scratch: scratchRequest(options) } : undefined,
      proofs: options.has("proofs") ? { since: options.text("since"), ...proofSettings(options) } : undefined,
      declared: schema === undefined ? undefined : { schema, ...scopeSettings(options) },
    });
    if (format === "json") output.document(checkDocument(result));
    else if (format === "github") printAnnotations(result, output, process.env["GITHUB_WORKSPACE"]);
    else printCheck(result, output);
    if (result.ok) return undefined;
    return result.findings.every(({ severity, code }) => severity === "warning" || isFound(code)) ? 6 : 2;
  },
};

function isFound(code: string): boolean {
  return FOUND.has(code) || isLockFinding(code);
}

/** What is found in files that are all in order. */
const FOUND: ReadonlySet<string> = new Set([
  "multiple_heads",
  "heads_file",
  "pending",
  "edited",
  "foreign",
  "midway",
  "conflict",
  "does_not_run",
  "undeclared_dependency",
  "up_failed",
  "down_failed",
  "verify_failed",
  "not_restored",
  "not_repeated",
  "untested",
  "schema_differs",
]);
