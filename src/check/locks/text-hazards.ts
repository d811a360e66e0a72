import type { ColumnDef, DropStmt } from "libpg-query";
import { listAt, namesIn, nodeAt, textAt } from "../../apply/outside/tree.ts";
import type { StatementTree } from "../../script/parse.ts";
import { type Hazard, namesOf, OUTSIDE } from "./hazard.ts";
import type { Observation, Relation } from "./observer.ts";

/** What the text of a statement tells, of relations that others use. */
export function textHazards(tree: StatementTree | undefined, { held }: Pick<Observation, "held">): readonly Hazard[] {
  if (tree === undefined) return [];
  if ("DropStmt" in tree) {
    const isIndex = tree.DropStmt.removeType === "OBJECT_INDEX" && !tree.DropStmt.concurrent;
    const indexes = droppedIn(tree.DropStmt, held).filter(({ kind }) => kind === "index");
    return isIndex && indexes.length > 0 ? [droppedIndex(indexes)] : [];
  }
  const relation = namedIn(
    tree,
    held.map((lock) => lock.relation).filter(({ existed, kind }) => existed && kind !== "index"),
  );
  if (relation === undefined) return [];
  const all = wholeTable(tree);
  if (all !== undefined) return [allRows(all, relation)];
  if ("RenameStmt" in tree) {
    const { renameType = "", newname = "", subname = "" } = tree.RenameStmt;
    return RENAMED.has(renameType) ? [rename(relation, renameType === "OBJECT_COLUMN" ? subname : "", newname)] : [];
  }
  if (!("AlterTableStmt" in tree)) return [];
  return (tree.AlterTableStmt.cmds ?? []).flatMap((command) => {
    const { subtype, def } = "AlterTableCmd" in command ? command.AlterTableCmd : {};
    const column = subtype === "AT_AddColumn" && def !== undefined && "ColumnDef" in def ? def.ColumnDef : undefined;
    return column !== undefined && isRequired(column) ? [required(relation, column.colname ?? "")] : [];
  });
}

/** Whether a statement that names a relation names one that was there before its script. */
export function isAboutExisting(tree: StatementTree, { held }: Pick<Observation, "held">): boolean {
  if ("DropStmt" in tree) return droppedIn(tree.DropStmt, held).length > 0;
  const existing = held.map(({ relation }) => relation).filter(({ existed }) => existed);
  return !("AlterTableStmt" in tree) || namedIn(tree, existing) !== undefined;
}

function droppedIn({ objects = [] }: DropStmt, held: Observation["held"]): readonly Relation[] {
  const names = objects.map((object) => namesIn(listAt(nodeAt(object, "List"), "items")).at(-1));
  return held
    .map(({ relation }) => relation)
    .filter(({ existed, name }) => existed && names.includes(name.split(".").at(-1)));
}

/** The table or view that a statement is about, among those that its transaction has locked. */
function namedIn(tree: StatementTree, relations: readonly Relation[]): Relation | undefined {
  const [body] = Object.values(tree);
  const range = nodeAt(body, "relation");
  const [schema, name] = [textAt(range, "schemaname"), textAt(range, "relname")];
  return relations.find(
    (relation) => relation.name === `${schema}.${name}` || (schema === undefined && relation.name.endsWith(`.${name}`)),
  );
}

function droppedIndex(indexes: readonly Relation[]): Hazard {
  return {
    rule: "drop_index",
    tables: indexes,
    message: `DROP INDEX waits for all who use the table of ${namesOf(indexes)}, and keeps everybody behind it waiting`,
    hint: `DROP INDEX CONCURRENTLY, ${OUTSIDE}`,
    blocks: "nothing",
  };
}

function rename(relation: Relation, column: string, newName: string): Hazard {
  const what = column === "" ? namesOf([relation]) : `column ${column} of ${namesOf([relation])}`;
  return {
    rule: "rename",
    tables: [relation],
    message: `it renames ${what} to ${newName}: programs that run meanwhile know the old name`,
    hint: "add what has the new name (a column that a trigger fills, a view), let the programs change over, then drop the old",
    blocks: "nothing",
  };
}

const RENAMED: ReadonlySet<string> = new Set(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_COLUMN"]);

function allRows(words: string, relation: Relation): Hazard {
  return {
    rule: "update_all_rows",
    tables: [relation],
    message: `${words} without WHERE locks every row of ${namesOf([relation])} until COMMIT`,
    hint: `change the rows in batches, ${OUTSIDE}`,
    blocks: "nothing",
  };
}

function wholeTable(tree: StatementTree): string | undefined {
  if ("UpdateStmt" in tree && tree.UpdateStmt.whereClause === undefined) return "UPDATE";
  if ("DeleteStmt" in tree && tree.DeleteStmt.whereClause === undefined) return "DELETE";
  return undefined;
}

function required(relation: Relation, column: string): Hazard {
  return {
    rule: "required_column",
    tables: [relation],
    message: `${column} is NOT NULL without a default, which fails where ${namesOf([relation])} has rows`,
    hint: "give it a default, or add it without NOT NULL, fill it, and then set NOT NULL",
    blocks: "nothing",
  };
}

/** NOT NULL, and nothing fills it. */
function isRequired({ constraints = [], typeName }: ColumnDef): boolean {
  const kinds = constraints.flatMap((constraint) =>
    "Constraint" in constraint ? [constraint.Constraint.contype ?? ""] : [],
  );
  const names = (typeName?.names ?? []).map((name) => textAt(nodeAt(name, "String"), "sval") ?? "");
  const isSerial = names.some((name) => /^(?:small|big)?serial[248]?$/.test(name));
  return (
    kinds.some((kind) => kind === "CONSTR_NOTNULL" || kind === "CONSTR_PRIMARY") &&
    !isSerial &&
    !kinds.some((kind) => kind === "CONSTR_DEFAULT" || kind === "CONSTR_IDENTITY" || kind === "CONSTR_GENERATED")
  );
}
