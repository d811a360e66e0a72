import type { CommuteDifference, Commuted, CommuteGrade, CommutePair } from "../results.ts";
import { findingLines } from "./error.ts";
import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** A line for each pair, with what is different below; what is wrong goes to stderr. */
export function printCommuted(result: Commuted, output: Output): void {
  for (const pair of result.pairs) printPair(pair, output);
  output.print(verdict(result, output));
}

/** Of what was merged just now; conflicts have been told by then. */
export function printProof({ pairs, server }: Commuted, output: Output): void {
  const place = server === null ? "" : `, on PostgreSQL ${server.version}`;
  for (const { branches, grade, differences } of pairs) {
    const words = PROVED[grade];
    if (words !== undefined) output.print(`Both orders of ${branches.join(" and ")} ${words}${place}.`);
    for (const difference of differences) {
      if (difference.grade !== "conflict") output.print(`  ${escapeControls(difference.message)}`);
    }
  }
}

const PROVED: Readonly<Partial<Record<CommuteGrade, string>>> = {
  identical: "leave the same",
  "generated values": "leave the same, but for what sequences give",
  "column order": "leave the same, but for the order of columns",
};

function printPair(pair: CommutePair, output: Output): void {
  const bad = pair.grade === "conflict" || pair.grade === "not run";
  const paint = bad ? output.colors.red : output.colors.green;
  output.print(`${paint(pair.grade.padEnd(WIDEST))}  ${pairName(pair)}`);
  for (const difference of pair.differences) {
    for (const line of differenceLines(difference, output)) {
      if (difference.grade === "conflict") output.complain(line);
      else output.print(line);
    }
  }
}

const WIDEST = "generated values".length;

/** `billing1 and notify1, which together joins`. */
function pairName({ branches: [a, b], merge }: CommutePair): string {
  return `${a} and ${b}, ${merge === null ? "not merged yet" : `which ${merge} joins`}`;
}

function differenceLines(difference: CommuteDifference, output: Output): readonly string[] {
  const { kind, object, grade, ...finding } = difference;
  if (grade !== "conflict") return [`  ${escapeControls(finding.message)}`];
  const code = "conflict";
  return findingLines({ ...finding, code }, output, output.colors.red("error:"));
}

/** `2 pairs: 1 identical, 1 conflict; PostgreSQL 18.4`. */
function verdict({ ok, server, pairs }: Commuted, output: Output): string {
  if (pairs.length === 0) return "Nothing to compare: there is no merge, and one head.";
  const counts = new Map<CommuteGrade, number>();
  for (const { grade } of pairs) counts.set(grade, (counts.get(grade) ?? 0) + 1);
  const told = [...counts].map(([grade, count]) => `${count} ${grade}`).join(", ");
  const { red, green } = output.colors;
  const before = pairs.filter(({ cached }) => cached).length;
  const place = server === null ? "" : `, on PostgreSQL ${server.version}`;
  const known = before === 0 ? "" : ` (${before === pairs.length ? "as" : `${before} as`} proved before)`;
  return `${ok ? green("ok") : red("not ok")}: ${told}${place}${known}`;
}
