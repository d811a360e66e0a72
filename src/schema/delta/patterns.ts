import type { SchemaObject } from "../model.ts";

/**
 * Which objects a difference is about. A pattern with a dot names schema and object, `billing.inv*`; one without names a
 * schema with all that is in it, or what lies in none, such as an extension.
 */
export interface Scope {
  /** All of them unless given. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/** Says of names whether they are in a scope. `schema`: undefined for what lies in none. */
export function scopeTest({
  include = [],
  exclude = [],
}: Scope): (schema: string | undefined, name: string) => boolean {
  const included = include.map(patternOf);
  const excluded = exclude.map(patternOf);
  return (schema, name) =>
    (included.length === 0 || included.some((test) => test(schema, name))) &&
    !excluded.some((test) => test(schema, name));
}

function patternOf(pattern: string): (schema: string | undefined, name: string) => boolean {
  const dot = pattern.indexOf(".");
  if (dot === -1) {
    const test = globOf(pattern);
    return (schema, name) => test.test(schema ?? name);
  }
  const [schemas, names] = [globOf(pattern.slice(0, dot)), globOf(pattern.slice(dot + 1))];
  return (schema, name) => schema !== undefined && schemas.test(schema) && names.test(name);
}

function globOf(glob: string): RegExp {
  const source = glob.replace(/[\\^$.*+?()[\]{}|]/g, (sign) =>
    sign === "*" ? ".*" : sign === "?" ? "." : `\\${sign}`,
  );
  return new RegExp(`^${source}$`, "su");
}

/** What patterns see of an object that is a part of no other: of a function the name without its arguments. */
export function placeOfWhole({
  kind,
  schema,
  name,
}: SchemaObject): readonly [schema: string | undefined, name: string] {
  return kind === "schema" ? [name, ""] : [schema, name.replace(/\(.*\)$/s, "")];
}
