import type { SchemaObject } from "../model.ts";
import { aboutObject, commentStatements, targetOf } from "./about.ts";
import {
  aboutColumn,
  type ColumnForm,
  columnDefinition,
  columnName,
  columnSettings,
  optionValue,
  saysMore,
} from "./columns.ts";
import { constraintDefinition, isOnlyInherited, isValidated } from "./constraints.ts";
import { foreignOptions } from "./foreign.ts";
import { Heritage } from "./inheritance.ts";
import { identityOf, lastName, nameOf } from "./names.ts";
import { entriesOf, flagOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

/**
 * A table with its columns and checks, and its place in others as pieces behind it. Defaults and checks can call functions
 * that need the table: then they come later.
 */
export function tablePieces(table: SchemaObject, rendering: Rendering): readonly Piece[] {
  const columns = rendering.parts(table.key, "column");
  const checks = rendering
    .parts(table.key, "constraint")
    .filter((part) => textOf(part, "type") === "check" && isValidated(part));
  const heritage = new Heritage(table, columns, rendering);
  const own = checks.filter((check) => heritage.standsAlone || !isOnlyInherited(check));
  const make = (withoutDefault: boolean) => {
    const withoutIdentity = heritage.isPartition && rendering.major >= 17;
    const form = { withoutDefault, withoutIdentity, defaultsAbove: heritage.defaultsAbove };
    return [
      createTable(table, heritage, withoutDefault ? [] : own, form),
      ...afterwards(table, heritage, form, rendering),
    ];
  };
  const comments = checks.flatMap((check) => commentStatements(targetOf(check, rendering), check));
  const needsOf = (objects: readonly SchemaObject[]) => objects.flatMap(({ dependsOn }) => dependsOn);
  const base = [...table.dependsOn, ...heritage.parents];
  const whole = pieceOf(table, "table", [...make(false), ...comments], {
    needs: [...base, ...needsOf(columns), ...needsOf(own)],
    split: () => ({
      early: pieceOf(table, "table", make(true), {
        needs: [
          ...base,
          ...needsOf(columns.filter(({ properties }) => properties["default"] === undefined)),
          ...needsOf(columns.filter(({ properties }) => properties["default"] !== undefined)).filter(isType),
        ],
      }),
      late: pieceOf(table, "table", [...lateStatements(table, heritage, own), ...comments], {
        key: `${table.key} late`,
        step: 1,
        undo: undoLate(table, heritage, own),
        needs: [table.key, ...needsOf(columns), ...needsOf(own)],
      }),
    }),
  });
  return [whole, ...heritage.pieces()];
}

function isType(key: string): boolean {
  return !/^(function|sequence|operator) /.test(key);
}

function createTable(
  table: SchemaObject,
  heritage: Heritage,
  checks: readonly SchemaObject[],
  form: ColumnForm,
): string {
  const type = textOf(table, "of type");
  const columns =
    type === undefined
      ? heritage.listed.map((column) => columnDefinition(column, form))
      : heritage.listed.filter(saysMore).map((column) => columnDefinition(column, form, true));
  const lines = [...columns, ...heritage.notNulls(), ...checks.map(constraintDefinition)];
  const list = lines.length === 0 ? (type === undefined ? " (\n)" : "") : ` (\n    ${lines.join(",\n    ")}\n)`;
  const foreign = table.kind === "foreign table" ? "FOREIGN " : "";
  const unlogged = textOf(table, "persistence") === "unlogged" ? "UNLOGGED " : "";
  const key = textOf(table, "partition key");
  const method = textOf(table, "access method");
  const options = entriesOf(table, "options").map(([name, value]) => `${optionName(name)} = ${optionValue(value)}`);
  const tablespace = textOf(table, "tablespace");
  const server = textOf(table, "server");
  const tails = [
    ...(heritage.inherited.length === 0 ? [] : [`INHERITS (${heritage.inherited.join(", ")})`]),
    ...(key === undefined ? [] : [`PARTITION BY ${key}`]),
    ...(server === undefined ? [] : [`SERVER ${nameOf(server)}`]),
    ...(server === undefined ? [] : foreignOptions(entriesOf(table, "foreign options"))),
    ...(method === undefined ? [] : [`USING ${nameOf(method)}`]),
    ...(options.length === 0 ? [] : [`WITH (${options.join(", ")})`]),
    ...(tablespace === undefined ? [] : [`TABLESPACE ${nameOf(tablespace)}`]),
  ];
  const of = type === undefined ? "" : ` OF ${type}`;
  return [`CREATE ${foreign}${unlogged}TABLE ${identityOf(table)}${of}${list}`, ...tails].join("\n");
}

/** `toast.` stands before the name, which is never in quotes with it. */
function optionName(name: string): string {
  return name.startsWith("toast.") ? name : nameOf(name);
}

function afterwards(
  table: SchemaObject,
  heritage: Heritage,
  form: ColumnForm,
  rendering: Rendering,
): readonly string[] {
  const identity = identityOf(table);
  const alter = `ALTER ${table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE"} ONLY ${identity}`;
  const owner = table.properties["owner"];
  const role = rendering.options.owners && typeof owner === "string" ? nameOf(owner) : "CURRENT_USER";
  const columns = heritage.columns;
  return [
    ...heritage.changes(alter, form),
    ...columns.flatMap((column) => columnSettings(column, alter, form, rendering.major)),
    ...columns.flatMap((column) => unvalidatedNotNull(column, alter)),
    ...aboutObject(table, rendering),
    ...columns.flatMap((column) => aboutColumn(column, rendering, role)),
  ];
}

/** From PostgreSQL 18 on. */
function unvalidatedNotNull(column: SchemaObject, alter: string): readonly string[] {
  if (!flagOf(column, "not null") || column.properties["not null validated"] !== false) return [];
  const name = textOf(column, "not null name");
  const named = name === undefined ? "" : `CONSTRAINT ${nameOf(name)} `;
  const inherit = flagOf(column, "not null no inherit") ? " NO INHERIT" : "";
  return [`${alter} ADD ${named}NOT NULL ${columnName(column)}${inherit} NOT VALID`];
}

function undoLate(table: SchemaObject, heritage: Heritage, checks: readonly SchemaObject[]): readonly string[] {
  const alter = `ALTER ${table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE"} ${identityOf(table)}`;
  return [
    ...checks.map((check) => `${alter} DROP CONSTRAINT ${lastName(identityOf(check))}`),
    ...heritage.columns.flatMap((column) =>
      textOf(column, "default") === undefined ? [] : [`${alter} ALTER COLUMN ${columnName(column)} DROP DEFAULT`],
    ),
  ];
}

/** What was left out of a table that others needed first; its children get it too. */
function lateStatements(table: SchemaObject, heritage: Heritage, checks: readonly SchemaObject[]): readonly string[] {
  const alter = `ALTER ${table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE"} ${identityOf(table)}`;
  return [
    ...heritage.columns.flatMap((column) => {
      const byDefault = textOf(column, "default");
      return byDefault === undefined ? [] : [`${alter} ALTER COLUMN ${columnName(column)} SET DEFAULT ${byDefault}`];
    }),
    ...checks.map((check) => `${alter}\n    ADD ${constraintDefinition(check)}`),
  ];
}
