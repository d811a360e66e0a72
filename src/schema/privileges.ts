import type { ObjectKind } from "./model.ts";

/**
 * All privileges that there are on an object of a kind, as GRANT's page in PostgreSQL's manual lists them. What default
 * privileges are about varies: they count as those of a table, which has the most.
 */
export function allPrivileges(kind: ObjectKind, major: number): readonly string[] {
  switch (kind) {
    case "table":
    case "foreign table":
    case "view":
    case "materialized view":
    case "default privileges":
      return major >= 17 ? [...OF_RELATIONS, "MAINTAIN"] : OF_RELATIONS;
    case "column":
      return ["INSERT", "REFERENCES", "SELECT", "UPDATE"];
    case "sequence":
      return ["SELECT", "UPDATE", "USAGE"];
    case "schema":
      return ["CREATE", "USAGE"];
    case "function":
    case "procedure":
    case "aggregate":
      return ["EXECUTE"];
    default:
      return ["USAGE"];
  }
}

/** Kinds that everybody may use unless that is revoked. */
export const TO_EVERYBODY: ReadonlySet<ObjectKind> = new Set([
  "function",
  "procedure",
  "aggregate",
  "language",
  "enum",
  "domain",
  "composite type",
  "range",
  "base type",
]);

/** Without the star of a grant option. */
export function bare(privilege: string): string {
  return privilege.replace(/\*$/, "");
}

const OF_RELATIONS = ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"];
