/**
 * A database's schema as data: what every proof compares, and what a dump is written from. Flat, so that a difference is
 * always one object's one property, and complete, so that nothing can be lost without being seen.
 */

/** What PostgreSQL's catalogues hold of objects that scripts can make. */
export const OBJECT_KINDS = [
  "schema",
  "extension",
  "language",
  "access method",
  "foreign data wrapper",
  "server",
  "user mapping",
  "collation",
  "conversion",
  "enum",
  "domain",
  "composite type",
  "range",
  "base type",
  "function",
  "procedure",
  "aggregate",
  "operator",
  "operator family",
  "operator class",
  "cast",
  "transform",
  "sequence",
  "table",
  "foreign table",
  "view",
  "materialized view",
  "column",
  "constraint",
  "index",
  "trigger",
  "rule",
  "policy",
  "statistics",
  "text search parser",
  "text search template",
  "text search dictionary",
  "text search configuration",
  "event trigger",
  "publication",
  "subscription",
  "default privileges",
] as const;

export type ObjectKind = (typeof OBJECT_KINDS)[number];

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

export interface SchemaObject {
  readonly kind: ObjectKind;
  /**
   * The same for the same object in every database: kind and qualified name, quoted where PostgreSQL quotes it.
   * `table public.users`, `column public.users.email`, `constraint public.users.users_pkey`, `function public.f(integer)`.
   */
  readonly key: string;
  /** Undefined for what lies in no schema. Not quoted. */
  readonly schema: string | undefined;
  /** Not quoted; with argument types for functions and operators. */
  readonly name: string;
  /** Key of the object that this one is a part of, and goes with: of a column its table, of an index its constraint. */
  readonly parent: string | undefined;
  /**
   * Place among the parts of the parent, from 1, without gaps: columns of tables, attributes of composite types. A
   * difference of its own grade, since no script can set it right.
   */
  readonly position: number | undefined;
  /**
   * What is compared, by the names that the columns of the kind's query in `sql/schema/` have. Every object may have
   * `owner` (a role), `comment`, `security labels`, `depends on extensions`, and `grants`: to each role its privileges in alphabetical order, `*`
   * behind those with grant option; the owner is called `owner` there, everybody `public`, and all that there are of
   * several privileges `ALL`. A property that is at the server's default is left out, unless people would look for it.
   */
  readonly properties: Readonly<Record<string, Value>>;
  /** The statement that makes it, where the server can write one; what it says is in the properties too, or is this. */
  readonly sql: string | undefined;
  /** Keys of the objects that must be there before this one, its parent among them. Circles are PostgreSQL's own. */
  readonly dependsOn: readonly string[];
  /** `classid:objid:objsubid` in the database it was read from: never compared. */
  readonly address: string;
}

export interface Snapshot {
  /** What the server calls its version, and the major of it. */
  readonly server: { readonly version: string; readonly major: number };
  /** By key, in the order of kinds and then of keys. */
  readonly objects: ReadonlyMap<string, SchemaObject>;
}

/** What a comparison looks at. */
export interface SnapshotFilter {
  /** Compared unless false, as are `grants` and `columnOrder`. */
  readonly owners?: boolean;
  readonly grants?: boolean;
  /** The order of columns that are on both sides. */
  readonly columnOrder?: boolean;
  /** Patterns with `*` and `?`: on the names of schemas, and on keys with their kind or without. Parts go with the whole. */
  readonly ignoreSchemas?: readonly string[];
  readonly ignoreObjects?: readonly string[];
  /** Partitions that are attached to a table of the schema are made at run time. */
  readonly ignorePartitions?: boolean;
}
