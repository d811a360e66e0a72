import type { ScriptStatement } from "../../script/statements.ts";
import { indexCreation } from "./index-creation.ts";
import { type Judge, REPEATED, UNKNOWN } from "./judge.ts";
import { creation, detachment, removal } from "./objects.ts";
import { REBUILDING } from "./rebuilding.ts";
import { listAt, type Node, namePath, namesIn, nodeAt, optionsIn, textAt } from "./tree.ts";

/**
 * For a statement that cannot run in a transaction: how it is judged after it was broken off. Undefined for all others,
 * and for those that cannot be read: the server says so when they cannot.
 */
export function bareJudge(statement: Pick<ScriptStatement, "tree">, text: string): Judge | undefined {
  const [[kind, node] = ["", undefined]] = Object.entries(nodeAt(statement.tree) ?? {});
  return JUDGES[kind]?.(nodeAt(node) ?? {}, text);
}

const JUDGES: Readonly<Partial<Record<string, (node: Node, text: string) => Judge | undefined>>> = {
  IndexStmt: (node, text) => (node["concurrent"] === true ? indexCreation(node, text) : undefined),
  DropStmt: (node) =>
    node["concurrent"] === true ? { ...removal("relation", droppedPath(node)), patient: true } : undefined,
  // One of a partitioned table cannot run in a transaction, and all of them can be run again.
  ReindexStmt: (node) => (optionsIn(listAt(node, "params")).includes("concurrently") ? REBUILDING : REPEATED),
  ClusterStmt: () => REPEATED,
  VacuumStmt: (node) => (node["is_vacuumcmd"] === true ? REPEATED : undefined),
  AlterTableStmt: (node) => detachmentIn(node),
  AlterSystemStmt: () => REPEATED,
  CreatedbStmt: (node) => creation("database", textAt(node, "dbname") ?? ""),
  DropdbStmt: (node) => removal("database", textAt(node, "dbname") ?? ""),
  AlterDatabaseStmt: (node) => (optionsIn(listAt(node, "options")).includes("tablespace") ? REPEATED : undefined),
  CreateTableSpaceStmt: (node) => creation("tablespace", textAt(node, "tablespacename") ?? ""),
  DropTableSpaceStmt: (node) => removal("tablespace", textAt(node, "tablespacename") ?? ""),
  CreateSubscriptionStmt: (node) => creation("subscription", textAt(node, "subname") ?? ""),
  DropSubscriptionStmt: (node) => removal("subscription", textAt(node, "subname") ?? ""),
  // To add or take away a publication twice is an error, and it is seen from the subscription alone which it was.
  AlterSubscriptionStmt: (node) => (/_(?:ADD|DROP)_PUBLICATION$/.test(textAt(node, "kind") ?? "") ? UNKNOWN : REPEATED),
  DiscardStmt: (node) => (node["target"] === "DISCARD_ALL" ? REPEATED : undefined),
  CallStmt: () => UNKNOWN,
  DoStmt: (node) => (/\b(?:commit|rollback)\b/i.test(bodyOf(node)) ? UNKNOWN : undefined),
  TransactionStmt: (node) => transactionJudge(node),
};

/** DROP INDEX CONCURRENTLY takes one index. */
function droppedPath(node: Node): string {
  return namePath(namesIn(listAt(nodeAt(listAt(node, "objects")[0], "List"), "items")));
}

function detachmentIn(node: Node): Judge | undefined {
  const commands = listAt(node, "cmds").map((command) => nodeAt(command, "AlterTableCmd", "def", "PartitionCmd"));
  const partition = commands.find((command) => command?.["concurrent"] === true);
  return partition === undefined ? undefined : detachment(nodeAt(node, "relation"), nodeAt(partition, "name"));
}

function bodyOf(node: Node): string {
  const bodies = listAt(node, "args").flatMap(
    (argument) => textAt(nodeAt(argument, "DefElem", "arg", "String"), "sval") ?? [],
  );
  return bodies.join("\n");
}

/** Where no transaction is open: the server warns of a COMMIT, and takes those of two phases. */
function transactionJudge(node: Node): Judge | undefined {
  const kind = textAt(node, "kind") ?? "";
  if (/_PREPARED$/.test(kind)) return removal("prepared transaction", textAt(node, "gid") ?? "");
  return /_(?:COMMIT|ROLLBACK)$/.test(kind) ? REPEATED : undefined;
}
