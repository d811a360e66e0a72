import {
  FilesError,
  type Finding,
  GraphError,
  type MigraphError,
  ProgramError,
  ProofError,
  ScriptError,
  type ScriptFailure,
  VerifyError,
  type VerifyFailure,
} from "../errors.ts";
import { withoutUrlPasswords } from "../redactor.ts";
import { stateAfter } from "./aftermath.ts";
import { fitExcerpt } from "./excerpt.ts";
import { ellipsisOf, type Output } from "./output.ts";
import { escapeControls, escapeText } from "./text.ts";

/** Says an error to people, or prints it as the document of --json. */
export function reportError(error: MigraphError, output: Output): void {
  if (!output.json) {
    for (const line of errorLines(error, output)) output.complain(line);
    return;
  }
  const { code, message, data } = error;
  output.document({
    error: { code, message: withoutUrlPasswords(message), hint: hiddenIn(hintOf(error) ?? null), ...hiddenIn(data) },
  });
}

/** For an error that is none of ours: a defect. The stack is shown only with --verbose. */
export function reportDefect(error: unknown, output: Output): void {
  const message = error instanceof Error ? error.message : String(error);
  const hint = "this is a defect of migraph: please report it, with the output of the same command and --verbose";
  if (output.json) output.document({ error: { code: "defect", message: withoutUrlPasswords(message), hint } });
  else output.complain(`${output.colors.red("error:")} ${said(message)}\n${hintLine(hint, output)}`);
  if (output.verbose && error instanceof Error && error.stack !== undefined) output.complain(linesOf(error.stack));
}

/** A finding with its place in front, as compilers and editors write it, and its hint below. */
export function findingLines(finding: Finding, output: Output, mark: string): readonly string[] {
  const place = [finding.file, finding.line].filter((part) => part !== undefined && part !== "").join(":");
  const first = `${mark} ${place === "" ? "" : `${output.colors.bold(escapeControls(place))}: `}${said(finding.message)}`;
  return finding.hint === undefined ? [first] : [first, hintLine(finding.hint, output)];
}

function errorLines(error: MigraphError, output: Output): readonly string[] {
  if (error instanceof ScriptError) return scriptLines(error, output);
  if (error instanceof VerifyError) return verifyLines(error, output);
  if (error instanceof ProofError) return proofLines(error, output);
  const { red } = output.colors;
  if (error instanceof FilesError || error instanceof GraphError) {
    const [only, second] = error.findings;
    if (only !== undefined && second === undefined) return findingLines(only, output, red("error:"));
    if (only !== undefined) {
      const lines = error.findings.flatMap((finding) => findingLines(finding, output, "-"));
      return [`${red("error:")} ${said(error.message)}`, ...lines.map((line) => `  ${line}`)];
    }
  }
  const printed = error instanceof ProgramError && error.output !== "" ? linesOf(error.output).split("\n") : [];
  return [
    `${red("error:")} ${said(error.message)}`,
    ...printed.map((line) => `  ${line}`),
    ...stateLines(error, output),
    ...hintLines(error, output),
  ];
}

function scriptLines(error: ScriptError, output: Output): readonly string[] {
  const { place, file, sqlstate, ...failure } = error.failure;
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  const { red, bold } = output.colors;
  return [
    `${red("error:")} ${bold(escapeControls(where))}: ${said(error.message)}`,
    ...excerptLines(place, output),
    ...serverLines({ ...failure, sqlstate }, output),
    ...stateLines(error, output),
    ...hintLines(error, output),
  ];
}

/** So many lines of a diff are shown; `--json` has them all. */
const MOST_LINES = 200;

function proofLines(error: ProofError, output: Output): readonly string[] {
  const diff = error.diff === "" ? [] : linesOf(error.diff).trimEnd().split("\n");
  const more = diff.length - MOST_LINES;
  return [
    `${output.colors.red("error:")} ${said(error.message)}`,
    ...error.findings.flatMap((finding) => findingLines(finding, output, "-").map((line) => `  ${line}`)),
    ...diff.slice(0, MOST_LINES),
    ...(more > 0 ? [`… and ${more} lines more, which --json has`] : []),
    ...hintLines(error, output),
  ];
}

