import type { ScriptFault } from "./faults.ts";
import type { StatementTree } from "./parse.ts";
import type { ScriptStatement } from "./statements.ts";

/** One of these words is in every statement that is looked for here. */
export const OUTSIDE_SUSPECTS =
  /\b(?:concurrently|vacuum|database|tablespace|system|subscription|cluster|reindex|discard)\b/i;

/** A statement that cannot run in a transaction. */
interface Outside {
  readonly words: string;
  /** Servers of another version, or with other objects, may take it. */
  readonly maybe?: boolean;
}

/** Statements that the server refuses in a transaction, in a script that is run in one. */
export function outsideFaults(statements: readonly ScriptStatement[]): {
  readonly faults: readonly ScriptFault[];
  readonly warnings: readonly ScriptFault[];
} {
  const faults: ScriptFault[] = [];
  const warnings: ScriptFault[] = [];
  for (const { tree, line } of statements) {
    const outside = tree === undefined ? undefined : outsideTransaction(tree);
    if (outside === undefined) continue;
    const { words, maybe = false } = outside;
    (maybe ? warnings : faults).push({
      code: "needs_no_transaction",
      message: `${words} ${maybe ? "may be refused" : "cannot run"} in a transaction, and this script runs in one`,
      hint:
        statements.length === 1
          ? "write `-- transaction: off` in the header"
          : "put it in a revision of its own, with `-- transaction: off` in its header",
      line,
    });
  }
  return { faults, warnings };
}

/** What in a statement keeps it from running in a transaction. */
export function outsideTransaction(tree: StatementTree): Outside | undefined {
  if ("IndexStmt" in tree) return tree.IndexStmt.concurrent ? { words: "CREATE INDEX CONCURRENTLY" } : undefined;
  if ("DropStmt" in tree) return tree.DropStmt.concurrent ? { words: "DROP INDEX CONCURRENTLY" } : undefined;
  if ("VacuumStmt" in tree) return tree.VacuumStmt.is_vacuumcmd ? { words: "VACUUM" } : undefined;
  if ("CreatedbStmt" in tree) return { words: "CREATE DATABASE" };
  if ("DropdbStmt" in tree) return { words: "DROP DATABASE" };
  if ("CreateTableSpaceStmt" in tree) return { words: "CREATE TABLESPACE" };
  if ("DropTableSpaceStmt" in tree) return { words: "DROP TABLESPACE" };
  if ("AlterSystemStmt" in tree) return { words: "ALTER SYSTEM" };
  if ("DiscardStmt" in tree) return tree.DiscardStmt.target === "DISCARD_ALL" ? { words: "DISCARD ALL" } : undefined;
  if ("ClusterStmt" in tree) return tree.ClusterStmt.relation === undefined ? { words: "CLUSTER" } : undefined;
  if ("AlterDatabaseStmt" in tree) {
    const moves = optionNames(tree.AlterDatabaseStmt.options).includes("tablespace");
    return moves ? { words: "ALTER DATABASE … SET TABLESPACE" } : undefined;
  }
  return reindex(tree) ?? detach(tree) ?? subscription(tree);
}

function reindex(tree: StatementTree): Outside | undefined {
  if (!("ReindexStmt" in tree)) return undefined;
  const { kind = "", params } = tree.ReindexStmt;
  const object = kind.slice("REINDEX_OBJECT_".length);
  if (MANY_TABLES.has(object)) return { words: `REINDEX ${object}` };
  const option = (params ?? []).map((param) => ("DefElem" in param ? param.DefElem : {}));
  const concurrently = option.findLast(({ defname }) => defname === "concurrently");
  if (concurrently === undefined || isSwitchedOff(concurrently.arg)) return undefined;
  return { words: `REINDEX ${object} CONCURRENTLY` };
}

const MANY_TABLES: ReadonlySet<string> = new Set(["SCHEMA", "SYSTEM", "DATABASE"]);

function detach(tree: StatementTree): Outside | undefined {
  if (!("AlterTableStmt" in tree)) return undefined;
  const { cmds = [], missing_ok: maybe = false } = tree.AlterTableStmt;
  const concurrently = cmds.some((command) => {
    const change = "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
    return change !== undefined && "PartitionCmd" in change && change.PartitionCmd.concurrent;
  });
  return concurrently ? { words: "ALTER TABLE … DETACH PARTITION … CONCURRENTLY", maybe } : undefined;
}

/** What is done at the publisher cannot be taken back. */
function subscription(tree: StatementTree): Outside | undefined {
  if ("CreateSubscriptionStmt" in tree) {
    const off = (tree.CreateSubscriptionStmt.options ?? []).some(
      (option) =>
        "DefElem" in option && LOCAL_ONLY.has(option.DefElem.defname ?? "") && isSwitchedOff(option.DefElem.arg),
    );
    return off ? undefined : { words: "CREATE SUBSCRIPTION" };
  }
  if ("DropSubscriptionStmt" in tree) return { words: "DROP SUBSCRIPTION", maybe: true };
  if (!("AlterSubscriptionStmt" in tree)) return undefined;
  const { kind = "" } = tree.AlterSubscriptionStmt;
  return /REFRESH|PUBLICATION/.test(kind) ? { words: "ALTER SUBSCRIPTION with a refresh", maybe: true } : undefined;
}

/** Switched off, no slot is made at the publisher. */
const LOCAL_ONLY: ReadonlySet<string> = new Set(["create_slot", "connect"]);

function optionNames(options: readonly StatementTree[] = []): readonly string[] {
  return options.map((option) => ("DefElem" in option ? (option.DefElem.defname ?? "") : ""));
}

function isSwitchedOff(value: StatementTree | undefined): boolean {
  if (value === undefined) return false;
  if ("Integer" in value) return (value.Integer.ival ?? 0) === 0;
  if ("Boolean" in value) return !value.Boolean.boolval;
  return "String" in value && /^(?:false|off)$/i.test(value.String.sval ?? "");
}
