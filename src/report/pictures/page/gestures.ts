import type { View } from "./view.ts";

const WHEEL_STEP = 0.0016;
/** Pixels that a finger or a mouse may move in a click. */
const STILL = 5;

/** Dragging pans, the wheel and two fingers zoom; `onClick` hears of what was neither. */
export function listenToGestures(element: SVGSVGElement, view: View, onClick: (target: Element) => void): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, pointOf(event, element));
  });
  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = pointOf(event, element);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    travelled += distance(before, now);
    if (travelled <= STILL) return;
    // Only now: what is captured would take the click away from the revision under it.
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    if (other === undefined) view.panBy(now.x - before.x, now.y - before.y);
    else pinch(view, other, before, now);
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    element.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  element.addEventListener("click", (event) => {
    if (travelled <= STILL && event.target instanceof Element) onClick(event.target);
  });
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const [x, y] = [event.deltaX * lines, event.deltaY * lines];
      if (event.shiftKey) view.panBy(0, -(y || x));
      else if (Math.abs(x) > Math.abs(y)) view.panBy(-x, 0);
      else view.zoomBy(Math.exp(-y * WHEEL_STEP), pointOf(event, element));
    },
    { passive: false },
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function pinch(view: View, still: Point, before: Point, now: Point): void {
  const [from, to] = [distance(still, before), distance(still, now)];
  if (from > 0 && to > 0) view.zoomBy(to / from, { x: (still.x + now.x) / 2, y: (still.y + now.y) / 2 });
  view.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
}

function pointOf(event: MouseEvent, element: Element): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
