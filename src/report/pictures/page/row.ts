import type { PictureState } from "../../../results/pictures.ts";
import { type Geometry, RADIUS, ROW } from "../geometry.ts";
import { markShape, stateIn } from "../marks.ts";
import { BADGE_PADDING, endOfText, rowText, type TextPiece } from "../row-text.ts";
import { svg } from "./element.ts";
import type { Model } from "./model.ts";

/** A revision in the drawing, which can be clicked anywhere from its mark to the end of its text. */
export function rowElement(model: Model, geometry: Geometry, row: number, database: number | undefined): SVGGElement {
  const revision = model.revision(row);
  const [x, y] = [geometry.x(revision.lane), geometry.y(row)];
  const state = model.state(row, database);
  const pieces = rowText(revision, geometry.textX(row));
  const left = geometry.x(0) - RADIUS * 2;
  const ground = { x: left, y: row * ROW + 2, width: endOfText(pieces) - left + 10, height: ROW - 4, rx: 6 };
  const group = svg("g", {
    role: "option",
    "data-row": row,
    "aria-label": spoken(model, row, state),
    "aria-setsize": model.revisions.length,
    "aria-posinset": row + 1,
  });
  group.append(svg("rect", { class: "ground", ...ground }));
  if (model.databases.length > 1) {
    for (const [index, standing] of revision.standings.entries()) {
      const stands = stateIn(standing);
      if (stands === null) continue;
      const title = `${model.databases[index]?.name ?? ""}: ${stands}`;
      group.append(
        svg("g", { class: "fades" }, svg("title", {}, title), markElement(stands, geometry.column(index), y, 4.5)),
      );
    }
  }
  if (revision.outside.length > 0) group.append(svg("path", { class: "outside", d: `M${x} ${y}v13` }));
  // Under a mark that is faded no edge shines through.
  group.append(svg("circle", { class: "hole", cx: x, cy: y, r: RADIUS }));
  group.append(svg("g", { class: "fades" }, markElement(state, x, y, RADIUS)));
  group.append(svg("g", { class: "fades texts" }, ...pieces.flatMap((piece) => pieceElements(piece, y))));
  return group;
}

export function markElement(state: PictureState | null, x: number, y: number, radius: number): SVGGElement {
  const { kind, path, half } = markShape(state, x, y, radius);
  const mark = svg("g", {}, svg("path", { class: `mark ${kind}`, d: path }));
  if (half !== undefined) mark.append(svg("path", { class: "half", d: half }));
  return mark;
}

function pieceElements({ kind, text, x, width }: TextPiece, y: number): readonly SVGElement[] {
  if (kind === "message") return [svg("text", { class: "message", x, y: y + 4 }, text)];
  if (kind === "id") return [svg("text", { class: "id", x, y: y + 4, textLength: width }, text)];
  const box = { x: x - BADGE_PADDING, y: y - 8, width: width + BADGE_PADDING * 2, height: 16, rx: 8 };
  return [
    svg("rect", { class: kind, ...box }),
    svg("text", { class: "badge", x, y: y + 3.5, textLength: width }, text),
  ];
}

function spoken(model: Model, row: number, state: PictureState | null): string {
  const { id, message, labels, head } = model.revision(row);
  return [id, message, ...labels.map((label) => `label ${label}`), head ? "head" : "", state ?? ""]
    .filter((text) => text !== "")
    .join(", ");
}
