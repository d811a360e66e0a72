import { literal } from "../../database/statement.ts";
import type { SchemaObject } from "../model.ts";

/** Kind and name are one text in a key; what is behind the kind is the name as SQL takes it. */
export function identityOf({ kind, key }: Pick<SchemaObject, "kind" | "key">): string {
  return key.slice(kind.length + 1);
}

/** The last name in the identity of an object, in the quotes that it has there. */
export function lastName(identity: string): string {
  return identity.endsWith('"')
    ? (/"(?:[^"]|"")*"$/.exec(identity)?.[0] ?? identity)
    : identity.slice(identity.lastIndexOf(".") + 1);
}

/** Of a function or an operator what stands before its arguments: `public.f` of `public.f(integer)`. */
export function beforeArguments(signature: string): string {
  return /^(?:"(?:[^"]|"")*"|[^("])*/.exec(signature)?.[0] ?? signature;
}

/** A name that did not come from the server in quotes: bare where every major takes it bare. */
export function nameOf(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal of SQL. */
export function text(value: unknown): string {
  return literal(String(value)).trimStart();
}

/** Words of any major that mean something else where a name may stand, or may mean something else for a role. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
  char character check coalesce collate collation column concurrently constraint create cross current_catalog
  current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
  desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
  grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
  json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
  lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not
  notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary
  public real references returning right row select session_user setof similar smallint some substring symmetric
  system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar
  variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse
  xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
);
