import type { Graph, PictureState } from "../../results/pictures.ts";
import { escapeControls } from "../text.ts";
import { boxLines } from "./label.ts";

const STYLES: Readonly<Record<PictureState, string>> = {
  applied: 'style="rounded,filled", fillcolor="#d3f2dc", color="#1a7f37"',
  partial: 'style="rounded,filled", fillcolor="#d6f0f5", color="#0e7490"',
  pending: 'style="rounded", color="#6e7781"',
  edited: 'style="rounded,filled", fillcolor="#fff1c2", color="#9a6700"',
  foreign: 'style="rounded,filled,dashed", fillcolor="#ffe0dd", color="#b42318"',
};

/** A digraph for Graphviz, newest at the top. */
export function dotText({ revisions, edges }: Graph): string {
  const lines = [
    "digraph migraph {",
    '  rankdir="TB";',
    '  node [shape="box", style="rounded", fontname="sans-serif", fontsize=11];',
    '  edge [color="#57606a", arrowsize=0.6];',
  ];
  const drawn = new Set(revisions.map(({ revision }) => revision));
  for (const entry of revisions) {
    const style = entry.state === undefined ? "" : `, ${STYLES[entry.state]}`;
    lines.push(`  ${quoted(entry.revision)} [label=${quoted(...boxLines(entry))}${style}];`);
  }
  for (const { from, to, kind } of edges) {
    if (!drawn.has(to)) continue;
    // What only orders does not decide how far apart revisions stand.
    const style = kind === "parent" ? "" : ' [style="dashed", constraint=false]';
    lines.push(`  ${quoted(from)} -> ${quoted(to)}${style};`);
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

/** Lines in quotes. Graphviz reads backslashes in labels, and names of HTML characters. */
function quoted(...lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    escapeControls(line).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;"),
  );
  return `"${escaped.join("\\n")}"`;
}
