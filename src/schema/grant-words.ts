import type { ObjectKind, Value } from "./model.ts";

/** `grant SELECT to app missing, grant option of UPDATE for app left over`. */
export function sayGrants(kind: ObjectKind, expected: Value | undefined, found: Value | undefined): string {
  const before = grantsOf(expected) ?? defaultsBeside(kind, grantsOf(found));
  const after = grantsOf(found) ?? defaultsBeside(kind, grantsOf(expected));
  const said = [...new Set([...before.keys(), ...after.keys()])].flatMap((role) => {
    const was = before.get(role) ?? [];
    const is = after.get(role) ?? [];
    return [...sayRole(role, was, is, "missing"), ...sayRole(role, is, was, "left over")];
  });
  return said.length === 0 ? "grants changed" : said.join(", ");
}

function sayRole(
  role: string,
  there: readonly string[],
  notThere: readonly string[],
  change: "missing" | "left over",
): readonly string[] {
  const bare = (privilege: string) => privilege.replace(/\*$/, "");
  const others = new Set(notThere.map(bare));
  const privileges = there.filter((privilege) => !others.has(bare(privilege)));
  const options = there.filter(
    (privilege) => privilege.endsWith("*") && others.has(bare(privilege)) && !notThere.includes(privilege),
  );
  const say = (words: string) => (items: readonly string[]) => `${words} ${items.join(", ")}`;
  return [
    ...(privileges.length === 0
      ? []
      : [`${say(privileges.length === 1 ? "grant" : "grants")(privileges.map(withOption))} to ${role} ${change}`]),
    ...(options.length === 0 ? [] : [`${say("grant option of")(options.map(bare))} for ${role} ${change}`]),
  ];
}

function withOption(privilege: string): string {
  return privilege.endsWith("*") ? `${privilege.slice(0, -1)} with grant option` : privilege;
}

function grantsOf(value: Value | undefined): ReadonlyMap<string, readonly string[]> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(
    Object.entries(value).map(([role, privileges]) => [
      role,
      [privileges].flat().map((privilege) => String(privilege)),
    ]),
  );
}

/**
 * What is granted where nothing was ever granted or revoked is not written down. The owner has what it has on the other
 * side, where somebody has written it.
 */
function defaultsBeside(
  kind: ObjectKind,
  other: ReadonlyMap<string, readonly string[]> | undefined,
): ReadonlyMap<string, readonly string[]> {
  const owner = other?.get("owner");
  const everybody = TO_EVERYBODY[kind];
  return new Map([
    ...(owner === undefined ? [] : [["owner", owner] as const]),
    ...(everybody === undefined ? [] : [["public", [everybody]] as const]),
  ]);
}

const TO_EVERYBODY: Readonly<Partial<Record<ObjectKind, string>>> = {
  function: "EXECUTE",
  procedure: "EXECUTE",
  aggregate: "EXECUTE",
  language: "USAGE",
  enum: "USAGE",
  domain: "USAGE",
  "composite type": "USAGE",
  range: "USAGE",
  "base type": "USAGE",
};
