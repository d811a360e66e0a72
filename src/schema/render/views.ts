import type { SchemaObject } from "../model.ts";
import { aboutObject, commentStatements, targetOf } from "./about.ts";
import { columnName, columnSettings, optionValue } from "./columns.ts";
import { identityOf, nameOf } from "./names.ts";
import { entriesOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";
import { grantStatements } from "./privileges.ts";

/** Where views, and functions that read them, need each other, one with the same columns and no rows comes first. */
export function viewPieces(view: SchemaObject, rendering: Rendering): readonly Piece[] {
  const identity = identityOf(view);
  const columns = rendering.parts(view.key, "column");
  const options = optionsOf(view);
  const definition = (textOf(view, "definition") ?? "").replace(/;$/, "");
  const about = aboutView(view, rendering);
  const whole = pieceOf(view, "view", [`CREATE VIEW ${identity}${options} AS\n${definition}`, ...about], {
    split: () => ({
      early: pieceOf(view, "view", [dummyView(identity, columns), ...about], {
        needs: view.dependsOn.filter((key) => !/^(function|operator|view|materialized view|constraint) /.test(key)),
      }),
      late: pieceOf(view, "view", [`CREATE OR REPLACE VIEW ${identity}${options} AS\n${definition}`], {
        key: `${view.key} late`,
        step: 1,
        undo: [dummyView(identity, columns).replace(/^CREATE /, "CREATE OR REPLACE ")],
        needs: [view.key, ...view.dependsOn],
      }),
    }),
  });
  const defaults = columns.flatMap((column) => {
    const byDefault = textOf(column, "default");
    if (byDefault === undefined) return [];
    const statement = `ALTER VIEW ${identity} ALTER COLUMN ${columnName(column)} SET DEFAULT ${byDefault}`;
    const needs = [view.key, ...column.dependsOn];
    return [
      pieceOf(column, "view", [statement], {
        key: `${column.key} default`,
        group: identity,
        step: 2,
        needs,
        undo: [`ALTER VIEW ${identity} ALTER COLUMN ${columnName(column)} DROP DEFAULT`],
      }),
    ];
  });
  return [whole, ...defaults];
}

/** Filled at the end: a function that it calls may read what comes later. */
export function materializedViewPieces(view: SchemaObject, rendering: Rendering): readonly Piece[] {
  const identity = identityOf(view);
  const definition = (textOf(view, "definition") ?? "").replace(/;$/, "");
  const method = textOf(view, "access method");
  const tablespace = textOf(view, "tablespace");
  const unlogged = textOf(view, "persistence") === "unlogged" ? "UNLOGGED " : "";
  const using = method === undefined ? "" : ` USING ${nameOf(method)}`;
  const place = tablespace === undefined ? "" : ` TABLESPACE ${nameOf(tablespace)}`;
  const head = `CREATE ${unlogged}MATERIALIZED VIEW ${identity}${using}${optionsOf(view)}${place} AS`;
  const settings = rendering
    .parts(view.key, "column")
    .flatMap((column) =>
      columnSettings(
        column,
        `ALTER MATERIALIZED VIEW ${identity}`,
        { withoutDefault: true, withoutIdentity: true },
        rendering.major,
      ),
    );
  const create = pieceOf(view, "view", [
    `${head}\n${definition}\nWITH NO DATA`,
    ...settings,
    ...aboutView(view, rendering),
  ]);
  if (view.properties["populated"] === false) return [create];
  const above = view.dependsOn.filter((key) => key.startsWith("materialized view ")).map((key) => `${key} filled`);
  const key = `${view.key} filled`;
  return [
    create,
    pieceOf(view, "refresh", [`REFRESH MATERIALIZED VIEW ${identity}`], { key, needs: [view.key, ...above] }),
  ];
}

function aboutView(view: SchemaObject, rendering: Rendering): readonly string[] {
  const columns = rendering.parts(view.key, "column");
  return [
    ...aboutObject(view, rendering),
    ...columns.flatMap((column) => commentStatements(targetOf(column, rendering), column)),
    ...columns.flatMap((column) => grantStatements(column, rendering)),
  ];
}

function optionsOf(view: SchemaObject): string {
  const options = entriesOf(view, "options").map(([name, value]) => `${nameOf(name)} = ${optionValue(value)}`);
  return options.length === 0 ? "" : ` WITH (${options.join(", ")})`;
}

function dummyView(identity: string, columns: readonly SchemaObject[]): string {
  const values = columns.map((column) => {
    const collation = textOf(column, "collation");
    const collate = collation === undefined ? "" : ` COLLATE ${collation}`;
    return `NULL::${textOf(column, "type")}${collate} AS ${columnName(column)}`;
  });
  return `CREATE VIEW ${identity} AS\n SELECT ${values.join(",\n    ")}`;
}
