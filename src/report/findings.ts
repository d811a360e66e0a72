import type { CheckResult } from "../results.ts";
import { findingLines } from "./error.ts";
import type { Output } from "./output.ts";

/** Findings go to stderr, the verdict to stdout. */
export function printCheck(result: CheckResult, output: Output): void {
  const { red, yellow } = output.colors;
  for (const finding of shortened(result.findings)) {
    const mark = finding.severity === "error" ? red("error:") : yellow("warning:");
    for (const line of findingLines(finding, output, mark)) output.complain(line);
  }
  printVerdict(result, output);
}

/** The last line of a check. */
export function printVerdict({ ok, revisions, heads, findings }: CheckResult, output: Output): void {
  const { red, green } = output.colors;
  const count = `${revisions} ${revisions === 1 ? "revision" : "revisions"}`;
  if (ok)
    output.print(`${green("ok")}: ${count}, ${heads.length === 1 ? `head ${heads[0]}` : `${heads.length} heads`}`);
  else output.print(`${red("not ok")}: ${counted(findings)}${revisions === 0 ? "" : ` in ${count}`}`);
}

/** `2 errors, 1 warning`. */
function counted(findings: CheckResult["findings"]): string {
  const counts = (["error", "warning"] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return counts.flat().join(", ");
}

const MOST_PENDING = 5;

/** In a new database everything is pending, which has not to be said of each. */
function shortened(findings: CheckResult["findings"]): CheckResult["findings"] {
  const pending = findings.filter(({ code }) => code === "pending");
  const left = pending.slice(MOST_PENDING);
  const [first] = left;
  if (first === undefined) return findings;
  const { severity, code } = first;
  const rest = { severity, code, message: `${left.length} more are pending, which \`migraph status\` lists` };
  return [...findings.filter((finding) => !left.includes(finding)), rest];
}

/** The document of --json: every finding with the same keys. */
export function checkDocument(result: CheckResult): object {
  const none = { hint: null, file: null, line: null, revision: null };
  const findings = result.findings.map(({ code, severity, message, ...place }) => {
    return { code, severity, message, ...none, ...place };
  });
  return { ...result, findings };
}
