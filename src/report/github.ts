import { isAbsolute, relative, resolve } from "node:path";
import { withoutUrlPasswords } from "../redactor.ts";
import type { CheckFinding, CheckResult } from "../results.ts";
import { printVerdict } from "./findings.ts";
import type { Output } from "./output.ts";

/**
 * Findings as commands to GitHub Actions, which shows them at their lines. `workspace`: the root of the repository there,
 * which is what the paths of annotations start from.
 */
export function printAnnotations(result: CheckResult, output: Output, workspace: string | undefined): void {
  const say = output.quiet ? (text: string) => output.complain(text) : (text: string) => output.print(text);
  for (const finding of result.findings) say(annotation(finding, workspace));
  printVerdict(result, output);
}

function annotation(finding: CheckFinding, workspace: string | undefined): string {
  const { severity, code, file, line, message, hint } = finding;
  const properties = [
    ...(file === undefined ? [] : [`file=${property(fromWorkspace(file, workspace))}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${property(`migraph: ${code}`)}`,
  ];
  const text = hint === undefined ? message : `${message}\nhint: ${hint}`;
  return `::${severity} ${properties.join(",")}::${data(withoutUrlPasswords(text))}`;
}

function fromWorkspace(file: string, workspace: string | undefined): string {
  if (workspace === undefined) return file;
  const way = relative(workspace, resolve(file));
  return way.startsWith("..") || isAbsolute(way) ? file : way;
}

/** Everything that could end the command, or be another one on a line of its own. */
function data(text: string): string {
  return text
    .replace(/%/g, "%25")
    .replace(/\r/g, "%0D")
    .replace(/\n/g, "%0A")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
