import type { ObjectKind, SchemaObject, Value } from "../model.ts";
import { allPrivileges, bare, TO_EVERYBODY } from "../privileges.ts";
import { identityOf, lastName, nameOf } from "./names.ts";
import type { Rendering } from "./piece.ts";

type Privileges = ReadonlyMap<string, readonly string[]>;

/** What brings an object's privileges from those that it has when it is made to those that it shall have. */
export function grantStatements(object: SchemaObject, rendering: Rendering, back = false): readonly string[] {
  const { grants } = object.properties;
  const target = grantTarget(object);
  if (!rendering.options.grants || grants === undefined || target === undefined) return [];
  const { major } = rendering;
  const { kind } = object;
  const all = allPrivileges(kind, major);
  const wanted = privilegesOf(grants, all);
  const [from, to] = back ? [wanted, made(object, major)] : [made(object, major), wanted];
  return changePrivileges(from, to, target, ownerOf(object, rendering), all);
}

/** Statements for a sequence that is told of with its column. */
export function sequenceGrants(sequence: string, grants: Value | undefined, owner: string): readonly string[] {
  if (grants === undefined) return [];
  const all = allPrivileges("sequence", 0);
  return changePrivileges(
    new Map([["owner", all]]),
    privilegesOf(grants, all),
    { on: `SEQUENCE ${sequence}` },
    owner,
    all,
  );
}

/** `ALTER DEFAULT PRIVILEGES`: for a schema they are added to the others, else they are all there are. */
export function defaultPrivileges(object: SchemaObject, { major }: Rendering, back = false): readonly string[] {
  const { objects, owner, grants } = object.properties;
  const kind = DEFAULTED[String(objects)];
  const all = kind === undefined ? ["SELECT", "UPDATE"] : allPrivileges(kind, major);
  const before: Privileges =
    object.schema !== undefined ? new Map() : kind === undefined ? new Map([["owner", all]]) : usual(kind, all);
  const role = nameOf(String(owner));
  const where = object.schema === undefined ? "" : ` IN SCHEMA ${nameOf(object.schema)}`;
  const target = { on: String(objects).toUpperCase() };
  const wanted = privilegesOf(grants ?? null, all);
  const [from, to] = back ? [wanted, before] : [before, wanted];
  const changes = changePrivileges(from, to, target, role, all);
  return changes.map((statement) => `ALTER DEFAULT PRIVILEGES FOR ROLE ${role}${where} ${statement}`);
}

interface Target {
  readonly on: string;
  /** Of a column of a table. */
  readonly column?: string;
}

function changePrivileges(
  before: Privileges,
  after: Privileges,
  { on, column }: Target,
  owner: string,
  all: readonly string[],
): readonly string[] {
  const listed = (privileges: readonly string[]) =>
    (privileges.length === all.length && all.length > 1 ? ["ALL"] : privileges)
      .map((privilege) => (column === undefined ? privilege : `${privilege} (${column})`))
      .join(", ");
  const roleOf = (role: string) =>
    role === "owner" ? owner : role === "public" ? "PUBLIC" : nameOf(role === '"owner"' ? "owner" : role);
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((role) => {
    const had = before.get(role) ?? [];
    const has = after.get(role) ?? [];
    const revoked = had.map(bare).filter((privilege) => !has.map(bare).includes(privilege));
    const added = has.filter((privilege) => !had.includes(privilege));
    const plain = added.filter((privilege) => !privilege.endsWith("*"));
    const passable = added.filter((privilege) => privilege.endsWith("*")).map(bare);
    return [
      ...(revoked.length === 0 ? [] : [`REVOKE ${listed(revoked)} ON ${on} FROM ${roleOf(role)}`]),
      ...(plain.length === 0 ? [] : [`GRANT ${listed(plain)} ON ${on} TO ${roleOf(role)}`]),
      ...(passable.length === 0 ? [] : [`GRANT ${listed(passable)} ON ${on} TO ${roleOf(role)} WITH GRANT OPTION`]),
    ];
  });
}

function privilegesOf(value: Value, all: readonly string[]): Privileges {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  const expand = (privilege: string) =>
    bare(privilege) === "ALL" ? all.map((one) => one + privilege.slice("ALL".length)) : [privilege];
  return new Map(
    Object.entries(value).map(([role, privileges]) => [role, [privileges].flat().map(String).flatMap(expand)]),
  );
}

/** What an object has when it is made. */
function made(object: SchemaObject, major: number): Privileges {
  const { kind } = object;
  if (kind === "column") return new Map();
  const all = allPrivileges(kind, major);
  if (kind !== "schema" || object.name !== "public") return usual(kind, all);
  return new Map([
    ["owner", all],
    ["public", major >= 15 ? ["USAGE"] : all],
  ]);
}

function usual(kind: ObjectKind, all: readonly string[]): Privileges {
  return new Map([["owner", all], ...(TO_EVERYBODY.has(kind) ? [["public", all] as const] : [])]);
}

function ownerOf(object: SchemaObject, { options, snapshot }: Rendering): string {
  const whole = object.kind === "column" && object.parent !== undefined ? snapshot.objects.get(object.parent) : object;
  const owner = whole?.properties["owner"];
  return options.owners && typeof owner === "string" ? nameOf(owner) : "CURRENT_USER";
}

function grantTarget(object: SchemaObject): Target | undefined {
  const identity = identityOf(object);
  if (object.kind === "column") {
    const column = lastName(identity);
    return { on: `TABLE ${identity.slice(0, -column.length - 1)}`, column };
  }
  const word = GRANT_WORDS[object.kind];
  return word === undefined ? undefined : { on: `${word} ${identity}` };
}

const GRANT_WORDS: Readonly<Partial<Record<ObjectKind, string>>> = {
  schema: "SCHEMA",
  language: "LANGUAGE",
  "foreign data wrapper": "FOREIGN DATA WRAPPER",
  server: "FOREIGN SERVER",
  enum: "TYPE",
  domain: "DOMAIN",
  "composite type": "TYPE",
  range: "TYPE",
  "base type": "TYPE",
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "ROUTINE",
  sequence: "SEQUENCE",
  table: "TABLE",
  "foreign table": "TABLE",
  view: "TABLE",
  "materialized view": "TABLE",
};

/** What default privileges are about, as a kind of object. */
const DEFAULTED: Readonly<Record<string, ObjectKind>> = {
  tables: "table",
  sequences: "sequence",
  functions: "function",
  types: "enum",
  schemas: "schema",
};
