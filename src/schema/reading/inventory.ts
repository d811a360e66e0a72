import { OBJECT_KINDS, type SchemaObject } from "../model.ts";

/** All objects in the order of kinds and then of keys, which a look that changes little changes little of. */
export class Inventory {
  /** By kind and key in one. */
  readonly #objects = new Map<string, SchemaObject>();
  #order: string[] = [];
  readonly #added = new Set<string>();
  #given: ReadonlyMap<string, SchemaObject> | undefined;

  add(object: SchemaObject): void {
    const place = placeOf(object);
    this.#added.add(place);
    this.#objects.set(place, object);
    this.#given = undefined;
  }

  remove(object: Pick<SchemaObject, "kind" | "key">): void {
    this.#objects.delete(placeOf(object));
    this.#given = undefined;
  }

  /** A map of its own: what was given before stays as it was. */
  objects(): ReadonlyMap<string, SchemaObject> {
    this.#given ??= this.#inOrder();
    return this.#given;
  }

  #inOrder(): ReadonlyMap<string, SchemaObject> {
    const added = [...this.#added].sort();
    const order: string[] = [];
    const objects = new Map<string, SchemaObject>();
    const put = (place: string) => {
      const object = this.#objects.get(place);
      if (object === undefined) return;
      order.push(place);
      objects.set(object.key, object);
    };
    let next = 0;
    for (const place of this.#order) {
      for (let before = added[next]; before !== undefined && before <= place; before = added[++next]) put(before);
      if (!this.#added.has(place)) put(place);
    }
    for (const place of added.slice(next)) put(place);
    this.#order = order;
    this.#added.clear();
    return objects;
  }
}

const PLACES = new Map(OBJECT_KINDS.map((kind, index) => [kind, String.fromCharCode(0x20 + index)]));

function placeOf({ kind, key }: Pick<SchemaObject, "kind" | "key">): string {
  return `${PLACES.get(kind)}${key}`;
}
