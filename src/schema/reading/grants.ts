import type { ObjectKind, Value } from "../model.ts";

/**
 * Privileges as the catalogue has them (`app=r*w/postgres`) for people: to each role its privileges, `*` behind those with
 * grant option. Undefined where they are what an object of the kind has when nobody ever granted or revoked anything, so
 * that it makes no difference whether the server has written that down.
 */
export function grantsOf(
  items: readonly string[],
  { kind, owner, major, standard }: GrantedObject,
): Readonly<Record<string, Value>> | undefined {
  const all = everything(kind, major);
  const granted = new Map<string, Set<string>>();
  for (const { role, privileges } of items.map(aclItem)) {
    const known = granted.get(role) ?? new Set();
    for (const privilege of privileges) known.add(privilege);
    granted.set(role, known);
  }
  const grants = [...granted].map(([role, letters]) => [nameOf(role, owner), say(letters, all)] as const);
  const sorted = Object.fromEntries(grants.sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify(sorted) === JSON.stringify(defaultsOf(kind, all, major, standard)) ? undefined : sorted;
}

export interface GrantedObject {
  /** Of default privileges, what they are for: `tables`. */
  readonly kind: ObjectKind | string;
  readonly owner: string | undefined;
  readonly major: number;
  /** The schema public that the server itself has made. */
  readonly standard: boolean;
}

/** The grantee of everybody is the empty name. Names of other than plain characters are quoted. */
function aclItem(text: string): { readonly role: string; readonly privileges: readonly string[] } {
  const [, quoted, plain, letters = ""] = /^(?:"((?:[^"]|"")*)"|([^=]*))=([a-zA-Z*]*)\//su.exec(text) ?? [];
  return { role: quoted?.replaceAll('""', '"') ?? plain ?? "", privileges: letters.match(/[a-zA-Z]\*?/g) ?? [] };
}

function nameOf(role: string, owner: string | undefined): string {
  if (role === "") return "public";
  if (role === owner) return "owner";
  // A role may be called so, and is not the owner.
  return role === "owner" ? '"owner"' : role;
}

function say(letters: ReadonlySet<string>, all: string): readonly string[] {
  // A privilege may come from two grantors, and from one of them with grant option.
  const held = [...letters].filter((letter) => letter.endsWith("*") || !letters.has(`${letter}*`));
  const has = (option: string) => held.length === all.length && [...all].every((one) => held.includes(one + option));
  if (all.length > 1 && has("")) return ["ALL"];
  if (all.length > 1 && has("*")) return ["ALL*"];
  return held.map((letter) => `${WORDS[letter.charAt(0)] ?? letter}${letter.slice(1)}`).sort();
}

const WORDS: Readonly<Record<string, string>> = {
  a: "INSERT",
  r: "SELECT",
  w: "UPDATE",
  d: "DELETE",
  D: "TRUNCATE",
  x: "REFERENCES",
  t: "TRIGGER",
  m: "MAINTAIN",
  X: "EXECUTE",
  U: "USAGE",
  C: "CREATE",
};

function everything(kind: string, major: number): string {
  switch (kind) {
    case "column":
      return "arwx";
    case "sequence":
    case "sequences":
      return "rwU";
    case "function":
    case "procedure":
    case "aggregate":
    case "functions":
      return "X";
    case "schema":
    case "schemas":
      return "UC";
    case "large objects":
      return "rw";
    case "table":
    case "foreign table":
    case "view":
    case "materialized view":
    case "tables":
      return major >= 17 ? "arwdDxtm" : "arwdDxt";
    default:
      return "U";
  }
}

/** Default privileges themselves have none: what is written down of them is what somebody has written. */
function defaultsOf(kind: string, all: string, major: number, standard: boolean): unknown {
  if (kind === "column") return {};
  if (/s$/.test(kind)) return undefined;
  const owner = { owner: say(new Set(all), all) };
  if (standard) return { ...owner, public: say(new Set(major >= 15 ? "U" : "UC"), all) };
  if (all === "X" || (all === "U" && kind !== "server" && kind !== "foreign data wrapper")) {
    return { ...owner, public: say(new Set(all), all) };
  }
  return owner;
}
