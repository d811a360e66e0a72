import type { SchemaDifference } from "../../schema/compare.ts";
import type { SchemaObject, Snapshot, Value } from "../../schema/model.ts";

/**
 * Servers of two majors write the same view, default or constraint in other words: with more or fewer parentheses, and
 * with columns qualified or not. Such a difference tells nothing.
 */
export function isOfVersions({ expected, found, change }: SchemaDifference): boolean {
  return change === "changed" && bare(expected) === bare(found);
}

function bare(value: Value | undefined): string {
  return JSON.stringify(value ?? null)
    .replaceAll("\\n", " ")
    .replace(/(?<![\w.])[a-z_]\w*\.(?=[a-z_"\\])/gi, "")
    .replace(/[\s()]+/g, "");
}

/** Without the privileges that one of two majors does not know. */
export function withKnownPrivileges(snapshot: Snapshot, otherMajor: number): Snapshot {
  if (Math.min(snapshot.server.major, otherMajor) >= MAINTAIN_SINCE) return snapshot;
  const objects = new Map<string, SchemaObject>();
  for (const [key, object] of snapshot.objects) {
    const grants = object.properties["grants"];
    const known = grants === undefined ? {} : { grants: withoutMaintain(grants) };
    objects.set(key, { ...object, properties: { ...object.properties, ...known } });
  }
  return { ...snapshot, objects };
}

const MAINTAIN_SINCE = 17;

function withoutMaintain(value: Value): Value {
  if (Array.isArray(value)) return value.filter((privilege) => !/^MAINTAIN\*?$/.test(String(privilege)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([role, privileges]) => [role, withoutMaintain(privileges)]));
}