/** What a verify.sql has found, and where the database stands. */
function verifyLines(error: VerifyError, output: Output): readonly string[] {
  return [
    `${output.colors.red("error:")} ${said(error.message)}`,
    ...error.failures.flatMap((failure) => failureLines(failure, output, "-").map((line) => `  ${line}`)),
    ...stateLines(error, output),
    ...hintLines(error, output),
  ];
}

/** One finding of a verify.sql: as other findings, or as other failures of SQL. */
export function failureLines(
  failure: VerifyFailure,
  output: Output,
  mark = output.colors.red("error:"),
): readonly string[] {
  const { place, line, file } = failure;
  const at = [file, line, place?.column].filter((part) => part !== undefined).join(":");
  return [
    `${mark} ${output.colors.bold(escapeControls(at))}: ${said(failure.message)}`,
    ...excerptLines(place, output),
    ...serverLines(failure, output),
    ...(failure.hint === undefined ? [] : [hintLine(failure.hint, output)]),
  ];
}

/** The line of a script with a caret below it. */
function excerptLines(place: ScriptFailure["place"], output: Output): readonly string[] {
  if (place === undefined || place.excerpt === "") return [];
  const margin = `  ${place.line} | `;
  const columns = (output.width ?? Number.POSITIVE_INFINITY) - margin.length;
  const { line, indent } = fitExcerpt(place.excerpt, place.caret, columns, ellipsisOf(output));
  return [`${output.colors.dim(margin)}${line}`, `${" ".repeat(margin.length + indent)}${output.colors.red("^")}`];
}

type ServerWords = Pick<VerifyFailure, "detail" | "serverHint" | "context" | "sqlstate">;

function serverLines({ detail, serverHint, context, sqlstate }: ServerWords, output: Output): readonly string[] {
  return Object.entries({ detail, "server's hint": serverHint, context, SQLSTATE: sqlstate }).flatMap(([name, text]) =>
    text === undefined || text === ""
      ? []
      : [`  ${output.colors.dim(`${name}:`)} ${linesOf(text).replaceAll("\n", "\n    ")}`],
  );
}

function stateLines(error: MigraphError, output: Output): readonly string[] {
  const state = stateAfter(error);
  return state === undefined ? [] : [`${output.colors.bold("state:")} ${escapeControls(state)}`];
}

/** States in which the server says that there is such a thing already. */
const DUPLICATES: ReadonlySet<string> = new Set(["42P06", "42P07", "42701", "42710", "42723"]);

/** What to do; where nobody has said it of a script, the least that can be said. */
function hintOf(error: MigraphError): string | undefined {
  if (error.hint !== undefined || !(error instanceof ScriptError)) return error.hint;
  const { revision, direction, sqlstate } = error.failure;
  return direction === "up" && DUPLICATES.has(sqlstate)
    ? `correct the script; or, if the database has this already, \`migraph stamp ${revision}\` records it without running it`
    : "correct the script, and run the same command again";
}

function hintLines(error: MigraphError, output: Output): readonly string[] {
  const hint = hintOf(error);
  return hint === undefined ? [] : [hintLine(hint, output)];
}

function hintLine(hint: string, output: Output): string {
  return `${output.colors.cyan("hint:")} ${said(hint)}`;
}

/** What may be printed of words that came from elsewhere. */
function said(text: string): string {
  return escapeControls(withoutUrlPasswords(text));
}

/** As said, for text of several lines. */
function linesOf(text: string): string {
  return escapeText(withoutUrlPasswords(text));
}

/** The same value, with no password in any text in it. */
function hiddenIn<Value>(value: Value): Value {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? withoutUrlPasswords(part) : part,
  );
  return JSON.parse(text) as Value;
}
