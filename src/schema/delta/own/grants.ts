import type { ObjectKind, SchemaObject, Value } from "../../model.ts";
import { identityIn, identityOf, list, quoteName, record } from "./names.ts";

/** Statements that make the grants on an object what they are expected to be. `undefined` is what the server begins with. */
export function grantChanges(
  object: SchemaObject,
  expected: Value | undefined,
  found: Value | undefined,
): readonly string[] {
  const target = targetOf(object);
  if (target === undefined) return [];
  const before = grantsOf(object.kind, found);
  const after = grantsOf(object.kind, expected);
  const roles = new Set([...before.keys(), ...after.keys()]);
  return [...roles].flatMap((role) => {
    const [had, has] = [before.get(role) ?? [], after.get(role) ?? []];
    if (had.join() === has.join()) return [];
    const who =
      role === "owner" ? quoteName(String(object.properties["owner"])) : role === "public" ? role : quoteName(role);
    const taken = had.length === 0 ? [] : [`revoke all ${target} from ${who}`];
    return [...taken, ...granting(has, target, who)];
  });
}

function granting(privileges: readonly string[], target: string, who: string): readonly string[] {
  const passable = privileges.filter((privilege) => privilege.endsWith("*")).map((privilege) => privilege.slice(0, -1));
  const plain = privileges.filter((privilege) => !privilege.endsWith("*"));
  const grant = (names: readonly string[], more: string) =>
    names.length === 0 ? [] : [`grant ${namesOn(names, target)} to ${who}${more}`];
  return [...grant(plain, ""), ...grant(passable, " with grant option")];
}

/** Of a column, each privilege names it. */
function namesOn(privileges: readonly string[], target: string): string {
  const [, columns, rest] = /^(\([^)]*\)) (.*)$/s.exec(target) ?? [];
  if (columns === undefined) return `${privileges.join(", ").toLowerCase()} ${target}`;
  return `${privileges.map((privilege) => `${privilege.toLowerCase()} ${columns}`).join(", ")} ${rest}`;
}

const ON: Readonly<Partial<Record<ObjectKind, string>>> = {
  table: "table",
  view: "table",
  "materialized view": "table",
  "foreign table": "table",
  sequence: "sequence",
  function: "function",
  aggregate: "function",
  procedure: "procedure",
  enum: "type",
  domain: "domain",
  "composite type": "type",
  range: "type",
  "base type": "type",
  schema: "schema",
  language: "language",
  "foreign data wrapper": "foreign data wrapper",
  server: "foreign server",
};

function targetOf(object: SchemaObject): string | undefined {
  if (object.kind === "column") {
    const relation = identityIn(object.parent, ["table", "foreign table", "view", "materialized view"]);
    return relation === undefined ? undefined : `(${quoteName(object.name)}) on table ${relation}`;
  }
  const word = ON[object.kind];
  return word === undefined ? undefined : `on ${word} ${identityOf(object)}`;
}

const TO_ALL: Readonly<Partial<Record<string, readonly string[]>>> = {
  function: ["EXECUTE"],
  procedure: ["EXECUTE"],
  aggregate: ["EXECUTE"],
  type: ["USAGE"],
  domain: ["USAGE"],
  language: ["USAGE"],
};

function grantsOf(kind: ObjectKind, grants: Value | undefined): ReadonlyMap<string, readonly string[]> {
  if (grants !== undefined && grants !== null) {
    return new Map(Object.entries(record(grants)).map(([role, privileges]) => [role, list(privileges)]));
  }
  if (kind === "column") return new Map();
  const toAll = TO_ALL[ON[kind] ?? kind];
  return new Map([["owner", ["ALL"]], ...(toAll === undefined ? [] : [["public", toAll] as const])]);
}
