import { readFileSync } from "node:fs";
import { sqlFile } from "../resources.ts";

/** What may stand for a placeholder. Arrays become the text form of a PostgreSQL array, objects JSON. */
export type StatementValue = string | number | boolean | null | undefined | readonly string[] | JsonObject;
interface JsonObject {
  readonly [key: string]: unknown;
}

const texts = new Map<string, string>();

/**
 * A statement of ours from `sql/`, its placeholders filled in as psql does it: `:"name"` becomes a quoted identifier,
 * `:'name'` a quoted literal or NULL. Sent as simple queries, several statements then cost one round trip, and work
 * behind poolers that know nothing of prepared statements.
 */
export function statement(file: string, values: Readonly<Record<string, StatementValue>> = {}): string {
  let text = texts.get(file);
  if (text === undefined) {
    text = readFileSync(sqlFile(file), "utf8")
      .replace(/^\s*--.*\n/gm, "")
      .trim();
    texts.set(file, text);
  }
  return text.replace(/:(["'])([a-z_]+)\1/g, (_, quote: string, name: string) => {
    if (!(name in values)) throw new TypeError(`${file} needs a value for ${name}`);
    const value = values[name];
    return quote === '"' ? identifier(String(value)) : literal(value);
  });
}

/** A name as an identifier of SQL, whatever it holds. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A value as a literal of SQL. Correct whatever standard_conforming_strings says. */
export function literal(value: StatementValue): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number" || typeof value === "boolean") return `'${value}'`;
  if (typeof value !== "string") {
    return literal(Array.isArray(value) ? arrayText(value) : JSON.stringify(value));
  }
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

function arrayText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
