import type { BranchList, Created, History, RevisionEntry, RevisionState, Shown } from "../results.ts";
import { printDifference } from "./difference.ts";
import { drawLanes } from "./lanes/draw.ts";
import type { Output } from "./output.ts";
import { escapeControls, fitText, type TextPart } from "./text.ts";

type HistoryEntry = History["revisions"][number];

/** Revisions, one a line; with --verbose their headers. */
export function printRevisions(revisions: readonly RevisionEntry[], output: Output, none: string): void {
  if (revisions.length === 0) output.print(none);
  for (const entry of revisions) printEntry(entry, [], output);
}

export function printBranches({ revisions }: BranchList, output: Output): void {
  if (revisions.length === 0) output.print("No revision has more than one child.");
  for (const entry of revisions) {
    printEntry(entry, [], output);
    for (const child of entry.children) output.print(`  → ${child}`.replace("→", output.unicode ? "→" : "->"));
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
    printEntry(entry, mark, output, heads);
  }
  printLegend(revisions, output);
}

/** Newest first, with the lanes of the graph beside the lines. */
export function printGraph({ revisions, heads }: History, output: Output): void {
  if (revisions.length === 0) output.print("The range holds no revision.");
  const colors = [
    output.colors.blue,
    output.colors.magenta,
    output.colors.yellow,
    output.colors.green,
    output.colors.cyan,
  ];
  const marks = new Map<string, (text: string) => string>();
  const entries = revisions.map((entry) => {
    const mark = markOf(entry.state, output);
    marks.set(mark, paintOf(entry.state, output));
    const lines: TextPart[][] = [lineParts(entry, heads, output)];
    if (output.verbose) lines.push(...headerLines(entry).map((text) => [{ text, paint: output.colors.dim }]));
    return { id: entry.revision, parents: entry.parents, mark, lines };
  });
  const paint = (lane: number, text: string) => (marks.get(text) ?? colors[lane % colors.length] ?? String)(text);
  for (const line of drawLanes(entries, { ascii: !output.unicode, width: output.width, paint })) output.print(line);
  printLegend(revisions, output);
}

/** Header, where it stands, and the scripts as they are on disk. */
export async function printShown(
  { revisions }: { readonly revisions: readonly Shown[] },
  output: Output,
): Promise<void> {
  if (revisions.length === 0) output.print("The address names no revision: it is the state before the first.");
  for (const entry of revisions) {
    printEntry(entry, [], output);
    for (const line of [...headerLines(entry), ...standingLines(entry)])
      output.print(`  ${output.colors.dim(escapeControls(line))}`);
    printScript("up.sql", entry.up ?? "-- the ledger has not kept it\n", output);
    printScript("down.sql", entry.down ?? "-- the ledger has not kept it\n", output);
    if (entry.verify !== null) printScript("verify.sql", entry.verify, output);
    for (const { file, ran } of entry.edited ?? []) {
      const onDisk = file === "up.sql" ? entry.up : file === "down.sql" ? entry.down : entry.verify;
      if (ran !== null) await printDifference(file, ran, onDisk ?? "", output);
    }
  }
}

export function printCreated({ revision, parents, path }: Created, output: Output): void {
  const on = parents.length === 0 ? "a new base" : `on ${parents.join(" and ")}`;
  output.print(`Wrote ${output.colors.cyan(revision)}, ${on}:`);
  output.print(`  ${path}/up.sql`);
  output.print(`  ${path}/down.sql`);
}

function printEntry(
  entry: HistoryEntry,
  lead: readonly TextPart[],
  output: Output,
  heads: readonly string[] = [],
): void {
  const width = output.width ?? Number.POSITIVE_INFINITY;
  output.print(fitText([...lead, ...lineParts(entry, heads, output)], width, output.unicode ? "…" : "..."));
  if (!output.verbose) return;
  for (const line of headerLines(entry)) output.print(`  ${output.colors.dim(escapeControls(line))}`);
}

function lineParts(entry: HistoryEntry, heads: readonly string[], output: Output): TextPart[] {
  const { cyan, green, dim, bold } = output.colors;
  const parts: TextPart[] = [{ text: entry.revision, paint: cyan }, { text: "  " }];
  if (heads.includes(entry.revision)) parts.push({ text: "(head) ", paint: bold });
  if (entry.labels.length > 0) parts.push({ text: `[${entry.labels.join(", ")}] `, paint: green });
  if (entry.depends.length > 0) parts.push({ text: `needs ${entry.depends.join(", ")} `, paint: dim });
  parts.push({ text: entry.message });
  return parts;
}

function headerLines({ parents, depends, created, path }: RevisionEntry): string[] {
  const lines = [`parents: ${parents.length === 0 ? "none" : parents.join(", ")}`];
  if (depends.length > 0) lines.push(`depends: ${depends.join(", ")}`);
  if (created !== null) lines.push(`created: ${created}`);
  if (path !== null) lines.push(`path:    ${path}`);
  return lines;
}

function standingLines({ state, applied }: Shown): string[] {
  if (state === undefined) return [];
  if (applied === undefined) return [`state:   ${state}`];
  return [`state:   ${state}, ${applied.stamped ? "stamped" : "run"} ${applied.at} by ${applied.by}`];
}

function printScript(name: string, text: string, output: Output): void {
  output.print(`\n${output.colors.bold(name)}\n${text.trimEnd().split("\n").map(escapeLine).join("\n")}`);
}

/** A tab may stay; everything else that a terminal would obey is shown. */
function escapeLine(line: string): string {
  return line.replace(/\r$/, "").split("\t").map(escapeControls).join("\t");
}

function markOf(state: RevisionState | undefined, { unicode }: Output): string {
  if (state === "applied") return unicode ? "●" : "*";
  if (state === "foreign") return unicode ? "◌" : "?";
  return unicode ? "○" : "o";
}

function paintOf(state: RevisionState | undefined, { colors }: Output): (text: string) => string {
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
