import type { SchemaObject } from "../model.ts";
import { dependentsOf } from "./dependents.ts";
import { Inventory } from "./inventory.ts";
import { KnownRows } from "./known-rows.ts";
import type { ReadObject } from "./rows.ts";
import type { Standing } from "./standing.ts";
import { CATALOGUES } from "./units.ts";

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
      const unit = this.#units.get(name);
      if (unit !== undefined) this.#remove(name, unit);
    }
  }

  /**
   * Takes what was read of the units of these names. Gives those whose texts may be others now although none of their own
   * rows is: they name what has been renamed.
   */
  take(read: ReadonlyMap<string, Unit>): ReadonlySet<string> {
    const before = new Map<string, Unit>();
    for (const name of read.keys()) {
      const known = this.#units.get(name);
      if (known === undefined) continue;
      before.set(name, known);
      this.#remove(name, known);
    }
    for (const [name, unit] of read) this.#add(name, unit);
    for (const unit of read.values()) {
      for (const object of unit.objects) this.#inventory.add(this.#complete(object, unit));
    }
    return dependentsOf(before, this.#units, this.#homes);
  }

  #add(name: string, unit: Unit): void {
    this.#units.set(name, unit);
    for (const { address, key, properties } of unit.objects) {
      this.#homes.set(wholeOf(address), name);
      this.#keys.set(address, key);
      if (properties["comment"] !== undefined) this.#commented++;
    }
  }

  #remove(name: string, unit: Unit): void {
    this.#units.delete(name);
    for (const object of unit.objects) {
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

/** The address without the part. */
export function wholeOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":"));
}
