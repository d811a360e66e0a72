import type { Graph, PictureState } from "../../results/pictures.ts";
import { escapeControls } from "../text.ts";
import { boxLines } from "./label.ts";
import { statesIn } from "./states.ts";

const STYLES: Readonly<Record<PictureState, string>> = {
  applied: "fill:#d3f2dc,stroke:#1a7f37,color:#0b2e16",
  partial: "fill:#d6f0f5,stroke:#0e7490,color:#0b2a33",
  pending: "fill:#ffffff,stroke:#6e7781,color:#1f2328",
  edited: "fill:#fff1c2,stroke:#9a6700,color:#3b2300",
  foreign: "fill:#ffe0dd,stroke:#b42318,color:#4c0d08,stroke-dasharray:4 3",
};

/**
 * A flowchart for Mermaid, as GitHub and GitLab show it in Markdown, newest at the top. Revisions are called r0, r1, …
 * there: an id such as `end` is a word of the language.
 */
export function mermaidText({ revisions, edges }: Graph): string {
  const names = new Map(revisions.map(({ revision }, index) => [revision, `r${index}`]));
  const lines = ["flowchart TD"];
  for (const entry of revisions) {
    const state = entry.state === undefined ? "" : `:::${entry.state}`;
    const name = names.get(entry.revision) ?? "";
    const text = boxLines(entry).map(quoted).join("<br/>");
    lines.push(`  ${name}["${text}"]${state}`);
  }
  for (const { from, to, kind } of edges) {
    const [child, parent] = [names.get(from), names.get(to)];
    if (child !== undefined && parent !== undefined)
      lines.push(`  ${child} ${kind === "parent" ? "-->" : "-.->"} ${parent}`);
  }
  for (const state of statesIn(revisions)) lines.push(`  classDef ${state} ${STYLES[state]}`);
  return `${lines.join("\n")}\n`;
}

/** What Mermaid, Markdown or HTML could take for its own, as character codes: `#` begins those. */
function quoted(text: string): string {
  return escapeControls(text).replace(/[^\p{L}\p{M}\p{N} ,;!?()/]/gu, (character) => `#${character.codePointAt(0)};`);
}
