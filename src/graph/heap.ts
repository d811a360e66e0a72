/** A binary heap: pop() gives the first by `before`. */
export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #before: (a: Item, b: Item) => boolean;

  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  push(item: Item): void {
    const items = this.#items;
    let hole = items.length;
    items.push(item);
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || !this.#before(item, parent)) break;
      items[hole] = parent;
      hole = above;
    }
    items[hole] = item;
  }

  pop(): Item | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last);
    return first;
  }

  /** Puts the item in the root's place, and moves it down to where it belongs. */
  #sink(item: Item): void {
    const items = this.#items;
    let hole = 0;
    for (;;) {
      const left = 2 * hole + 1;
      const first = items[left];
      const second = items[left + 1];
      if (first === undefined) break;
      const secondIsLess = second !== undefined && this.#before(second, first);
      const least = secondIsLess ? second : first;
      if (!this.#before(least, item)) break;
      items[hole] = least;
      hole = secondIsLess ? left + 1 : left;
    }
    items[hole] = item;
  }
}
