import type { TracedRevision, TraceResult } from "../results.ts";
import { ellipsisOf, type Output } from "./output.ts";
import { escapeControls, fitText } from "./text.ts";

/** What is locked of what was there before; with --verbose every lock of every statement. */
export function printTrace({ scratch, revisions }: TraceResult, output: Output): void {
  if (scratch === null) {
    output.print("Nothing is pending. Name a revision or a range to trace it.");
    return;
  }
  for (const revision of revisions) {
    const { bold, dim } = output.colors;
    output.print(
      `${bold(escapeControls(revision.revision))}  ${escapeControls(revision.message)}  ${dim(escapeControls(revision.file))}`,
    );
    const shown = revision.statements.flatMap((statement) => statementLines(statement, output));
    for (const line of shown.length === 0 ? ["  keeps nobody waiting"] : shown) output.print(line);
  }
  const count = revisions.length === 1 ? "1 revision" : `${revisions.length} revisions`;
  output.print(
    `Traced ${count} in a scratch database, PostgreSQL ${scratch.version}. Its tables are empty: how long each statement ` +
      "takes, and so how long others wait, depends on the size of yours.",
  );
}

type Statement = TracedRevision["statements"][number];

function statementLines(statement: Statement, output: Output): readonly string[] {
  const { line, text, rewrites, scans } = statement;
  const does = [
    ...lockLines(statement, output),
    ...(rewrites.length === 0 ? [] : [`writes ${names(rewrites)} anew`]),
    ...(scans.length === 0 ? [] : [`reads through ${names(scans)}`]),
  ];
  if (does.length === 0) return [];
  const { cyan } = output.colors;
  const margin = `  line ${line}  `;
  const room = (output.width ?? 100) - margin.length;
  const shown = text === null ? "(secret: not shown)" : text.replace(/\s+/g, " ");
  const first = fitText(shown, room, ellipsisOf(output));
  return [`  ${cyan(`line ${line}`)}  ${first}`, ...does.map((words) => `    ${words}`)];
}

/** Modes in which nobody waits but for another change of the same table. */
const QUIET: ReadonlySet<string> = new Set(["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE"]);

function lockLines(statement: Statement, output: Output): readonly string[] {
  const { locks, blocks_reads: reads, blocks_writes: writes, held_for: behind, transaction } = statement;
  const { red, yellow, dim } = output.colors;
  const shown = locks.filter(
    ({ existed, mode, kind }) =>
      output.verbose || (existed && !QUIET.has(mode) && kind !== "index" && kind !== "sequence"),
  );
  return shown.map(({ relation, mode, existed }) => {
    const effect = !existed
      ? undefined
      : reads.includes(relation)
        ? red("others can neither read nor write")
        : writes.includes(relation)
          ? yellow("others cannot write")
          : undefined;
    const held = effect === undefined ? undefined : heldWords(behind, transaction === null);
    const more = [existed ? undefined : dim("new"), effect, held].filter((part) => part !== undefined);
    return `${mode} on ${names([relation])}${more.length === 0 ? "" : `: ${more.join(", ")}`}`;
  });
}

function heldWords(behind: number, alone: boolean): string {
  if (alone || behind === 0) return "until it is done";
  return behind === 1
    ? "until it and the statement behind it are done"
    : `until it and ${behind} statements behind it are done`;
}

function names(relations: readonly string[]): string {
  return escapeControls(relations.map((name) => name.replace(/^public\./, "")).join(", "));
}
