import type { SchemaObject, Value } from "../../model.ts";
import { nameOf } from "../../render/names.ts";

export { identityOf, text as quoteText } from "../../render/names.ts";

/** `public` means something else only for a role, and no role can have that name. */
export function quoteName(name: string): string {
  return name === "public" ? name : nameOf(name);
}

/** What a key names, whatever its kind: `table public.users` → `public.users`. */
export function identityIn(key: string | undefined, kinds: readonly string[]): string | undefined {
  const kind = kinds.find((each) => key?.startsWith(`${each} `));
  return kind === undefined ? undefined : key?.slice(kind.length + 1);
}

/** What ALTER and COMMENT call it. */
export function kindInSql({ kind }: Pick<SchemaObject, "kind">): string {
  const words: Readonly<Record<string, string>> = {
    enum: "type",
    "composite type": "type",
    range: "type",
    "base type": "type",
  };
  return words[kind] ?? kind;
}

/** A qualified name in which everything is quoted, as the server writes it. */
export function unquoteName(name: string): string {
  return name
    .split(/\.(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((part) => (part.startsWith('"') ? quoteName(part.slice(1, -1).replaceAll('""', '"')) : part))
    .join(".");
}

export function record(value: Value | undefined): Readonly<Record<string, Value>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Value>>)
    : {};
}

export function list(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A property that is there, as text. */
export function text(value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
