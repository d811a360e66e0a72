import type { SchemaObject } from "../model.ts";
import { dependentsOf } from "./dependents.ts";
import { type Extent, includesSelf, partOf } from "./extent.ts";
import { Inventory } from "./inventory.ts";
import { KnownRows } from "./known-rows.ts";
import type { ReadObject } from "./rows.ts";
import type { Standing } from "./standing.ts";
import { CATALOGUES, unitKind, unitNumber } from "./units.ts";

/** An object with its parts, as last read. */
export interface Unit {
  readonly objects: readonly ReadObject[];
  /** To the address of each object what it needs, as `class:id`. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

/**
 * What earlier looks at a database have brought. Says what must be read again, and puts what was read in the place of
 * what was known.
 */
export class Memory {
  /** Of the last look. */
  standing: Standing;
  readonly rows = new KnownRows();
  readonly #units = new Map<string, Unit>();
  /** The unit that an object is in, by `class:id`. */
  readonly #homes = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #inventory = new Inventory();
  #commented = 0;

  constructor(standing: Standing) {
    this.standing = standing;
  }

  /** How many of the objects have a comment. */
  get commented(): number {
    return this.#commented;
  }

  get objects(): ReadonlyMap<string, SchemaObject> {
    return this.#inventory.objects();
  }

  /** The unit that the object `class:id` is in. */
  homeOf(address: string): string | undefined {
    return this.#homes.get(address);
  }

  forget(names: Iterable<string>): void {
    for (const name of names) {
      this.#removeObjects(this.#units.get(name)?.objects ?? []);
      this.#units.delete(name);
    }
  }

  has(name: string): boolean {
    return this.#units.has(name);
  }

  /**
   * Takes what was read of these units. Gives those whose texts may be others now although none of their own rows is: they
   * name what has been renamed.
   */
  take(read: ReadonlyMap<string, Unit>, extents: ReadonlyMap<string, Extent>): ReadonlyMap<string, Extent> {
    const before = new Map<string, Unit>();
    const fresh: (readonly [object: ReadObject, unit: Unit])[] = [];
    const now = new Map<string, Unit>();
    for (const [name, part] of read) {
      const known = this.#units.get(name);
      const unit = known === undefined ? part : merged(name, known, part, extents.get(name) ?? "all");
      now.set(name, unit);
      fresh.push(...part.objects.map((object) => [object, unit] as const));
      if (known === undefined) continue;
      before.set(name, known);
      const kept = new Set(unit.objects);
      this.#removeObjects(known.objects.filter((object) => !kept.has(object)));
    }
    for (const [name, unit] of now) {
      this.#units.set(name, unit);
      for (const { address } of unit.objects) this.#homes.set(wholeOf(address), name);
    }
    for (const [{ address, key, properties }] of fresh) {
      this.#keys.set(address, key);
      if (properties["comment"] !== undefined) this.#commented++;
    }
    for (const [object, unit] of fresh) this.#inventory.add(this.#complete(object, unit));
    return dependentsOf(before, this.#units, this.#homes, extents);
  }

  #removeObjects(objects: readonly ReadObject[]): void {
    for (const object of objects) {
      this.#homes.delete(wholeOf(object.address));
      this.#keys.delete(object.address);
      this.#inventory.remove(object);
      if (object.properties["comment"] !== undefined) this.#commented--;
    }
  }

  #complete(object: ReadObject, { needs }: Unit): SchemaObject {
    const dependsOn = new Set(object.parent === undefined ? [] : [object.parent]);
    for (const needed of needs.get(object.address) ?? []) {
      const key = this.#keys.get(`${needed}:0`) ?? this.#extensionOf(needed);
      if (key !== undefined && key !== object.key) dependsOn.add(key);
    }
    const label = this.standing.labels.get(object.address);
    const extensions = this.standing.dependents.get(object.address);
    const properties = {
      ...object.properties,
      ...(label === undefined ? {} : { "security labels": label }),
      ...(extensions === undefined ? {} : { "depends on extensions": extensions }),
    };
    return { ...object, properties, dependsOn: [...dependsOn].sort() };
  }

  #extensionOf(address: string): string | undefined {
    const extension = this.standing.members.get(address);
    return extension === undefined ? undefined : this.#keys.get(`${CATALOGUES.extension}:${extension}:0`);
  }
}

/** The unit as known, with these parts of it as read. What is kept is the very same object. */
function merged(name: string, known: Unit, read: Unit, extent: Extent): Unit {
  if (extent === "all") return read;
  const kept = known.objects.filter((object) => !extent.has(partOf(object)));
  const addresses = new Set(kept.map(({ address }) => address));
  const itself = addressOf(name);
  const isKept = (address: string) => (wholeOf(address) === itself ? !includesSelf(extent) : addresses.has(address));
  const needs = [...known.needs].filter(([address]) => isKept(address));
  return { objects: [...kept, ...read.objects], needs: new Map([...needs, ...read.needs]) };
}

/** Of the object that the unit is named for, without the part. */
export function addressOf(name: string): string {
  return `${CATALOGUES[unitKind(name)]}:${unitNumber(name)}`;
}

/** The address without the part. */
export function wholeOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":"));
}
