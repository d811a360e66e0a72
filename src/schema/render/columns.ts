import type { SchemaObject, Value } from "../model.ts";
import { commentStatements, labelStatements, targetOf } from "./about.ts";
import { foreignOptions } from "./foreign.ts";
import { identityOf, lastName, nameOf, text } from "./names.ts";
import { entriesOf, flagOf, type Rendering, textOf } from "./piece.ts";
import { grantStatements, sequenceGrants } from "./privileges.ts";
import { sequenceOptions } from "./sequences.ts";

export interface ColumnForm {
  /** Left to a statement that comes later. */
  readonly withoutDefault: boolean;
  /** A partition has those of the table that it is attached to. */
  readonly withoutIdentity: boolean;
  /** Where the table has none for a column that has one above. */
  readonly defaultsAbove?: ReadonlySet<string> | undefined;
}

/** A column as CREATE TABLE takes it. `typed`: of a table of a type, which has name and type already. */
export function columnDefinition(column: SchemaObject, form: ColumnForm, typed = false): string {
  const collation = textOf(column, "collation");
  const words = typed
    ? [columnName(column), "WITH OPTIONS"]
    : [
        `${columnName(column)} ${textOf(column, "type")}`,
        ...foreignOptions(entriesOf(column, "foreign options")),
        ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
      ];
  const byDefault = textOf(column, "default");
  if (byDefault !== undefined && !form.withoutDefault) words.push(`DEFAULT ${byDefault}`);
  const generated = textOf(column, "generated");
  if (byDefault === undefined && generated === undefined && form.defaultsAbove?.has(column.name) === true) {
    words.push("DEFAULT NULL");
  }
  if (generated !== undefined) {
    words.push(`GENERATED ALWAYS AS (${textOf(column, "expression")}) ${generated.toUpperCase()}`);
  }
  if (!form.withoutIdentity) words.push(...identityWords(column));
  if (flagOf(column, "not null") && column.properties["not null validated"] !== false) words.push(notNull(column));
  return words.join(" ");
}

/** True for a column that says more than its type, for a table of a type. */
export function saysMore(column: SchemaObject): boolean {
  const { properties } = column;
  return ["default", "generated", "not null", "identity"].some((name) => properties[name] !== undefined);
}

export function columnName(column: SchemaObject): string {
  return lastName(identityOf(column));
}

function notNull(column: SchemaObject): string {
  const name = textOf(column, "not null name");
  const inherit = flagOf(column, "not null no inherit") ? " NO INHERIT" : "";
  return `${name === undefined ? "" : `CONSTRAINT ${nameOf(name)} `}NOT NULL${inherit}`;
}

function identityWords(column: SchemaObject): readonly string[] {
  const kind = textOf(column, "identity");
  if (kind === undefined) return [];
  const sequence = sequenceOf(column);
  const name = sequence["name"];
  const options = [
    ...(typeof name === "string" ? [`SEQUENCE NAME ${name}`] : []),
    ...sequenceOptions(sequence, String(sequence["type"] ?? textOf(column, "type"))),
  ];
  return [`GENERATED ${kind.toUpperCase()} AS IDENTITY${options.length === 0 ? "" : ` (${options.join(" ")})`}`];
}

function sequenceOf(column: SchemaObject): Readonly<Record<string, Value>> {
  const sequence = column.properties["sequence"];
  return typeof sequence === "object" && sequence !== null && !Array.isArray(sequence)
    ? (sequence as Readonly<Record<string, Value>>)
    : {};
}

/** What CREATE TABLE has no words for. `alter`: `ALTER TABLE ONLY public.t`. */
export function columnSettings(
  column: SchemaObject,
  alter: string,
  form: ColumnForm,
  major: number,
): readonly string[] {
  const change = `${alter} ALTER COLUMN ${columnName(column)}`;
  const storage = textOf(column, "storage");
  const compression = textOf(column, "compression");
  const target = textOf(column, "statistics target");
  const options = entriesOf(column, "options").map(([name, value]) => `${nameOf(name)} = ${optionValue(value)}`);
  return [
    ...(storage === undefined ? [] : [`${change} SET STORAGE ${storage.toUpperCase()}`]),
    ...(compression === undefined ? [] : [`${change} SET COMPRESSION ${compression}`]),
    ...(target === undefined ? [] : [`${change} SET STATISTICS ${target}`]),
    ...(options.length === 0 ? [] : [`${change} SET (${options.join(", ")})`]),
    ...(form.withoutIdentity ? [] : identitySettings(column, major)),
  ];
}

function identitySettings(column: SchemaObject, major: number): readonly string[] {
  if (textOf(column, "identity") === undefined) return [];
  const { comment, persistence } = sequenceOf(column);
  const name = identitySequence(column);
  return [
    // Before PostgreSQL 15 sequences are never unlogged, whatever their tables are.
    ...(persistence === undefined || major < 15
      ? []
      : [`ALTER SEQUENCE ${name} SET ${persistence === "unlogged" ? "UNLOGGED" : "LOGGED"}`]),
    ...(comment === undefined ? [] : [`COMMENT ON SEQUENCE ${name} IS ${text(comment)}`]),
  ];
}

/** Name of the sequence behind an identity column: the one that the server chooses, unless it is told. */
export function identitySequence(column: SchemaObject): string {
  const { name } = sequenceOf(column);
  if (typeof name === "string") return name;
  const table = rawNames(identityOf(column)).at(-2) ?? "";
  return `${nameOf(column.schema ?? "")}.${nameOf(`${table}_${column.name}_seq`)}`;
}

function rawNames(identity: string): readonly string[] {
  return [...identity.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)].map(
    ([bare, quoted]) => quoted?.replaceAll('""', '"') ?? bare,
  );
}

/** Of the constraint behind NOT NULL, which has a name where there is one. */
function notNullComment(column: SchemaObject, { snapshot }: Rendering): readonly string[] {
  const [name, comment] = [textOf(column, "not null name"), textOf(column, "not null comment")];
  const table = snapshot.objects.get(column.parent ?? "");
  if (name === undefined || comment === undefined || table === undefined) return [];
  return [`COMMENT ON CONSTRAINT ${nameOf(name)} ON ${identityOf(table)} IS ${text(comment)}`];
}

/** Comments and grants of columns. */
export function aboutColumn(column: SchemaObject, rendering: Rendering, owner: string): readonly string[] {
  const { grants } = sequenceOf(column);
  return [
    ...commentStatements(targetOf(column, rendering), column),
    ...notNullComment(column, rendering),
    ...labelStatements(targetOf(column, rendering), column),
    ...grantStatements(column, rendering),
    ...(textOf(column, "identity") === undefined || !rendering.options.grants
      ? []
      : sequenceGrants(identitySequence(column), grants, owner)),
  ];
}

/** Numbers and plain words stand as they are. */
export function optionValue(value: Value): string {
  const word = String(value);
  return /^-?\d+(\.\d+)?$|^[a-z_][a-z0-9_]*$/.test(word) ? word : text(word);
}
