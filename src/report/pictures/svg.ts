import type { Graph, PictureState } from "../../results.ts";
import type { Drawing, DrawnRevision } from "./drawing.ts";
import { type Geometry, geometryOf, RADIUS } from "./geometry.ts";
import { drawingOf } from "./layout.ts";
import { markShape, stateIn, statesDrawn } from "./marks.ts";
import { escapeMarkup } from "./markup.ts";
import { BADGE_PADDING, endOfText, legendWidth, rowText, type TextPiece } from "./row-text.ts";
import { PICTURE_STATES, STATE_WORDS } from "./states.ts";
import { SVG_STYLE } from "./svg-style.ts";

const HEADER = 34;
const PADDING = 16;

/** One picture that needs nothing else: no script, no font, no request. Newest at the top. */
export function svgText(graph: Graph): string {
  const drawing = drawingOf(graph);
  const geometry = geometryOf(drawing);
  const header = headerParts(drawing, geometry);
  const rows = drawing.revisions.map((revision, row) => rowParts(revision, row, drawing, geometry));
  const top = header.text === "" ? PADDING / 2 : HEADER;
  const widest = rows.reduce((most, row) => Math.max(most, row.width), 0);
  const width = Math.ceil(Math.max(240, header.width, widest) + PADDING);
  const height = Math.max(geometry.height, 1) + top + PADDING / 2;
  const edges = geometry.edges.map(({ kind, lane, path }) =>
    kind === "parent" ? `<path class="edge l${lane % 6}" d="${path}"/>` : `<path class="depends" d="${path}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">Graph of revisions</title>`,
    `<desc id="desc">${escapeMarkup(description(graph))}</desc>`,
    `<style>${SVG_STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    header.text,
    `<g transform="translate(0 ${top})">`,
    ...edges,
    ...rows.map(({ text }) => text),
    "</g>",
    "</svg>\n",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

interface Part {
  readonly text: string;
  /** Where its right end is. */
  readonly width: number;
}

function description({ revisions, heads, databases }: Graph): string {
  const count = `${revisions.length} ${revisions.length === 1 ? "revision" : "revisions"}, newest first`;
  const ends = heads.length === 0 ? "no heads" : `${heads.length === 1 ? "head" : "heads"} ${heads.join(", ")}`;
  const states = PICTURE_STATES.flatMap((state) => {
    const number = revisions.filter((revision) => revision.state === state).length;
    return number === 0 ? [] : `${number} ${STATE_WORDS[state]}`;
  });
  const lost = databases.flatMap(({ name, error }) => (error === null ? [] : `${name} could not be read`));
  return `${[count, ends, ...states, ...lost].join("; ")}.`;
}

/** Explains marks and columns, where there are any. */
function headerParts(drawing: Drawing, geometry: Geometry): Part {
  const { databases } = drawing;
  const columns = databases.length > 1 ? databases : [];
  const parts: string[] = columns.map(
    (_, index) =>
      `<text class="number" x="${geometry.column(index)}" y="${HEADER - 6}" text-anchor="middle">${index + 1}</text>`,
  );
  let x = columns.length > 0 ? geometry.column(columns.length) : PADDING;
  const write = (text: string, name: string) => {
    parts.push(`<text class="${name}" x="${x}" y="20">${escapeMarkup(text)}</text>`);
    x += legendWidth(text) + PADDING;
  };
  for (const state of statesDrawn(drawing)) {
    parts.push(mark(state, x + RADIUS, 16, RADIUS));
    x += RADIUS * 2 + 7;
    write(STATE_WORDS[state], "legend");
  }
  for (const [index, { name, error }] of columns.entries()) {
    write(`${index + 1} ${name}${error === null ? "" : " (could not be read)"}`, error === null ? "legend" : "lost");
  }
  return { text: parts.join("\n"), width: parts.length === 0 ? 0 : x };
}

function rowParts(revision: DrawnRevision, row: number, drawing: Drawing, geometry: Geometry): Part {
  const { outside, state, lane, standings } = revision;
  const [x, y] = [geometry.x(lane), geometry.y(row)];
  const parts = [mark(state, x, y, RADIUS)];
  if (outside.length > 0) parts.unshift(`<path class="outside" d="M${x} ${y}v13"/>`);
  if (drawing.databases.length > 1) {
    for (const [index, standing] of standings.entries()) {
      if (standing !== null) parts.push(mark(stateIn(standing), geometry.column(index), y, 4.5));
    }
  }
  const pieces = rowText(revision, geometry.textX(row));
  parts.push(...pieces.map((piece) => pieceMarkup(piece, y)));
  const title = `<title>${escapeMarkup(titleOf(revision, drawing))}</title>`;
  return { text: `<g>${title}${parts.join("")}</g>`, width: endOfText(pieces) };
}

function pieceMarkup({ kind, text, x, width }: TextPiece, y: number): string {
  const escaped = escapeMarkup(text);
  if (kind === "message") return `<text class="message" x="${x}" y="${y + 4}">${escaped}</text>`;
  if (kind === "id") return `<text class="id" x="${x}" y="${y + 4}" textLength="${width}">${escaped}</text>`;
  const ground = `<rect class="${kind}" x="${x - BADGE_PADDING}" y="${y - 8}" width="${width + BADGE_PADDING * 2}" height="16" rx="8"/>`;
  return `${ground}<text class="badge" x="${x}" y="${y + 3.5}" textLength="${width}">${escaped}</text>`;
}

function titleOf({ id, message, state, standings }: DrawnRevision, { databases }: Drawing): string {
  const where = databases.flatMap(({ name }, index) => {
    const standing = stateIn(standings[index]);
    return standing === null ? [] : `${name}: ${standing}`;
  });
  const stands = databases.length > 1 ? where.join(", ") : (state ?? "");
  return [id, message, stands].filter((text) => text !== "").join("\n");
}

function mark(state: PictureState | null, x: number, y: number, radius: number): string {
  const { kind, path, half } = markShape(state, x, y, radius);
  return `<path class="mark ${kind}" d="${path}"/>${half === undefined ? "" : `<path class="half" d="${half}"/>`}`;
}
