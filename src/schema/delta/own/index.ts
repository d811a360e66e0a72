import type { SchemaDifference } from "../../compare.ts";
import type { SchemaObject, Snapshot, Value } from "../../model.ts";
import type { Change } from "../change.ts";
import { propertyChanges } from "./changed.ts";
import { creationOf, dropOf, OWN_KINDS } from "./create.ts";
import { identityOf } from "./names.ts";

/** Of the kinds that the library knows nothing of: to be tried among its own changes, for each may need the other. */
export function unmodelledChanges(differences: readonly SchemaDifference[], target: Snapshot): readonly Change[] {
  return [
    ...differences.filter(({ kind }) => kind === "sequence").flatMap((difference) => moveInto(difference)),
    ...differences.filter(({ kind }) => OWN_KINDS.has(kind)).flatMap((difference) => changesFor(difference, target)),
  ];
}

/** For whatever is still different after the library's changes. */
export function repairs(differences: readonly SchemaDifference[], target: Snapshot): readonly Change[] {
  return differences.flatMap((difference) => changesFor(difference, target));
}

function changesFor(difference: SchemaDifference, target: Snapshot): readonly Change[] {
  const { change, object, kind } = difference;
  const statements = (): readonly string[] => {
    if (change === "changed") return propertyChanges(difference, target);
    if (change === "left over") return OWN_KINDS.has(kind) ? [dropOf(object)] : [];
    return missing(object, target);
  };
  return statements().map((sql) => ({ sql, subject: `${kind} ${identityOf(object)}` }));
}

function missing(object: SchemaObject, target: Snapshot): readonly string[] {
  if (object.kind === "index") return object.sql === undefined ? [] : [object.sql];
  return OWN_KINDS.has(object.kind) || REPAIRED.has(object.kind) ? creationOf(object, target) : [];
}

/** What may have gone with something else. */
const REPAIRED: ReadonlySet<string> = new Set(["trigger", "rule", "policy"]);

/** The server refuses bounds that a sequence stands beyond. */
function moveInto({ change, property, object, expected, found }: SchemaDifference): readonly Change[] {
  const bounds: Readonly<Record<string, string>> = { minimum: "greatest", maximum: "least" };
  const bound = bounds[property ?? ""];
  if (change !== "changed" || bound === undefined || !isNarrower(property, expected, found)) return [];
  const name = identityOf(object);
  const sql = `select pg_catalog.setval('${name.replaceAll("'", "''")}', ${bound}(last_value, ${expected}), is_called) from ${name}`;
  return [{ sql, subject: `sequence ${name}`, why: "it must stand within its new bounds before it gets them" }];
}

function isNarrower(property: string | undefined, expected: Value | undefined, found: Value | undefined): boolean {
  const [after, before] = [BigInt(String(expected)), BigInt(String(found))];
  return property === "minimum" ? after > before : after < before;
}
