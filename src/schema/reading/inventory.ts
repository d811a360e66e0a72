import { OBJECT_KINDS, type SchemaObject } from "../model.ts";

/** All objects in the order of kinds and then of keys, which a look that changes little changes little of. */
export class Inventory {
  readonly #objects = new Map<string, SchemaObject>();
  #order: string[] = [];
  #added: string[] = [];
  #objectsInOrder: ReadonlyMap<string, SchemaObject> | undefined;

  add(object: SchemaObject): void {
    const place = placeOf(object);
    if (!this.#objects.has(place)) this.#added.push(place);
    this.#objects.set(place, object);
    this.#objectsInOrder = undefined;
  }

  remove(object: Pick<SchemaObject, "kind" | "key">): void {
    this.#objects.delete(placeOf(object));
    this.#objectsInOrder = undefined;
  }

  /** A map of its own: what was given before stays as it was. */
  objects(): ReadonlyMap<string, SchemaObject> {
    if (this.#objectsInOrder === undefined) {
      // What was removed and added again stands twice.
      const added = new Set(this.#added);
      const kept = this.#order.filter((place) => this.#objects.has(place) && !added.has(place));
      this.#order = merge(kept, [...added].filter((place) => this.#objects.has(place)).sort());
      this.#added = [];
      this.#objectsInOrder = new Map(this.#order.flatMap((place) => this.#entry(place)));
    }
    return this.#objectsInOrder;
  }

  #entry(place: string): readonly (readonly [string, SchemaObject])[] {
    const object = this.#objects.get(place);
    return object === undefined ? [] : [[object.key, object]];
  }
}

const PLACES = new Map(OBJECT_KINDS.map((kind, index) => [kind, String.fromCharCode(0x20 + index)]));

function placeOf({ kind, key }: Pick<SchemaObject, "kind" | "key">): string {
  return `${PLACES.get(kind)}${key}`;
}

/** Of two lists in order. */
function merge(one: readonly string[], other: readonly string[]): string[] {
  const merged: string[] = [];
  let next = 0;
  for (const item of one) {
    for (let before = other[next]; before !== undefined && before < item; before = other[++next]) merged.push(before);
    merged.push(item);
  }
  return merged.concat(other.slice(next));
}
