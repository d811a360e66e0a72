import type { DriftFinding, DriftResult } from "../results.ts";
import { diffLines } from "./difference.ts";
import type { Output } from "./output.ts";
import { serverWords } from "./scratch.ts";
import { escapeControls, escapeText } from "./text.ts";

/** Findings go to stderr, the diff and the verdict to stdout, unless SQL goes there. */
export function printDrift(result: DriftResult, output: Output): void {
  const say = (text: string) => (result.fix === null ? output.print(text) : output.complain(text));
  for (const finding of result.findings) {
    for (const line of findingLines(finding, result, output)) output.complain(line);
  }
  if (result.diff !== null && result.diff !== "") say(diffLines(result.diff, output).join("\n"));
  if (result.fix !== null) printFix(result.fix, output);
  const { green, red, dim } = output.colors;
  const { ok, database, scratch, revisions, findings } = result;
  const count = revisions === 0 ? "no revision" : `its ${revisions} ${revisions === 1 ? "revision" : "revisions"}`;
  const made =
    revisions === 0 ? "empty, as no revision is applied" : `as ${count} ${revisions === 1 ? "makes" : "make"} it`;
  const differences = `${findings.length} ${findings.length === 1 ? "difference" : "differences"}`;
  const name = escapeText(database);
  const where = `replayed on ${serverWords(scratch)}`;
  if (ok) say(`${green("ok")}: database ${name} is ${made}, ${where}`);
  else say(`${red("not ok")}: ${differences} between database ${name} and ${count}, ${where}`);
  for (const line of circumstances(result)) say(dim(escapeControls(line)));
}

/** SQL as it stands, for a file; the rest is told beside it. */
function printFix({ sql, left }: NonNullable<DriftResult["fix"]>, output: Output): void {
  const { yellow } = output.colors;
  if (sql !== null) output.raw(sql);
  for (const message of left) output.complain(`${yellow("note:")} left as it is: ${escapeControls(message)}`);
}

/** The document of --json: every finding with the same keys. */
export function driftDocument(result: DriftResult): object {
  const none = { hint: null, file: null, line: null, revision: null, revision_message: null };
  return { ...result, findings: result.findings.map((finding) => ({ ...none, ...finding })) };
}

function findingLines(finding: DriftFinding, { revisions }: DriftResult, output: Output): readonly string[] {
  const { red, dim } = output.colors;
  const first = `${red("drift:")} ${escapeControls(finding.message)}`;
  if (finding.revision === undefined || revisions === 0) return [first];
  const message = !finding.revision_message ? "" : ` ${finding.revision_message}`;
  const file = finding.file === undefined ? " (not on disk)" : ` (${finding.file})`;
  return [first, `  ${dim(escapeControls(`${finding.revision}${message}${file}`))}`];
}

/** What was not looked at. */
function circumstances({ ignored, set_up: setUp }: DriftResult): readonly string[] {
  const rules = [
    ...(ignored.owners ? ["owners"] : []),
    ...(ignored.grants ? ["grants"] : []),
    ...(ignored.partitions ? ["partitions"] : []),
    ...(ignored.column_order ? ["the order of columns"] : []),
    ...ignored.schemas.map((pattern) => `schema ${pattern}`),
    ...ignored.objects,
  ];
  return [
    ...(rules.length === 0 ? [] : [`not compared, as configured: ${rules.join(", ")}`]),
    ...(setUp.length === 0 ? [] : [`taken as the set-up of the server: ${setUp.join(", ")}`]),
  ];
}
