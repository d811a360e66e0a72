import { part } from "./element.ts";
import type { Model } from "./model.ts";
import { panelContents } from "./panel.ts";

/** The panel beside the graph, or over it where there is no room beside. */
export class Panel {
  readonly #box: HTMLElement;
  readonly #model: Model;

  /** `follow` is told which revision a link in the panel leads to. */
  constructor(box: HTMLElement, model: Model, follow: (row: number) => void) {
    this.#box = box;
    this.#model = model;
    box.addEventListener("click", ({ target }) => {
      const row = target instanceof Element ? target.closest("[data-row]")?.getAttribute("data-row") : undefined;
      if (row !== null && row !== undefined) follow(Number(row));
    });
  }

  get isOpen(): boolean {
    return !this.#box.hidden;
  }

  show(row: number): void {
    const contents = part("contents", HTMLElement);
    contents.replaceChildren(...panelContents(this.#model, row));
    this.#box.hidden = false;
    this.#box.scrollTop = 0;
  }

  close(): void {
    this.#box.hidden = true;
  }
}
