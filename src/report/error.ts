import { FilesError, type Finding, GraphError, type MigraphError, ProgramError, ScriptError } from "../errors.ts";
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
  const { red, bold } = output.colors;
  if (error instanceof FilesError || error instanceof GraphError) {
    const [only, second] = error.findings;
    if (only !== undefined && second === undefined) return findingLines(only, output, red("error:"));
    if (only !== undefined) {
      const lines = error.findings.flatMap((finding) => findingLines(finding, output, "-"));
      return [`${red("error:")} ${said(error.message)}`, ...lines.map((line) => `  ${line}`)];
    }
  }
  const state = stateAfter(error);
  const printed = error instanceof ProgramError && error.output !== "" ? linesOf(error.output).split("\n") : [];
  return [
    `${red("error:")} ${said(error.message)}`,
    ...printed.map((line) => `  ${line}`),
    ...(state === undefined ? [] : [`${bold("state:")} ${escapeControls(state)}`]),
    ...hintLines(error, output),
  ];
}

function scriptLines(error: ScriptError, output: Output): readonly string[] {
  const { place, file, sqlstate, ...failure } = error.failure;
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  const { red, bold, dim } = output.colors;
  const lines = [`${red("error:")} ${bold(escapeControls(where))}: ${said(error.message)}`];
  if (place !== undefined && place.excerpt !== "") {
    const margin = `  ${place.line} | `;
    const columns = (output.width ?? Number.POSITIVE_INFINITY) - margin.length;
    const { line, indent } = fitExcerpt(place.excerpt, place.caret, columns, ellipsisOf(output));
    lines.push(`${dim(margin)}${line}`, `${" ".repeat(margin.length + indent)}${red("^")}`);
  }
  const more = {
    detail: failure.detail,
    "server's hint": failure.serverHint,
    context: failure.context,
    SQLSTATE: sqlstate,
  };
  for (const [name, text] of Object.entries(more)) {
    if (text !== undefined && text !== "")
      lines.push(`  ${dim(`${name}:`)} ${linesOf(text).replaceAll("\n", "\n    ")}`);
  }
  const state = stateAfter(error);
  if (state !== undefined) lines.push(`${bold("state:")} ${escapeControls(state)}`);
  return [...lines, ...hintLines(error, output)];
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
