import { verifyDocument } from "../errors.ts";
import type { VerifyResult } from "../results.ts";
import { failureLines } from "./error.ts";
import type { Output } from "./output.ts";

/** Findings go to stderr, the verdict to stdout. */
export function printVerify({ ok, revisions, findings }: VerifyResult, output: Output): void {
  for (const finding of findings) for (const line of failureLines(finding, output)) output.complain(line);
  const { red, green } = output.colors;
  const failed = revisions.filter((revision) => !revision.ok).length;
  if (revisions.length === 0) output.print("No applied revision has a verify.sql.");
  else if (ok) output.print(`${green("ok")}: ${counted(revisions.length)}`);
  else output.print(`${red("not ok")}: ${failed} of ${counted(revisions.length)}`);
}

function counted(count: number): string {
  return `${count} ${count === 1 ? "revision" : "revisions"} with a verify.sql`;
}

/** The document of --json. */
export function verifyResultDocument(result: VerifyResult): object {
  const findings = result.findings.map((finding) => ({ ...verifyDocument(finding), revision: finding.revision }));
  return { ...result, findings };
}
