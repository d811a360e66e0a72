import type { SchemaObject, Value } from "../../model.ts";

/** As SQL names it, with its schema: of a constraint with its table. */
export function identityOf({ kind, key }: Pick<SchemaObject, "kind" | "key">): string {
  return key.slice(kind.length + 1);
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

export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return text.includes("\\")
    ? `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;
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

/**
 * Words that PostgreSQL takes for a name only in quotes, or not everywhere: those of pg_get_keywords() that are reserved, or
 * name a type or function, or a column, of 14 to 18.
 */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast " +
    "char character check coalesce collate collation column concurrently constraint create cross current_catalog " +
    "current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable " +
    "desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group " +
    "grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array " +
    "json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value " +
    "lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize " +
    "not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision " +
    "primary real references returning right row select session_user setof similar smallint some substring symmetric " +
    "system_user table tablesample then time timestamp to trailing treat trim true union unique user using values " +
    "varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest " +
    "xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"
  ).split(" "),
);
