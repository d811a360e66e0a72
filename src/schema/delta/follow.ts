import { wholesOf } from "../filter.ts";
import type { SchemaObject, Snapshot } from "../model.ts";

/** Kinds that are often named after the table or the column that they belong to, and hold no rows of their own. */
const FOLLOWING: ReadonlySet<string> = new Set([
  "constraint",
  "index",
  "sequence",
  "trigger",
  "policy",
  "rule",
  "statistics",
]);

/**
 * What a rename of a table or a column left behind: the constraint `users_mail_key` of what is `users.email` now. `touched`:
 * keys of tables by their new names.
 */
export function followers(
  now: Snapshot,
  target: Snapshot,
  touched: ReadonlySet<string>,
): readonly (readonly [SchemaObject, SchemaObject])[] {
  const left = candidates(now, target, touched);
  const missing = candidates(target, now, touched);
  return left.flatMap((object) => {
    const shape = shapeOf(object);
    const same = missing.filter((other) => other.kind === object.kind && shapeOf(other) === shape);
    const rivals = left.filter((other) => other.kind === object.kind && shapeOf(other) === shape);
    const [only] = same;
    // Which is which of several cannot be told.
    return only !== undefined && same.length === 1 && rivals.length === 1 ? [[object, only] as const] : [];
  });
}

function candidates(there: Snapshot, notThere: Snapshot, touched: ReadonlySet<string>): readonly SchemaObject[] {
  return [...there.objects.values()].filter(
    (object) =>
      FOLLOWING.has(object.kind) &&
      !notThere.objects.has(object.key) &&
      // The index of a constraint goes with it.
      !(object.kind === "index" && object.parent?.startsWith("constraint ")) &&
      belongsTo(object, there, touched),
  );
}

function belongsTo(object: SchemaObject, snapshot: Snapshot, touched: ReadonlySet<string>): boolean {
  if (wholesOf(object, snapshot).some(({ key }) => touched.has(key))) return true;
  const owner = object.properties["owned by"];
  return typeof owner === "string" && [...touched].some((key) => owner.startsWith(`${key.replace(/^table /, "")}.`));
}

/** What an object is but for its own name, which the statement that makes it has in it. */
function shapeOf({ properties, name, kind, parent }: SchemaObject): string {
  return JSON.stringify([kind, kind === "sequence" ? "" : parent, properties]).replaceAll(name, "\u0000");
}
