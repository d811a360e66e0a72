import { displayWidth, startOfWidth } from "../width.ts";
import type { DrawnRevision } from "./drawing.ts";

/** Widths of a character: those of fixed fonts are enforced where they are drawn, the other is a generous guess. */
const ID = 7.2;
const BADGE = 6.4;
const MESSAGE = 7.1;

const LONGEST_MESSAGE = 100;

/** A piece of a row's text. Badges are texts on a ground of their own; `width` is that of the text. */
export interface TextPiece {
  readonly kind: "id" | "head" | "label" | "message";
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

export const BADGE_PADDING = 5;

/** What is written beside a mark, from `x` on. */
export function rowText({ id, head, labels, message }: DrawnRevision, x: number): readonly TextPiece[] {
  const pieces: TextPiece[] = [{ kind: "id", text: id, x: round(x), width: round(id.length * ID) }];
  let at = x + id.length * ID + 10;
  for (const [kind, text] of [...(head ? [["head", "head"] as const] : []), ...labels.map(asLabel)]) {
    const width = text.length * BADGE;
    pieces.push({ kind, text, x: round(at + BADGE_PADDING), width: round(width) });
    at += width + BADGE_PADDING * 2 + 6;
  }
  const shown = cut(message);
  pieces.push({ kind: "message", text: shown, x: round(at), width: textWidth(shown) });
  return pieces;
}

/** Where a row's text ends. */
export function endOfText(pieces: readonly TextPiece[]): number {
  return pieces.reduce((end, { x, width }) => Math.max(end, x + width), 0);
}

function textWidth(text: string): number {
  return displayWidth(text) * MESSAGE;
}

/** Of a legend, whose letters are smaller. */
export function legendWidth(text: string): number {
  return textWidth(text) * 0.88;
}

function asLabel(label: string): readonly ["label", string] {
  return ["label", label];
}

function cut(message: string): string {
  return displayWidth(message) <= LONGEST_MESSAGE ? message : `${startOfWidth(message, LONGEST_MESSAGE - 1)}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
