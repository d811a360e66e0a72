import { type Edge, type Geometry, RADIUS, ROW } from "../geometry.ts";
import { endOfText, rowText } from "../row-text.ts";
import { svg } from "./element.ts";
import type { Model } from "./model.ts";
import { rowElement } from "./row.ts";
import type { View } from "./view.ts";

/** What is marked in the drawing. */
export interface Highlights {
  readonly cursor: number | undefined;
  /** Below and above the cursor, by all edges. */
  readonly ancestors: ReadonlySet<number>;
  readonly descendants: ReadonlySet<number>;
  /** Undefined: nothing is asked for, so nothing is left out. */
  readonly matches: ReadonlySet<number> | undefined;
  readonly database: number | undefined;
}

/** Smaller than this, text is no text any more, and is left away. */
const READABLE = 0.45;
/** The band with the numbers of the databases' columns. */
const BAND = 20;

/** Draws what of the picture is in the window, and no more: a large graph has more than a browser draws in time. */
export class Scene {
  readonly element: SVGSVGElement;
  readonly #model: Model;
  readonly #geometry: Geometry;
  readonly #content = svg("g");
  readonly #edges = svg("g");
  readonly #rows = svg("g");
  readonly #numbers = svg("g", { class: "numbers", "aria-hidden": "true" });
  readonly #drawnEdges = new Map<Edge, SVGPathElement>();
  readonly #drawnRows = new Map<number, SVGGElement>();
  #highlights: Highlights = {
    cursor: undefined,
    ancestors: new Set(),
    descendants: new Set(),
    matches: undefined,
    database: undefined,
  };

  constructor(element: SVGSVGElement, model: Model, geometry: Geometry) {
    this.element = element;
    this.#model = model;
    this.#geometry = geometry;
    this.#content.append(this.#edges, this.#rows);
    element.append(this.#content, this.#numbers);
    if (model.databases.length < 2) return;
    this.#numbers.append(svg("rect", { height: BAND, class: "band" }));
    for (const index of model.databases.keys()) {
      this.#numbers.append(svg("text", { y: 14, "text-anchor": "middle" }, String(index + 1)));
    }
  }

  get bandHeight(): number {
    return this.#numbers.childElementCount > 0 ? BAND : 0;
  }

  /** Where a row is in the picture, with its text. */
  box(row: number): { x: number; y: number; width: number; height: number } {
    const x = this.#geometry.x(0) - RADIUS * 2;
    const end = endOfText(rowText(this.#model.revision(row), this.#geometry.textX(row)));
    return { x, y: row * ROW, width: end - x, height: ROW };
  }

  mark(highlights: Highlights): void {
    const stale = highlights.database !== this.#highlights.database;
    this.#highlights = highlights;
    if (stale) this.#clearRows();
    for (const [row, element] of this.#drawnRows) this.#markRow(row, element);
    for (const [edge, element] of this.#drawnEdges) this.#markEdge(edge, element);
    this.element.classList.toggle("focused", highlights.cursor !== undefined);
    if (highlights.cursor === undefined) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", idOf(highlights.cursor));
  }

  draw({ place: { x, y, scale }, window }: View): void {
    this.#content.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    this.element.classList.toggle("far", scale < READABLE);
    const first = Math.max(0, Math.floor(-y / scale / ROW) - 1);
    const last = Math.min(this.#model.revisions.length - 1, Math.ceil((window.height - y) / scale / ROW) + 1);
    this.#drawEdges(first, last);
    this.#drawRows(first, last);
    this.#placeNumbers(x, scale, window.width);
  }

  #drawEdges(first: number, last: number): void {
    for (const edge of this.#geometry.edges) {
      const seen = edge.from <= last && edge.to >= first;
      const drawn = this.#drawnEdges.get(edge);
      if (seen === (drawn !== undefined)) continue;
      if (drawn !== undefined) {
        drawn.remove();
        this.#drawnEdges.delete(edge);
        continue;
      }
      const element = svg("path", { d: edge.path });
      this.#drawnEdges.set(edge, element);
      this.#markEdge(edge, element);
      this.#edges.append(element);
    }
  }

  #drawRows(first: number, last: number): void {
    for (const [row, element] of this.#drawnRows) {
      if (row >= first && row <= last) continue;
      element.remove();
      this.#drawnRows.delete(row);
    }
    for (let row = first; row <= last; row++) {
      if (this.#drawnRows.has(row)) continue;
      const element = rowElement(this.#model, this.#geometry, row, this.#highlights.database);
      element.id = idOf(row);
      this.#drawnRows.set(row, element);
      this.#markRow(row, element);
      this.#rows.append(element);
    }
  }

  #clearRows(): void {
    const rows = [...this.#drawnRows.keys()];
    this.#rows.replaceChildren();
    this.#drawnRows.clear();
    if (rows.length > 0) this.#drawRows(Math.min(...rows), Math.max(...rows));
  }

  #markRow(row: number, element: SVGGElement): void {
    const { cursor, ancestors, descendants, matches } = this.#highlights;
    const related = row === cursor || ancestors.has(row) || descendants.has(row);
    element.setAttribute("aria-selected", String(row === cursor));
    element.classList.toggle("cursor", row === cursor);
    element.classList.toggle("unrelated", cursor !== undefined && !related);
    element.classList.toggle("match", matches?.has(row) === true);
    element.classList.toggle("out", matches !== undefined && !matches.has(row));
  }

  #markEdge({ from, to, kind, lane }: Edge, element: SVGPathElement): void {
    const { cursor, ancestors, descendants } = this.#highlights;
    const below = (row: number) => row === cursor || ancestors.has(row);
    const above = (row: number) => row === cursor || descendants.has(row);
    const related = (below(from) && below(to)) || (above(from) && above(to));
    const dimmed = cursor !== undefined && !related ? " unrelated" : "";
    element.setAttribute("class", kind === "parent" ? `edge l${lane % 6}${dimmed}` : `depends${dimmed}`);
  }

  /** The numbers of the databases' columns stay at the top, whatever is below them. */
  #placeNumbers(x: number, scale: number, width: number): void {
    const [band, ...texts] = this.#numbers.children;
    band?.setAttribute("width", String(width));
    for (const [index, text] of texts.entries()) {
      text.setAttribute("x", String(x + this.#geometry.column(index) * scale));
    }
  }
}

function idOf(row: number): string {
  return `row-${row}`;
}
