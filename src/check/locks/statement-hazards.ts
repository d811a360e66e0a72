import type { StatementTree } from "../../script/parse.ts";
import { alterationHazards, rewriteHint } from "./alteration-hazards.ts";
import { type Hazard, namesOf, OUTSIDE } from "./hazard.ts";
import { blocksWrites, type LockMode } from "./modes.ts";
import type { Relation } from "./observer.ts";
import { textHazards } from "./text-hazards.ts";
import type { TracedStatement } from "./traced.ts";

/** What is dangerous of one statement by itself. `held`: the strongest lock on each table by then, by its oid. */
export function statementHazards(
  { statement: { tree }, observation }: TracedStatement,
  held: ReadonlyMap<string, LockMode>,
): readonly Hazard[] {
  const { rewritten, scanned, locks } = observation;
  // All that TRUNCATE empties is stored anew, at once.
  const stored = tree !== undefined && "TruncateStmt" in tree ? [] : rewritten.filter(({ existed }) => existed);
  const tables = stored.filter(({ kind }) => kind !== "index");
  const rebuilt = stored.filter(({ kind, owner }) => kind === "index" && !tables.some(({ oid }) => oid === owner));
  const blocked = scanned.filter(
    (relation) =>
      isTable(relation) && !tables.includes(relation) && blocksWrites(held.get(relation.oid) ?? "ACCESS SHARE"),
  );
  const own = new Set(locks.filter(({ mode }) => blocksWrites(mode)).map(({ relation }) => relation.oid));
  const text = textHazards(tree, observation);
  // What fails where there are rows reads through none.
  const fails = text.some(({ rule }) => rule === "required_column");
  return [
    ...rewriteHazards(tree, tables),
    ...rebuildHazards(tree, rebuilt),
    ...(blocked.length === 0 || fails ? [] : scanHazards(tree, blocked, own)),
    ...text,
  ];
}

export function isTable({ existed, kind }: Relation): boolean {
  return existed && (kind === "table" || kind === "materialized view");
}

function rewriteHazards(tree: StatementTree | undefined, tables: readonly Relation[]): readonly Hazard[] {
  if (tables.length === 0) return [];
  const names = namesOf(tables);
  if (tree !== undefined && "RefreshMatViewStmt" in tree) {
    const message = `REFRESH keeps others from reading ${names} until it is filled`;
    const hint = `REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on it`;
    return [{ rule: "refresh_blocks_reads", tables, message, hint, blocks: "reads" }];
  }
  const message = `it writes ${names} anew, row by row, and keeps others from reading and writing meanwhile`;
  return [{ rule: "table_rewrite", tables, message, hint: rewriteHint(tree), blocks: "reads" }];
}

/** Indexes that are built anew while their table is not. */
function rebuildHazards(tree: StatementTree | undefined, indexes: readonly Relation[]): readonly Hazard[] {
  if (indexes.length === 0) return [];
  const isReindex = tree !== undefined && "ReindexStmt" in tree;
  const message = `it builds ${namesOf(indexes)} anew, and keeps others from writing to the table meanwhile`;
  const hint = isReindex
    ? `REINDEX … CONCURRENTLY, ${OUTSIDE}`
    : "CREATE INDEX CONCURRENTLY on a new column, or do it while nobody uses the table";
  return [{ rule: "index_blocks_writes", tables: indexes, message, hint, blocks: "writes" }];
}

function scanHazards(
  tree: StatementTree | undefined,
  tables: readonly Relation[],
  own: ReadonlySet<string>,
): readonly Hazard[] {
  if (tree !== undefined && "IndexStmt" in tree) {
    const message = `CREATE INDEX keeps others from writing to ${namesOf(tables)} until it is built`;
    const hint = `CREATE INDEX CONCURRENTLY, ${OUTSIDE}`;
    return [{ rule: "index_blocks_writes", tables, message, hint, blocks: "writes" }];
  }
  // Those are told as such.
  if (tree !== undefined && ("ReindexStmt" in tree || "TruncateStmt" in tree)) return [];
  const known = tree !== undefined && "AlterTableStmt" in tree ? alterationHazards(tree.AlterTableStmt, tables) : [];
  if (known.length > 0) return known;
  // What only reads is dangerous by the lock of another statement, which is told there.
  const locked = tables.filter(({ oid }) => own.has(oid));
  if (locked.length === 0) return [];
  const message = `it reads through ${namesOf(locked)}, to which others cannot write meanwhile`;
  const hint =
    tree !== undefined && "AlterDomainStmt" in tree
      ? "ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in a later revision"
      : "take the lock as late as can be, and read before it";
  return [{ rule: "table_scan", tables: locked, message, hint, blocks: "writes" }];
}
