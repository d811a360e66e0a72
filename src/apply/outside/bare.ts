import { type Outside, outsideTransaction } from "../../script/outside.ts";
import type { ScriptStatement } from "../../script/statements.ts";
import { indexCreation } from "./index-creation.ts";
import { type Judge, REPEATED, UNKNOWN } from "./judge.ts";
import { creation, detachment, removal } from "./objects.ts";
import { REBUILDING } from "./rebuilding.ts";
import { listAt, type Node, namePath, namesIn, nodeAt, textAt } from "./tree.ts";
import type { Unit } from "./unit.ts";

/**
 * For a statement that cannot run in a transaction, or may be one: how it is judged after it was broken off. Undefined for
 * all others, and for those that cannot be read: the server says so when they cannot.
 */
export function bareJudge({ tree }: Pick<ScriptStatement, "tree">, text: string): Judge | undefined {
  const outside = tree === undefined ? undefined : outsideTransaction(tree);
  if (outside === undefined) return undefined;
  const [[kind, node] = ["", undefined]] = Object.entries(nodeAt(tree) ?? {});
  return (JUDGES[kind] ?? (() => UNKNOWN))(nodeAt(node) ?? {}, text, outside);
}

/** It may have committed parts of what it does, which nobody finds, before it failed. */
export function mayLeaveParts({ work, text }: Unit): boolean {
  return work.kind === "statement" && (bareJudge(work.statement, text) ?? UNKNOWN) === UNKNOWN;
}

type JudgeOf = (node: Node, text: string, outside: Outside) => Judge;

const again: JudgeOf = () => REPEATED;

const JUDGES: Readonly<Partial<Record<string, JudgeOf>>> = {
  IndexStmt: indexCreation,
  DropStmt: (node) => ({ ...removal("relation", droppedPath(node)), patient: true }),
  ReindexStmt: (_node, _text, { concurrently }) => (concurrently === true ? REBUILDING : REPEATED),
  ClusterStmt: again,
  VacuumStmt: again,
  AlterTableStmt: (node) => detachment(nodeAt(node, "relation"), nodeAt(detachedIn(node), "name")),
  AlterSystemStmt: again,
  CreatedbStmt: (node) => creation("database", textAt(node, "dbname") ?? ""),
  DropdbStmt: (node) => removal("database", textAt(node, "dbname") ?? ""),
  AlterDatabaseStmt: again,
  CreateTableSpaceStmt: (node) => creation("tablespace", textAt(node, "tablespacename") ?? ""),
  DropTableSpaceStmt: (node) => removal("tablespace", textAt(node, "tablespacename") ?? ""),
  CreateSubscriptionStmt: (node) => creation("subscription", textAt(node, "subname") ?? ""),
  DropSubscriptionStmt: (node) => removal("subscription", textAt(node, "subname") ?? ""),
  // To add or take away a publication twice is an error, and it is seen from the subscription alone which it was.
  AlterSubscriptionStmt: (node) => (/_(?:ADD|DROP)_PUBLICATION$/.test(textAt(node, "kind") ?? "") ? UNKNOWN : REPEATED),
  DiscardStmt: again,
  TransactionStmt: transactionJudge,
};

/** DROP INDEX CONCURRENTLY takes one index. */
function droppedPath(node: Node): string {
  return namePath(namesIn(listAt(nodeAt(listAt(node, "objects")[0], "List"), "items")));
}

function detachedIn(node: Node): Node | undefined {
  const commands = listAt(node, "cmds").map((command) => nodeAt(command, "AlterTableCmd", "def", "PartitionCmd"));
  return commands.find((command) => command?.["concurrent"] === true);
}

/** Where no transaction is open: the server warns of a COMMIT, and takes those of two phases. */
function transactionJudge(node: Node): Judge {
  const isPrepared = /_PREPARED$/.test(textAt(node, "kind") ?? "");
  return isPrepared ? removal("prepared transaction", textAt(node, "gid") ?? "") : REPEATED;
}
