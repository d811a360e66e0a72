import type { Graph, PictureState } from "../../results/pictures.ts";
import type { Drawing, DrawnRevision } from "./drawing.ts";
import { type Geometry, geometryOf, RADIUS } from "./geometry.ts";
import { drawingOf } from "./layout.ts";
import { markShape, stateIn, statesDrawn } from "./marks.ts";
import { escapeMarkup } from "./markup.ts";
import { BADGE_PADDING, endOfText, legendWidth, rowText, type TextPiece } from "./row-text.ts";
import { PICTURE_STATES, STATE_WORDS } from "./states.ts";
import { SVG_STYLE } from "./svg-style.ts";

/** Of the header. */
const LINE = 24;
const PADDING = 16;

/** One picture that needs nothing else: no script, no font, no request. Newest at the top. */
export function svgText(graph: Graph): string {
  const drawing = drawingOf(graph);
  const geometry = geometryOf(drawing);
  const header = headerParts(drawing, geometry);
  const rows = drawing.revisions.map((revision, row) => rowParts(revision, row, drawing, geometry));
  const widest = rows.reduce((most, row) => Math.max(most, row.width), 0);
  const width = Math.ceil(Math.max(240, header.width, widest) + PADDING);
  const height = Math.max(geometry.height, 1) + header.height + PADDING / 2;
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
    `<g transform="translate(0 ${header.height})">`,
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

interface Header extends Part {
  readonly height: number;
}

const NOTHING: Part = { text: "", width: PADDING };

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

/** Explains marks and, in a line below, the columns of databases; where there are any. */
function headerParts(drawing: Drawing, geometry: Geometry): Header {
  const columns = drawing.databases.length > 1 ? drawing.databases : [];
  const marks = statesDrawn(drawing).reduce<Part>((before, state) => {
    const sign = mark(state, before.width + RADIUS, 16, RADIUS);
    return written(
      { text: before.text + sign, width: before.width + RADIUS * 2 + 7 },
      STATE_WORDS[state],
      "legend",
      20,
    );
  }, NOTHING);
  const below = marks.text === "" ? 20 : LINE + 20;
  const left = columns.length === 0 ? PADDING : geometry.column(columns.length);
  const names = columns.reduce<Part>(
    (before, { name, error }, index) =>
      error === null
        ? written(before, `${index + 1} ${name}`, "legend", below)
        : written(before, `${index + 1} ${name} (could not be read)`, "lost", below),
    { text: "", width: left },
  );
  const numbers = columns.map(
    (_, index) =>
      `<text class="number" x="${geometry.column(index)}" y="${below}" text-anchor="middle">${index + 1}</text>`,
  );
  const lines = (marks.text === "" ? 0 : 1) + (columns.length === 0 ? 0 : 1);
  return {
    text: [marks.text, names.text, ...numbers].join(""),
    width: Math.max(marks.width, names.width),
    height: lines === 0 ? PADDING / 2 : lines * LINE + 10,
  };
}

/** A text behind what there is already. */
function written(before: Part, text: string, name: string, y: number): Part {
  const element = `<text class="${name}" x="${before.width}" y="${y}">${escapeMarkup(text)}</text>`;
  return { text: before.text + element, width: before.width + legendWidth(text) + PADDING };
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
