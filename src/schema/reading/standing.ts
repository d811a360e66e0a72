import type { Row } from "../../database/answers.ts";
import type { Value } from "../model.ts";

/** What is read at every look: of the server, and what the units' texts depend on. */
export interface Standing {
  readonly version: string;
  readonly major: number;
  /** The oldest transaction that had not ended. */
  readonly horizon: string;
  /** Numbers of the schemas that are left out. */
  readonly outside: ReadonlySet<string>;
  readonly roles: readonly string[];
  readonly tablespaces: readonly string[];
  /** To each member, as `class:id`, the number of its extension. */
  readonly members: ReadonlyMap<string, string>;
  /** By address, and then by the provider's name. */
  readonly labels: ReadonlyMap<string, { readonly [provider: string]: Value }>;
  /** By address, the extensions that what is no member of them goes with. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  /** Members, labels and dependents, to be compared. */
  readonly text: string;
}

export function standingOf(row: Row): Standing {
  const members = (row["members"] ?? []) as readonly (readonly [string, string, string])[];
  const labels = (row["labels"] ?? []) as readonly Readonly<Record<"address" | "provider" | "label", string>>[];
  const dependents = (row["dependents"] ?? []) as readonly (readonly [address: string, extension: string])[];
  const byAddress = Map.groupBy(labels, ({ address }) => address);
  return {
    version: String(row["version"]).split(" ")[0] ?? "",
    major: Math.floor(Number(row["version_number"]) / 10_000),
    horizon: String(row["horizon"]),
    outside: new Set((row["outside"] ?? []) as readonly string[]),
    roles: (row["roles"] ?? []) as readonly string[],
    tablespaces: (row["tablespaces"] ?? []) as readonly string[],
    members: new Map(members.map(([catalogue, id, extension]) => [`${catalogue}:${id}`, extension])),
    labels: new Map(
      [...byAddress].map(([address, given]) => [
        address,
        Object.fromEntries(given.map(({ provider, label }) => [provider, label])),
      ]),
    ),
    dependents: new Map(
      [...Map.groupBy(dependents, ([address]) => address)].map(([address, some]) => [
        address,
        some.map(([, extension]) => extension),
      ]),
    ),
    text: JSON.stringify([members, labels, dependents]),
  };
}

/** Whether what was read under the one holds under the other: names that texts tell are still there. */
export function isStillGood(was: Standing, is: Standing): boolean {
  const kept = (before: readonly string[], after: readonly string[]) => {
    const now = new Set(after);
    return before.every((name) => now.has(name));
  };
  return was.text === is.text && kept(was.roles, is.roles) && kept(was.tablespaces, is.tablespaces);
}
