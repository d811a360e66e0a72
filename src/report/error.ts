import { FilesError, type Finding, GraphError, type MigraphError, ScriptError, type ScriptFailure } from "../errors.ts";
import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** Says an error to people, or prints it as the document of --json. */
export function reportError(error: MigraphError, output: Output): void {
  if (output.json) {
    const { code, message, hint, data } = error;
    output.document({ error: { code, message, hint: hint ?? null, ...data } });
    return;
  }
  for (const line of errorLines(error, output)) output.complain(line);
}

/** For an error that is none of ours: a defect. The stack is shown only with --verbose. */
export function reportDefect(error: unknown, output: Output): void {
  const message = error instanceof Error ? error.message : String(error);
  const hint = "this is a defect of migraph: please report it, with the output of the same command and --verbose";
  if (output.json) output.document({ error: { code: "defect", message, hint } });
  else output.complain(`${output.colors.red("error:")} ${escapeControls(message)}\n${hintLine(hint, output)}`);
  if (output.verbose && error instanceof Error && error.stack !== undefined) output.complain(error.stack);
}

function errorLines(error: MigraphError, output: Output): readonly string[] {
  if (error instanceof ScriptError) return scriptLines(error, output);
  if (error instanceof FilesError || error instanceof GraphError) {
    const [only, second] = error.findings;
    if (only !== undefined && second === undefined) return findingLines(only, output, output.colors.red("error:"));
    if (only !== undefined) {
      const lines = error.findings.flatMap((finding) => findingLines(finding, output, "-").map((line) => `  ${line}`));
      return [headline(error, output), ...lines];
    }
  }
  return [headline(error, output), ...(error.hint === undefined ? [] : [hintLine(error.hint, output)])];
}

function headline(error: MigraphError, output: Output): string {
  return `${output.colors.red("error:")} ${escapeControls(error.message)}`;
}

/** A finding with its place in front, as compilers and editors write it, and its hint below. */
export function findingLines(finding: Finding, output: Output, mark: string): readonly string[] {
  const place = [finding.file, finding.line].filter((part) => part !== undefined && part !== "").join(":");
  const text = escapeControls(finding.message);
  const first = `${mark} ${place === "" ? "" : `${output.colors.bold(escapeControls(place))}: `}${text}`;
  return finding.hint === undefined ? [first] : [first, hintLine(finding.hint, output)];
}

function hintLine(hint: string, output: Output): string {
  return `${output.colors.cyan("hint:")} ${escapeControls(hint)}`;
}

function scriptLines({ message, failure, hint }: ScriptError, output: Output): readonly string[] {
  const { place, file } = failure;
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  const { red, bold, dim } = output.colors;
  const lines = [`${red("error:")} ${bold(escapeControls(where))}: ${escapeControls(message)}`];
  if (place !== undefined && place.excerpt !== "") {
    const margin = `  ${place.line} | `;
    lines.push(`${dim(margin)}${escapeExcerpt(place.excerpt)}`);
    lines.push(`${" ".repeat(margin.length + place.caret)}${red("^")}`);
  }
  const more = (name: string, text: string | undefined) => {
    if (text !== undefined) lines.push(`  ${dim(`${name}:`)} ${text.split("\n").map(escapeControls).join("\n    ")}`);
  };
  more("detail", failure.detail);
  more("server's hint", failure.serverHint);
  more("context", failure.context);
  more("SQLSTATE", failure.sqlstate);
  lines.push(`${bold("state:")} ${stateSentence(failure)}`);
  lines.push(hintLine(hint ?? "correct the script, and run the same command again", output));
  return lines;
}

/** What the database looks like after a failure. */
function stateSentence({ revision, direction, atCommit, applied, heads }: ScriptFailure): string {
  const what = direction === "up" ? "was kept" : "was reverted";
  const when = atCommit ? " (the server refused its COMMIT)" : "";
  const before =
    applied.length === 0
      ? "no other revision was changed"
      : `${applied.length} ${applied.length === 1 ? "step" : "steps"} before it stay done`;
  const at = heads.length === 0 ? "no revision is applied" : `the database is at ${heads.join(", ")}`;
  return `nothing of ${revision} ${what}${when}; ${before}; ${at}`;
}

/** One column for each control character, so that the caret stays where it belongs. */
function escapeExcerpt(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "?");
}
