import { type Grants, grantsOf, writtenGrants } from "../../schema/grant-words.ts";
import type { SchemaObject, Snapshot } from "../../schema/model.ts";
import type { Replayed } from "./replayed.ts";

/** Who ran the scripts, here and there. */
export interface Runners {
  /** The role that ran them in the scratch database. */
  readonly scratch: string;
  /** Who ran a revision in the live database; undefined for one that was stamped. */
  readonly live: (revision: string) => string | undefined;
  /** The role that scripts are configured to be run as, whoever logs in. */
  readonly role?: string | undefined;
}

/**
 * The replay as if the same roles had run it as in the live database. What a script makes belongs to whoever runs it, and
 * that is another role on another server: an object is expected to be of the role that owns most of what the scripts made,
 * or of the one that ran its revision. What a script gives to a role by name stays as it is.
 */
export function withOwnersOf(replayed: Replayed, live: Snapshot, runners: Runners): Snapshot {
  const { snapshot, made } = replayed;
  const { scratch: runner } = runners;
  const main = ownerOfMost(replayed, live, runners);
  const objects = new Map<string, SchemaObject>();
  for (const object of snapshot.objects.values()) {
    const revision = made.get(object.key);
    const ran = revision === undefined ? undefined : runners.live(revision);
    const renamed = ofRole(object, live, runner, main);
    const found = live.objects.get(renamed.key)?.properties["owner"];
    const owner = found !== undefined && found === ran ? ran : main;
    objects.set(renamed.key, { ...renamed, properties: owned(renamed, runner, owner) });
  }
  return { ...snapshot, objects };
}

/** Who ran scripts has one vote more: what belongs to another may be all that there is, or half of it, and given away. */
function ownerOfMost({ snapshot, made }: Replayed, live: Snapshot, runners: Runners): string {
  const ran = new Set([...made.values()].flatMap((revision) => runners.live(revision) ?? []));
  const likely = runners.role === undefined ? [...ran] : [runners.role];
  const counts = new Map(likely.map((role) => [role, 1]));
  for (const [key, { properties }] of snapshot.objects) {
    const owner = live.objects.get(key)?.properties["owner"];
    if (properties["owner"] !== runners.scratch || typeof owner !== "string") continue;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? runners.scratch;
}

/** Default privileges and user mappings are named by their role, and a policy may be for CURRENT_USER. */
function ofRole(object: SchemaObject, live: Snapshot, runner: string, owner: string): SchemaObject {
  const replace = (text: string) =>
    text
      .replace(`for role ${quoted(runner)} `, () => `for role ${quoted(owner)} `)
      .replace(`for ${quoted(runner)} server `, () => `for ${quoted(owner)} server `);
  const { kind, key, name, properties } = object;
  if (kind === "default privileges" && properties["owner"] === runner) {
    return { ...object, key: replace(key), name: replace(name) };
  }
  if (kind === "user mapping" && !live.objects.has(key) && live.objects.has(replace(key))) {
    return { ...object, key: replace(key), name: replace(name) };
  }
  const roles = properties["roles"];
  const theirs = live.objects.get(key)?.properties["roles"];
  if (kind !== "policy" || !Array.isArray(roles) || !Array.isArray(theirs) || theirs.includes(runner)) return object;
  return {
    ...object,
    properties: { ...properties, roles: roles.map((role) => (role === runner ? owner : role)).sort() },
  };
}

function quoted(role: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(role) ? role : `"${role.replaceAll('"', '""')}"`;
}

function owned({ kind, properties }: SchemaObject, runner: string, owner: string): SchemaObject["properties"] {
  const { grants, ...rest } = properties;
  const isRunners = rest["owner"] === runner;
  const written = writtenGrants(kind, granted(grantsOf(kind, grants), runner, owner, isRunners));
  return {
    ...rest,
    ...(isRunners ? { owner } : {}),
    ...(grants === undefined || written === undefined ? {} : { grants: written }),
  };
}

/** What a script grants to the role that happens to own the object here is nothing that could be seen. */
function granted(grants: Grants, runner: string, owner: string, isRunners: boolean): Grants {
  const entries = Object.entries(grants).flatMap(([role, privileges]): readonly [string, readonly string[]][] => {
    if (isRunners && role === owner) return [];
    return [[role === runner && !isRunners ? owner : role, privileges]];
  });
  return Object.fromEntries(entries);
}
