import { addExtent, type Extent, RELATION_PARTS } from "./extent.ts";
import type { Unit } from "./memory.ts";
import type { ReadObject } from "./rows.ts";

/**
 * Units whose texts the server may write otherwise now, although nobody has changed them: of a view of a renamed column,
 * of a default that is a label of an enum. `before` has the units that were read just now, to these extents, as they were
 * before.
 */
export function dependentsOf(
  before: ReadonlyMap<string, Unit>,
  units: ReadonlyMap<string, Unit>,
  homes: ReadonlyMap<string, string>,
  extents: ReadonlyMap<string, Extent>,
): ReadonlyMap<string, Extent> {
  const renamed = new Set<string>();
  const reshaped = new Set<string>();
  for (const [name, was] of before) {
    const is = units.get(name);
    if (is === undefined) continue;
    if (isRenamed(was, is)) renamed.add(name);
    else if (hasOtherColumns(was, is)) reshaped.add(name);
  }
  const dependents = new Map<string, Extent>();
  if (renamed.size === 0 && reshaped.size === 0) return dependents;
  const isRead = (name: string) => before.has(name) && extents.get(name) === "all";
  for (const name of renamed) if (!isRead(name)) dependents.set(name, otherParts(extents.get(name)));
  for (const name of reshaped) if (!isRead(name)) dependents.set(name, WITH_QUERY_IN_TABLE);
  const users = usersOf(units, homes);
  const seen = new Set<string>();
  const follow = (name: string, applies: (unit: Unit) => boolean, extentOf: (unit: Unit) => Extent) => {
    for (const user of users.get(name) ?? []) {
      const unit = units.get(user);
      if (unit === undefined || seen.has(user) || !applies(unit)) continue;
      seen.add(user);
      if (!isRead(user)) addExtent(dependents, user, extentOf(unit));
      // What a function returns or a view shows is in the texts of those that use it.
      if (isPassedOn(unit)) follow(user, applies, extentOf);
    }
  };
  for (const name of renamed) {
    follow(
      name,
      () => true,
      () => "all",
    );
  }
  for (const name of reshaped) follow(name, hasQuery, queriesOf);
  return dependents;
}

/** Parts of a table that may ask for all of its columns. */
const WITH_QUERY_IN_TABLE: Extent = new Set(["rule", "policy"] as const);
const WITH_QUERY_IN_VIEW: Extent = new Set(["relation", "rule"] as const);

/** What the unit's queries are read with. Whatever names these give, those of its own columns stay. */
function queriesOf({ objects }: Unit): Extent {
  if (objects.some(({ kind }) => kind === "view" || kind === "materialized view")) return WITH_QUERY_IN_VIEW;
  return objects.some(({ kind }) => kind === "table" || kind === "foreign table") ? WITH_QUERY_IN_TABLE : "all";
}

function otherParts(extent: Extent = new Set()): Extent {
  return new Set(extent === "all" ? [] : RELATION_PARTS.filter((part) => !extent.has(part)));
}

function isRenamed(was: Unit, is: Unit): boolean {
  const keys = new Map(is.objects.map(({ address, key }) => [address, key]));
  // What is gone is in no text any more.
  const hasOther = ({ address, key }: ReadObject) => (keys.get(address) ?? key) !== key;
  return was.objects.some(hasOther) || labelsOf(was) !== labelsOf(is);
}

/** The names of all columns, also of those that nobody uses, are among those that the server keeps apart from its own. */
function hasOtherColumns(was: Unit, is: Unit): boolean {
  const columns = ({ objects }: Unit) => objects.filter(({ kind }) => kind === "column").map(({ address }) => address);
  const before = columns(was);
  const after = new Set(columns(is));
  return before.length !== after.size || !before.every((address) => after.has(address));
}

function labelsOf({ objects }: Unit): string {
  return objects.map(({ kind, properties }) => (kind === "enum" ? JSON.stringify(properties["labels"]) : "")).join();
}

function usersOf(
  units: ReadonlyMap<string, Unit>,
  homes: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  for (const [name, { needs }] of units) {
    for (const address of [...needs.values()].flat()) {
      const home = homes.get(address);
      if (home === undefined || home === name) continue;
      const known = users.get(home);
      if (known === undefined) users.set(home, new Set([name]));
      else known.add(name);
    }
  }
  return users;
}

const PASSED_ON = new Set<ReadObject["kind"]>([
  "view",
  "materialized view",
  "function",
  "procedure",
  "aggregate",
  "enum",
  "domain",
  "composite type",
  "range",
  "base type",
]);

function isPassedOn({ objects }: Unit): boolean {
  return objects.some(({ kind }) => PASSED_ON.has(kind));
}

const WITH_QUERY = new Set<ReadObject["kind"]>([
  "view",
  "materialized view",
  "function",
  "procedure",
  "rule",
  "policy",
  "composite type",
]);

function hasQuery({ objects }: Unit): boolean {
  return objects.some(({ kind }) => WITH_QUERY.has(kind));
}
