import { listAt, type Node, namePath, namesIn, nodeAt, relationPath } from "../../apply/outside/tree.ts";
import { outsideTransaction } from "../../script/outside.ts";
import type { StatementTree } from "../../script/parse.ts";
import type { LockMode } from "./modes.ts";
import type { ObservedLock, Observer } from "./observer.ts";

/** The locks of a statement that is taken in no transaction, on tables: as PostgreSQL's documentation has them. */
export async function knownLocks(observer: Observer, tree: StatementTree): Promise<readonly ObservedLock[]> {
  const { paths, mode } = locksIn(tree);
  const found = await Promise.all(paths.filter((path) => path !== "").map((path) => observer.find(path)));
  return found.flatMap((relation) => {
    const table = relation === undefined ? undefined : (observer.relation(relation.owner) ?? relation);
    return table === undefined ? [] : [{ relation: table, mode }];
  });
}

/** Names of tables, or of their indexes. */
function locksIn(tree: StatementTree): { readonly paths: readonly string[]; readonly mode: LockMode } {
  if ("IndexStmt" in tree) return { paths: [pathAt(tree, "IndexStmt", "relation")], mode: CONCURRENT };
  if ("DropStmt" in tree) {
    const names = (tree.DropStmt.objects ?? []).map((object) =>
      namePath(namesIn(listAt(nodeAt(object, "List"), "items"))),
    );
    return { paths: names, mode: CONCURRENT };
  }
  if ("VacuumStmt" in tree) {
    const rels = (tree.VacuumStmt.rels ?? []).map((rel) => pathAt(rel, "VacuumRelation", "relation"));
    return { paths: rels, mode: isFull(tree.VacuumStmt.options) ? "ACCESS EXCLUSIVE" : CONCURRENT };
  }
  if ("ReindexStmt" in tree) {
    const path = pathAt(tree, "ReindexStmt", "relation");
    return { paths: [path], mode: outsideTransaction(tree)?.concurrently ? CONCURRENT : "SHARE" };
  }
  if ("ClusterStmt" in tree) {
    return { paths: [pathAt(tree, "ClusterStmt", "relation")], mode: "ACCESS EXCLUSIVE" };
  }
  if ("AlterTableStmt" in tree) return { paths: [pathAt(tree, "AlterTableStmt", "relation")], mode: CONCURRENT };
  return { paths: [], mode: CONCURRENT };
}

/** What CONCURRENTLY and VACUUM take: nobody's reads and writes wait for it. */
const CONCURRENT: LockMode = "SHARE UPDATE EXCLUSIVE";

function pathAt(tree: unknown, ...keys: readonly string[]): string {
  const relation: Node | undefined = nodeAt(tree, ...keys);
  return relation === undefined ? "" : relationPath(relation);
}

function isFull(options: readonly unknown[] = []): boolean {
  return options.some((option) => {
    const element = nodeAt(option, "DefElem");
    if (element?.["defname"] !== "full") return false;
    const value = nodeAt(element, "arg", "Boolean");
    const word = nodeAt(element, "arg", "String")?.["sval"];
    return value?.["boolval"] !== false && !/^(?:false|off)$/i.test(String(word ?? "on"));
  });
}
