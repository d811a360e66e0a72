import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { pageFile } from "../../resources.ts";
import type { Graph } from "../../results/pictures.ts";
import type { Drawing } from "./drawing.ts";
import { drawingOf } from "./layout.ts";
import { markShape, statesDrawn } from "./marks.ts";
import { embeddedJson, escapeMarkup } from "./markup.ts";
import type { PageData } from "./page/data.ts";
import { STATE_WORDS } from "./states.ts";

/**
 * One file that is the whole page. Its policy lets it ask nobody for anything, and run no code but its own, whose
 * checksum it names: what a revision holds can be shown, and do nothing.
 */
export function htmlText(graph: Graph): string {
  const code = readFileSync(pageFile("page.js"), "utf8");
  const style = readFileSync(pageFile("page.css"), "utf8");
  const policy = [
    "default-src 'none'",
    `script-src ${digest(code)}`,
    `style-src ${digest(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const drawing = drawingOf(graph);
  const data: PageData = {
    drawing,
    scripts: graph.revisions.map(({ scripts }) => scripts ?? { up: null, down: null, verify: null }),
  };
  const count = `${graph.revisions.length.toLocaleString("en")} ${graph.revisions.length === 1 ? "revision" : "revisions"}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy.join("; "))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="migraph">
<title>Graph of ${count}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${count}</h1>
<div class="search" role="search">
<input id="search" type="search" placeholder="Search" aria-label="Search by id, message or label" autocomplete="off" spellcheck="false">
<output id="count" for="search"></output>
</div>
<select id="label" aria-label="Branch"><option value="">All branches</option></select>
<select id="state" aria-label="State"><option value="">All states</option></select>
<select id="database" aria-label="Database"><option value="">All databases</option></select>
<div class="buttons">
<button type="button" id="zoom-out" aria-label="Zoom out" title="Zoom out (-)">&minus;</button>
<button type="button" id="zoom-in" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button type="button" id="fit" title="Show all (0)">Fit</button>
<button type="button" id="show-help" aria-label="Keys" title="Keys (?)">?</button>
</div>
</header>
<main>
<div class="stage">
<svg id="graph" tabindex="0" role="listbox" aria-label="Revisions, newest first"></svg>
<canvas id="overview" aria-hidden="true" hidden></canvas>
</div>
<aside id="panel" aria-labelledby="panel-title" hidden>
<button type="button" id="close" aria-label="Close" title="Close (Esc)">&times;</button>
<div id="contents"></div>
</aside>
</main>
${legend(drawing)}
${HELP}
<noscript>This page draws the graph with a script of its own, and scripts are off.</noscript>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${code}</script>
</body>
</html>
`;
}

function digest(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function legend(drawing: Drawing): string {
  const { revisions, databases } = drawing;
  const states = statesDrawn(drawing).map((state) => {
    const { kind, path, half } = markShape(state, 8, 8, 5.5);
    const inner = half === undefined ? "" : `<path class="half" d="${half}"/>`;
    const icon = `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path class="mark ${kind}" d="${path}"/>${inner}</svg>`;
    return `<li>${icon}${escapeMarkup(STATE_WORDS[state])}</li>`;
  });
  const needs = revisions.some(({ depends }) => depends.length > 0)
    ? [
        `<li><svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path class="depends" d="M0 8h16"/></svg>needs, without being a child</li>`,
      ]
    : [];
  const columns = (databases.length > 1 ? databases : []).map(({ name, error }, index) => {
    const lost = error === null ? "" : ' class="lost"';
    return `<li${lost}>${index + 1} ${escapeMarkup(name)}${error === null ? "" : " (could not be read)"}</li>`;
  });
  const items = [...states, ...needs, ...columns];
  return items.length === 0 ? "" : `<footer><ul>${items.join("")}</ul></footer>`;
}

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["/", "search; Enter and Shift+Enter go to the next and the previous one"],
  ["Enter", "open the revision"],
  ["↓ ↑", "to the parent, to the child"],
  ["← →", "to the one beside"],
  ["Home End", "to the newest, to the oldest"],
  ["Esc", "close, and then choose none"],
  ["Shift + arrows", "move the picture; so do plain arrows when none is chosen, dragging, and Shift with the wheel"],
  ["+ −", "zoom; so do the wheel and two fingers"],
  ["0", "show all"],
];

const HELP = `<dialog id="help" aria-labelledby="help-title">
<h2 id="help-title">Keys</h2>
<dl>${KEYS.map(([keys, does]) => `<dt>${keys}</dt><dd>${does}</dd>`).join("")}</dl>
<button type="button" id="close-help">Close</button>
</dialog>`;
