import type { ObjectKind, Value } from "./model.ts";
import { allPrivileges, bare, TO_EVERYBODY } from "./privileges.ts";

/** To each role its privileges. */
export type Grants = Readonly<Record<string, readonly string[]>>;

/** `grant SELECT to app missing, grant option of UPDATE for app left over`. */
export function sayGrants(
  kind: ObjectKind,
  major: number,
  expected: Value | undefined,
  found: Value | undefined,
): string {
  const before = grantsOf(kind, expected);
  const after = grantsOf(kind, found);
  const said = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((role) => {
    const [was, is] = alike(kind, major, before[role] ?? [], after[role] ?? []);
    return [...sayRole(role, was, is, "missing"), ...sayRole(role, is, was, "left over")];
  });
  return said.length === 0 ? "grants changed" : said.join(", ");
}

/** With what an object of the kind has where nobody ever granted or revoked anything: that is not written down. */
export function grantsOf(kind: ObjectKind, value: Value | undefined): Grants {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return defaultsOf(kind);
  return Object.fromEntries(Object.entries(value).map(([role, privileges]) => [role, [privileges].flat().map(String)]));
}

/** As a snapshot has them: undefined where they are those of an object that nobody ever granted or revoked anything of. */
export function writtenGrants(kind: ObjectKind, grants: Grants): Grants | undefined {
  const text = (each: Grants) => JSON.stringify(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)));
  return text(grants) === text(defaultsOf(kind)) ? undefined : grants;
}

function defaultsOf(kind: ObjectKind): Grants {
  if (kind === "column" || kind === "default privileges") return {};
  const [only, ...more] = allPrivileges(kind, 0);
  const all = only === undefined || more.length > 0 ? "ALL" : only;
  return TO_EVERYBODY.has(kind) ? { owner: [all], public: [all] } : { owner: [all] };
}

/** Of all privileges against some of them, those are said that make the difference. */
function alike(kind: ObjectKind, major: number, was: readonly string[], is: readonly string[]) {
  const single = (privileges: readonly string[], other: readonly string[]) =>
    other.length === 0 || isAll(other)
      ? privileges
      : privileges.flatMap((one) =>
          isAll([one])
            ? allPrivileges(kind, major)
                .toSorted()
                .map((each) => each + one.slice(3))
            : [one],
        );
  return [single(was, is), single(is, was)] as const;
}

function isAll(privileges: readonly string[]): boolean {
  return privileges.some((privilege) => privilege === "ALL" || privilege === "ALL*");
}

function sayRole(
  role: string,
  there: readonly string[],
  notThere: readonly string[],
  change: "missing" | "left over",
): readonly string[] {
  const others = new Set(notThere.map(bare));
  const privileges = there.filter((privilege) => !others.has(bare(privilege)));
  const options = there.filter(
    (privilege) => privilege.endsWith("*") && others.has(bare(privilege)) && !notThere.includes(privilege),
  );
  const grant = privileges.length === 1 ? "grant" : "grants";
  return [
    ...(privileges.length === 0 ? [] : [`${grant} ${privileges.map(withOption).join(", ")} to ${role} ${change}`]),
    ...(options.length === 0 ? [] : [`grant option of ${options.map(bare).join(", ")} for ${role} ${change}`]),
  ];
}

function withOption(privilege: string): string {
  return privilege.endsWith("*") ? `${bare(privilege)} with grant option` : privilege;
}
