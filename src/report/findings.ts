import type { CheckResult } from "../results.ts";
import { findingLines } from "./error.ts";
import type { Output } from "./output.ts";

/** Findings go to stderr, the verdict to stdout. */
export function printCheck(result: CheckResult, output: Output): void {
  const { red, yellow, green } = output.colors;
  for (const finding of result.findings) {
    const mark = finding.severity === "error" ? red("error:") : yellow("warning:");
    if (!output.json) for (const line of findingLines(finding, output, mark)) output.complain(line);
  }
  const count = `${result.revisions} ${result.revisions === 1 ? "revision" : "revisions"}`;
  const errors = result.findings.filter(({ severity }) => severity === "error").length;
  if (result.ok)
    output.print(
      `${green("ok")}: ${count}, ${result.heads.length === 1 ? `head ${result.heads[0]}` : `${result.heads.length} heads`}`,
    );
  else output.print(`${red("not ok")}: ${errors} ${errors === 1 ? "finding" : "findings"} in ${count}`);
}
