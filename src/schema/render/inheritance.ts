import type { SchemaObject } from "../model.ts";
import { type ColumnForm, columnName } from "./columns.ts";
import { identityOf, nameOf } from "./names.ts";
import { flagOf, listOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

/**
 * What a table has from others. A partition is made by itself and attached, so that its columns stay in their order and
 * its indexes keep their names. A table that inherits is made so too where the order of its columns asks for it.
 */
export class Heritage {
  readonly columns: readonly SchemaObject[];
  readonly isPartition: boolean;
  /** Names of the tables behind INHERITS. */
  readonly inherited: readonly string[];
  readonly #table: SchemaObject;
  readonly #rendering: Rendering;
  readonly #above: readonly SchemaObject[];

  constructor(table: SchemaObject, columns: readonly SchemaObject[], rendering: Rendering) {
    this.columns = columns;
    this.#table = table;
    this.#rendering = rendering;
    this.isPartition = textOf(table, "partition of") !== undefined;
    const names = listOf(table, "inherits");
    this.#above = names.flatMap((name) => rendering.table(name) ?? []);
    this.inherited = this.#keepsOrder() ? names : [];
  }

  /** Made with all its columns and checks, and put into its place afterwards. */
  get standsAlone(): boolean {
    return this.inherited.length === 0;
  }

  /** Keys of what must be there first. */
  get parents(): readonly string[] {
    return this.standsAlone ? [] : this.#above.map(({ key }) => key);
  }

  /** The columns that CREATE TABLE is to list. */
  get listed(): readonly SchemaObject[] {
    return this.standsAlone ? this.columns : this.columns.filter((column) => !isFromAbove(column));
  }

  /** Names of columns that CREATE TABLE gives a default of a table above, unless it is told none. */
  get defaultsAbove(): ReadonlySet<string> {
    const above = this.standsAlone ? [] : this.columns.flatMap((column) => this.#same(column));
    return new Set(above.flatMap((column) => (textOf(column, "default") === undefined ? [] : [column.name])));
  }

  /** NOT NULL of inherited columns that the table has under a name of its own, from PostgreSQL 18 on. */
  notNulls(): readonly string[] {
    if (this.standsAlone || this.#rendering.major < 18) return [];
    return this.columns.filter(isFromAbove).flatMap((column) => {
      if (!flagOf(column, "not null") || column.properties["not null validated"] === false) return [];
      const name = textOf(column, "not null name");
      const above = this.#same(column).filter((one) => flagOf(one, "not null") && !flagOf(one, "not null no inherit"));
      const isKnown = above.some((one) => name === undefined || textOf(one, "not null name") === name);
      return isKnown
        ? []
        : [`${name === undefined ? "" : `CONSTRAINT ${nameOf(name)} `}NOT NULL ${columnName(column)}`];
    });
  }

  /** What inherited columns have otherwise than above. */
  changes(alter: string, { withoutDefault }: ColumnForm): readonly string[] {
    if (this.standsAlone) return [];
    return this.columns.filter(isFromAbove).flatMap((column) => {
      const same = this.#same(column);
      const change = `${alter} ALTER COLUMN ${columnName(column)}`;
      const byDefault = textOf(column, "default");
      const isSame = same.every((above) => textOf(above, "default") === byDefault);
      const changed = byDefault === undefined ? `${change} DROP DEFAULT` : `${change} SET DEFAULT ${byDefault}`;
      const isNotNull = flagOf(column, "not null") && !same.some((above) => flagOf(above, "not null"));
      return [
        ...(isSame || withoutDefault || textOf(column, "generated") !== undefined ? [] : [changed]),
        ...(isNotNull && this.#rendering.major < 18 ? [`${change} SET NOT NULL`] : []),
      ];
    });
  }

  /** What puts the table into its place. */
  pieces(): readonly Piece[] {
    const table = this.#table;
    const identity = identityOf(table);
    const above = textOf(table, "partition of");
    if (above !== undefined) {
      const parent = this.#rendering.table(above);
      const statement = `ALTER TABLE ONLY ${above} ATTACH PARTITION ${identity} ${textOf(table, "partition bound")}`;
      const needs = [table.key, ...(parent === undefined ? [] : [parent.key])];
      const undo = [`ALTER TABLE ONLY ${above} DETACH PARTITION ${identity}`];
      return [pieceOf(table, "table", [statement], { key: `${table.key} attached`, step: 1, needs, undo })];
    }
    if (!this.standsAlone || this.#above.length === 0) return [];
    const word = table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE";
    const statements = listOf(table, "inherits").map((name) => `ALTER ${word} ${identity} INHERIT ${name}`);
    const needs = [table.key, ...this.#above.map(({ key }) => key)];
    const undo = listOf(table, "inherits").map((name) => `ALTER ${word} ${identity} NO INHERIT ${name}`);
    return [pieceOf(table, "table", statements, { key: `${table.key} attached`, step: 1, needs, undo })];
  }

  /** True where CREATE TABLE … INHERITS puts the columns where they are, or where nothing else tells of their origin. */
  #keepsOrder(): boolean {
    const names = new Set<string>();
    for (const table of this.#above) {
      for (const { name } of this.#rendering.parts(table.key, "column")) names.add(name);
    }
    const order = [...names, ...this.columns.map(({ name }) => name).filter((name) => !names.has(name))];
    const isInOrder = this.columns.every(({ name }, index) => name === order[index]);
    return isInOrder || this.columns.some(isFromAbove);
  }

  #same({ name }: SchemaObject): readonly SchemaObject[] {
    return this.#above.flatMap((table) =>
      this.#rendering.parts(table.key, "column").filter((column) => column.name === name),
    );
  }
}

/** Inherited, and not declared by the table itself. */
function isFromAbove({ properties }: SchemaObject): boolean {
  return properties["inherited"] === true && properties["local"] !== true;
}
