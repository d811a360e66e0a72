import type { Model } from "./model.ts";
import type { View } from "./view.ts";

/** What keys do that is not the view's. */
export interface KeyActions {
  cursor(): number | undefined;
  moveTo(row: number): void;
  open(): void;
  /** Closes what is open, the innermost first. */
  escape(): void;
  search(): void;
  help(): void;
}

const PAN = 60;
const ZOOM = 1.25;

/** Keys of the whole page; those of fields, lists and scripts that have the focus are theirs. */
export function listenToKeys(model: Model, view: View, graph: Element, actions: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const focused = document.activeElement;
    if (document.querySelector("dialog[open]") !== null) return;
    if (event.key === "Escape") return actions.escape();
    if (focused instanceof HTMLInputElement || focused instanceof HTMLSelectElement) return;
    const onGraph = focused === graph || focused === document.body || focused === null;
    if (everywhere(event.key, view, actions) || (onGraph && onTheGraph(event, model, view, actions))) {
      event.preventDefault();
    }
  });
}

function everywhere(key: string, view: View, actions: KeyActions): boolean {
  if (key === "/") actions.search();
  else if (key === "+" || key === "=") view.zoomBy(ZOOM);
  else if (key === "-") view.zoomBy(1 / ZOOM);
  else if (key === "0") view.fit();
  else if (key === "?") actions.help();
  else return false;
  return true;
}

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
};

function onTheGraph({ key, shiftKey }: KeyboardEvent, model: Model, view: View, actions: KeyActions): boolean {
  const cursor = actions.cursor();
  const last = model.revisions.length - 1;
  const direction = DIRECTIONS[key];
  if (direction !== undefined && (shiftKey || cursor === undefined)) {
    view.panBy(direction[0] * PAN, direction[1] * PAN);
  } else if (direction !== undefined && cursor !== undefined) {
    const row = neighbour(model, cursor, key);
    if (row !== undefined) actions.moveTo(row);
  } else if (key === "Enter" || key === " ") actions.open();
  else if (key === "Home" && last >= 0) actions.moveTo(0);
  else if (key === "End" && last >= 0) actions.moveTo(last);
  else if (key === "PageUp") view.panBy(0, view.window.height * 0.8);
  else if (key === "PageDown") view.panBy(0, -view.window.height * 0.8);
  else return false;
  return true;
}

/** Down to the first parent, up to a child, sideways among those that stand beside it. */
function neighbour(model: Model, row: number, key: string): number | undefined {
  if (key === "ArrowDown") return model.revision(row).parents[0];
  if (key === "ArrowUp") return model.children[row]?.[0];
  const siblings = model.siblings(row);
  const at = siblings.indexOf(row);
  return siblings[at + (key === "ArrowRight" ? 1 : -1)];
}
