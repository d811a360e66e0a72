import type { Graph, GraphRevision } from "../../results/pictures.ts";
import { printLanes } from "../lanes/print.ts";
import type { Lines } from "../output.ts";
import { headerLines, lineParts } from "../revisions.ts";
import { escapeControls, type TextPart } from "../text.ts";
import { appliedOnlyIn, pictureColor, pictureMark } from "./standing.ts";
import { STATE_WORDS, statesIn } from "./states.ts";

/** The lanes of `history --graph`, with what is edited, and what is applied where when there are several databases. */
export function printText({ revisions, heads, databases }: Graph, output: Lines): void {
  if (revisions.length === 0) output.print("The range holds no revision.");
  const answered = databases.filter(({ error }) => error === null).length;
  const entries = revisions.map((entry) => ({
    id: entry.revision,
    parents: entry.parents,
    mark: { text: pictureMark(entry.state, output), paint: pictureColor(entry.state, output) },
    lines: linesOf(entry, heads, answered, output),
  }));
  printLanes(entries, output);
  const legend = statesIn(revisions).map(
    (state) =>
      `${pictureColor(state, output)(pictureMark(state, output))} ${state === "partial" ? STATE_WORDS[state] : state}`,
  );
  if (legend.length > 0) output.print(`\n${legend.join("   ")}`);
  for (const { name, error } of databases) {
    if (error !== null) output.print(`${escapeControls(name)} could not be read`);
  }
}

function linesOf(entry: GraphRevision, heads: readonly string[], answered: number, output: Lines): TextPart[][] {
  const { dim } = output.colors;
  const only = appliedOnlyIn(entry, answered);
  const where = only.length === 0 ? [] : [{ text: `  (in ${only.join(", ")})`, paint: dim }];
  const lines: TextPart[][] = [[...lineParts(entry, heads, output), ...where]];
  if (output.verbose) lines.push(...headerLines(entry).map((text) => [{ text, paint: dim }]));
  return lines;
}
