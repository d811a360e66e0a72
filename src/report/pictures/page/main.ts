import { geometryOf, ROW } from "../geometry.ts";
import { endOfText, rowText } from "../row-text.ts";
import type { PageData } from "./data.ts";
import { part } from "./element.ts";
import { listenToGestures } from "./gestures.ts";
import { listenToKeys } from "./keys.ts";
import { Model } from "./model.ts";
import { Overview } from "./overview.ts";
import { Panel } from "./panel-box.ts";
import { Scene } from "./scene.ts";
import { Search } from "./search.ts";
import { View } from "./view.ts";

/** Puts the page together: who is told of what. */

const data = JSON.parse(part("data", HTMLScriptElement).text) as PageData;
const model = new Model(data);
const geometry = geometryOf(data.drawing);
const graph = part("graph", SVGSVGElement);
const scene = new Scene(graph, model, geometry);
const width = model.revisions.reduce(
  (most, revision, row) => Math.max(most, endOfText(rowText(revision, geometry.textX(row)))),
  100,
);
const view = new View({ width, height: Math.max(geometry.height, 1) }, scene.bandHeight, redraw);
const overview = new Overview(part("overview", HTMLCanvasElement), view);
const panel = new Panel(part("panel", HTMLElement), model, (row) => moveTo(row));
const search = new Search(model, { changed: mark, goTo: moveTo, cursor: () => cursor });
const help = part("help", HTMLDialogElement);
let cursor: number | undefined;
let drawing = 0;

/** Several changes in one frame are drawn once. */
function redraw(): void {
  if (drawing !== 0) return;
  drawing = requestAnimationFrame(() => {
    drawing = 0;
    scene.draw(view);
    overview.draw();
  });
}

function mark(): void {
  const none: ReadonlySet<number> = new Set();
  const { matches, database } = search;
  scene.mark({
    cursor,
    ancestors: cursor === undefined ? none : model.ancestors(cursor),
    descendants: cursor === undefined ? none : model.descendants(cursor),
    matches: matches === undefined ? undefined : new Set(matches),
    database,
  });
  overview.mark({
    states: [...model.revisions.keys()].map((row) => model.state(row, database)),
    matches: matches ?? [],
    cursor,
  });
  const [first] = matches ?? [];
  if (first !== undefined && cursor === undefined) view.reveal(scene.box(first));
}

function moveTo(row: number): void {
  cursor = row;
  if (panel.isOpen) panel.show(row);
  mark();
  search.count();
  view.reveal(scene.box(row));
}

function open(): void {
  if (model.revisions.length === 0) return;
  const topmost = Math.ceil(-view.place.y / view.place.scale / ROW);
  const row = cursor ?? search.matches?.[0] ?? Math.min(Math.max(0, topmost), model.revisions.length - 1);
  panel.show(row);
  moveTo(row);
}

function closeInnermost(): void {
  const onGraph = document.activeElement === graph || document.activeElement === document.body;
  if (panel.isOpen && !(document.activeElement instanceof HTMLInputElement)) panel.close();
  else if (onGraph) {
    cursor = undefined;
    mark();
    search.count();
  }
  graph.focus();
}

listenToGestures(graph, view, (target) => {
  const row = target.closest("[data-row]")?.getAttribute("data-row");
  graph.focus();
  if (row === null || row === undefined) return;
  cursor = Number(row);
  open();
});
listenToKeys(model, view, graph, {
  cursor: () => cursor,
  moveTo,
  open,
  escape: closeInnermost,
  search: () => search.focus(),
  help: () => help.showModal(),
});
part("zoom-in", HTMLButtonElement).addEventListener("click", () => view.zoomBy(1.25));
part("zoom-out", HTMLButtonElement).addEventListener("click", () => view.zoomBy(0.8));
part("fit", HTMLButtonElement).addEventListener("click", () => view.fit());
part("show-help", HTMLButtonElement).addEventListener("click", () => help.showModal());
part("close-help", HTMLButtonElement).addEventListener("click", () => help.close());
part("close", HTMLButtonElement).addEventListener("click", closeInnermost);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

new ResizeObserver(() => view.resize({ width: graph.clientWidth, height: graph.clientHeight })).observe(graph);
view.resize({ width: graph.clientWidth, height: graph.clientHeight });
view.first();
mark();
