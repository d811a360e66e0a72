import type { PictureState } from "../../../results/pictures.ts";
import { ROW } from "../geometry.ts";
import type { View } from "./view.ts";

/** What the strip shows beside the window's frame. */
export interface OverviewMarks {
  readonly states: readonly (PictureState | null)[];
  readonly matches: readonly number[];
  readonly cursor: number | undefined;
}

/** A narrow strip with the whole graph in it, which shows what is seen of it and can be dragged. */
export class Overview {
  readonly #canvas: HTMLCanvasElement;
  readonly #view: View;
  #marks: OverviewMarks = { states: [], matches: [], cursor: undefined };

  constructor(canvas: HTMLCanvasElement, view: View) {
    this.#canvas = canvas;
    this.#view = view;
    const go = (event: PointerEvent) => {
      const { top, height } = canvas.getBoundingClientRect();
      view.centre(((event.clientY - top) / height) * view.picture.height);
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      go(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) go(event);
    });
  }

  mark(marks: OverviewMarks): void {
    this.#marks = marks;
    this.draw();
  }

  draw(): void {
    const { place, window: seen, picture } = this.#view;
    const hidden = picture.height * place.scale <= seen.height;
    this.#canvas.hidden = hidden;
    const context = this.#canvas.getContext("2d");
    if (hidden || context === null) return;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const dense = devicePixelRatio || 1;
    this.#canvas.width = width * dense;
    this.#canvas.height = height * dense;
    context.scale(dense, dense);
    const style = getComputedStyle(this.#canvas);
    const color = (name: string) => style.getPropertyValue(`--${name}`);
    const scale = height / picture.height;
    const tick = (row: number, fill: string, least: number) => {
      context.fillStyle = fill;
      context.fillRect(0, row * ROW * scale, width, Math.max(ROW * scale, least));
    };
    context.globalAlpha = 0.55;
    for (const [row, state] of this.#marks.states.entries()) tick(row, color(state ?? "line"), 0.5);
    context.globalAlpha = 1;
    for (const row of this.#marks.matches) tick(row, color("accent"), 2);
    if (this.#marks.cursor !== undefined) tick(this.#marks.cursor, color("text"), 3);
    const top = (-place.y / place.scale) * scale;
    const frame = (seen.height / place.scale) * scale;
    context.strokeStyle = color("text");
    context.lineWidth = 1.5;
    context.strokeRect(0.75, top, width - 1.5, Math.max(frame, 4));
  }
}
