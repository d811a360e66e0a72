import { formatDuration } from "../duration.ts";
import type { BranchList, Created, HeadsWritten, History, RevisionEntry, RevisionState, Shown } from "../results.ts";
import { diffLines } from "./difference.ts";
import { printLanes } from "./lanes/print.ts";
import { ellipsisOf, type Lines, type Output } from "./output.ts";
import { escapeControls, escapeText, fitText, type TextPart } from "./text.ts";

type HistoryEntry = History["revisions"][number];

/** Revisions, one a line; with --verbose their headers. */
export function printRevisions(revisions: readonly HistoryEntry[], output: Output, none: string): void {
  if (revisions.length === 0) output.print(none);
  for (const entry of revisions) {
    const foreign = entry.state === "foreign" ? [{ text: "  (not on disk)", paint: output.colors.red }] : [];
    printEntry(entry, [...lineParts(entry, [], output), ...foreign], output);
  }
}

/** The heads file, and what stands in it now. */
export function printHeadsWritten({ file, changed, revisions }: HeadsWritten, output: Output): void {
  const path = escapeControls(file);
  output.print(changed ? `Wrote ${path}:` : `${path} holds the heads already:`);
  printRevisions(revisions, output, "  none");
}

/** Each branch point with its children below it. */
export function printBranches({ revisions, children }: BranchList, output: Output): void {
  if (revisions.length === 0) output.print("No revision has more than one child.");
  const entries = new Map(children.map((entry) => [entry.revision, entry]));
  const arrow = { text: output.unicode ? "  → " : "  -> ", paint: output.colors.dim };
  for (const entry of revisions) {
    printEntry(entry, lineParts(entry, [], output), output);
    for (const id of entry.children) {
      const child = entries.get(id);
      if (child !== undefined) printEntry(child, [arrow, ...lineParts(child, [], output)], output);
    }
  }
}

/** Newest first, one a line. */
export function printHistory({ revisions, heads }: History, output: Output): void {
  if (revisions.length === 0) output.print("The range holds no revision.");
  for (const entry of revisions) {
    const mark =
      entry.state === undefined
        ? []
        : [{ text: `${markOf(entry.state, output)} `, paint: paintOf(entry.state, output) }];
    printEntry(entry, [...mark, ...lineParts(entry, heads, output)], output);
  }
  printLegend(revisions, output);
}

/** Newest first, with the lanes of the graph beside the lines. */
export function printGraph({ revisions, heads }: History, output: Output): void {
  if (revisions.length === 0) output.print("The range holds no revision.");
  const entries = revisions.map((entry) => {
    const lines: TextPart[][] = [lineParts(entry, heads, output)];
    if (output.verbose) lines.push(...headerLines(entry).map((text) => [{ text, paint: output.colors.dim }]));
    const mark = { text: markOf(entry.state, output), paint: paintOf(entry.state, output) };
    return { id: entry.revision, parents: entry.parents, mark, lines };
  });
  printLanes(entries, output);
  printLegend(revisions, output);
}

/** Header, where it stands, and the scripts as they are on disk. */
export function printShown({ revisions }: { readonly revisions: readonly Shown[] }, output: Output): void {
  if (revisions.length === 0) output.print("The address names no revision: it is the state before the first.");
  for (const entry of revisions) {
    if (entry !== revisions[0]) output.print("");
    printLine(lineParts(entry, [], output), output);
    printHeader([...headerLines(entry), ...standingLines(entry)], output);
    printScript("up.sql", entry.up ?? "-- the ledger has not kept it\n", output);
    printScript("down.sql", entry.down ?? "-- the ledger has not kept it\n", output);
    if (entry.verify !== null) printScript("verify.sql", entry.verify, output);
    for (const { diff } of entry.edited ?? []) {
      if (diff !== null) output.print(`\n${diffLines(diff, output).join("\n")}`);
    }
  }
}

export function printCreated({ revision, parents, files }: Created, output: Output): void {
  const on = parents.length === 0 ? "a new base" : `on ${parents.join(" and ")}`;
  output.print(`Wrote ${output.colors.cyan(revision)}, ${on}:`);
  for (const file of files) output.print(`  ${escapeControls(file)}`);
}

/** One line, and with --verbose the header below it. */
function printEntry(entry: RevisionEntry, line: readonly TextPart[], output: Output): void {
  printLine(line, output);
  if (output.verbose) printHeader(headerLines(entry), output);
}

function printLine(line: readonly TextPart[], output: Output): void {
  output.print(fitText(line, output.width ?? Number.POSITIVE_INFINITY, ellipsisOf(output)));
}

function printHeader(lines: readonly string[], output: Output): void {
  for (const line of lines) output.print(`    ${output.colors.dim(escapeControls(line))}`);
}

/** Id, what is special about it, and its message. */
export function lineParts(entry: RevisionEntry, heads: readonly string[], output: Lines): TextPart[] {
  const { cyan, green, dim, bold } = output.colors;
  const parts: TextPart[] = [{ text: entry.revision, paint: cyan }, { text: "  " }];
  if (heads.includes(entry.revision)) parts.push({ text: "(head) ", paint: bold });
  if (entry.labels.length > 0) parts.push({ text: `[${entry.labels.join(", ")}] `, paint: green });
  parts.push({ text: entry.message, gives: true });
  if (entry.depends.length > 0) parts.push({ text: `  (needs ${entry.depends.join(", ")})`, paint: dim });
  return parts;
}

export function headerLines({ parents, depends, replaces = [], created, path }: RevisionEntry): string[] {
  const lines = [`parents: ${parents.length === 0 ? "none" : parents.join(", ")}`];
  if (depends.length > 0) lines.push(`depends: ${depends.join(", ")}`);
  if (replaces.length > 0) lines.push(`squash:  of ${replaces.length + 1} revisions`);
  if (created !== null) lines.push(`created: ${created}`);
  if (path !== null) lines.push(`path:    ${path}`);
  return lines;
}

function standingLines({ state, applied }: Shown): string[] {
  if (state === undefined) return [];
  if (applied === undefined) return [`state:   ${state}`];
  const took = applied.duration_ms === null ? "" : `, in ${formatDuration(applied.duration_ms)}`;
  // The ledger keeps microseconds.
  const time = applied.at.replace(/\.\d+/, "").replace(/\+00:00$/, "Z");
  return [`state:   ${state}, ${applied.stamped ? "stamped" : "run"} ${time} by ${applied.by}${took}`];
}

function printScript(name: string, text: string, output: Output): void {
  output.print(`\n${output.colors.bold(name)}\n${escapeText(text)}`);
}

export function markOf(state: RevisionState | undefined, { unicode }: Lines): string {
  if (state === "applied") return unicode ? "●" : "*";
  if (state === "foreign") return unicode ? "◌" : "?";
  return unicode ? "○" : "o";
}

export function paintOf(state: RevisionState | undefined, { colors }: Lines): (text: string) => string {
  if (state === "applied") return colors.green;
  return state === "foreign" ? colors.red : colors.white;
}

function printLegend(revisions: readonly HistoryEntry[], output: Output): void {
  const states = new Set(revisions.map(({ state }) => state));
  const known = (["applied", "pending", "foreign"] as const).filter((state) => states.has(state));
  if (known.length === 0) return;
  const legend = known.map((state) => `${paintOf(state, output)(markOf(state, output))} ${state}`).join("   ");
  output.print(`\n${legend}`);
}
