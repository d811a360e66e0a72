import { readFileSync } from "node:fs";
import { sqlFile } from "../resources.ts";

/** What may stand for a placeholder. Arrays become the text form of a PostgreSQL array, objects JSON. */
export type StatementValue = string | number | boolean | null | undefined | readonly string[] | JsonObject;
interface JsonObject {
  readonly [key: string]: unknown;
}

/** A statement in pieces: text, and between two texts a placeholder. */
interface Template {
  readonly texts: readonly string[];
  readonly places: readonly { readonly name: string; readonly isIdentifier: boolean }[];
}

const templates = new Map<string, Template>();

/**
 * A statement of ours from `sql/`, its placeholders filled in as psql does it: `:"name"` becomes a quoted identifier,
 * `:'name'` a quoted literal or NULL. Sent as simple queries, several statements then cost one round trip, and work
 * behind poolers that know nothing of prepared statements.
 */
export function statement(file: string, values: Readonly<Record<string, StatementValue>> = {}): string {
  const { texts, places } = templateOf(file);
  let filled = texts[0] ?? "";
  for (const [index, { name, isIdentifier }] of places.entries()) {
    if (!(name in values)) throw new TypeError(`${file} needs a value for ${name}`);
    const value = values[name];
    filled += (isIdentifier ? identifier(String(value)) : literal(value)) + (texts[index + 1] ?? "");
  }
  return filled;
}

/** The same for a session that asks it often: `parameters` are the values' names, in the order in which they are given. */
export function prepared(
  name: string,
  file: string,
  parameters: readonly string[],
  names: Readonly<Record<string, string>> = {},
): string {
  const { texts, places } = templateOf(file);
  const filled = places.map(({ name: place, isIdentifier }, index) => {
    const filling = isIdentifier ? identifier(String(names[place])) : `$${parameters.indexOf(place) + 1}`;
    return filling + (texts[index + 1] ?? "");
  });
  return `prepare ${identifier(name)} as ${texts[0] ?? ""}${filled.join("")}`;
}

export function executed(name: string, values: readonly StatementValue[]): string {
  const given = values.length === 0 ? "" : `(${values.map(literal).join(", ")})`;
  return `execute ${identifier(name)}${given}`;
}

function templateOf(file: string): Template {
  let template = templates.get(file);
  if (template === undefined) {
    template = readTemplate(file);
    templates.set(file, template);
  }
  return template;
}

function readTemplate(file: string): Template {
  const text = readFileSync(sqlFile(file), "utf8")
    .replace(/^\s*--.*\n/gm, "")
    .trim();
  const places = [...text.matchAll(PLACEHOLDER)].map(([, quote, name = ""]) => ({ name, isIdentifier: quote === '"' }));
  return { texts: text.split(/:(?:"[a-z_]+"|'[a-z_]+')/), places };
}

const PLACEHOLDER = /:(["'])([a-z_]+)\1/g;

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
