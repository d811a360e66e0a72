import type { ScriptFault } from "./faults.ts";
import type { StatementTree } from "./parse.ts";
import type { ScriptStatement } from "./statements.ts";

/** One of these words is in every statement that is looked for here. */
export const OUTSIDE_SUSPECTS =
  /\b(?:concurrently|vacuum|database|tablespace|system|subscription|cluster|reindex|discard)\b/i;

/** A statement that cannot run in a transaction, or may be one. */
export interface Outside {
  readonly words: string;
  /** The server refuses it; or mostly does, but for its version and objects; or takes it, but for those. */
  readonly refused: "always" | "mostly" | "rarely";
  /** REINDEX CONCURRENTLY, which leaves something behind when it is broken off. */
  readonly concurrently?: boolean;
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
    if (outside === undefined || outside.refused === "rarely") continue;
    const { words } = outside;
    const maybe = outside.refused === "mostly";
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

/** What in a statement keeps it from running in a transaction, as far as its own text tells. */
export function outsideTransaction(tree: StatementTree): Outside | undefined {
  if ("IndexStmt" in tree) return always(tree.IndexStmt.concurrent && "CREATE INDEX CONCURRENTLY");
  if ("DropStmt" in tree) return always(tree.DropStmt.concurrent && "DROP INDEX CONCURRENTLY");
  if ("VacuumStmt" in tree) return always(tree.VacuumStmt.is_vacuumcmd && "VACUUM");
  if ("CreatedbStmt" in tree) return always("CREATE DATABASE");
  if ("DropdbStmt" in tree) return always("DROP DATABASE");
  if ("CreateTableSpaceStmt" in tree) return always("CREATE TABLESPACE");
  if ("DropTableSpaceStmt" in tree) return always("DROP TABLESPACE");
  if ("AlterSystemStmt" in tree) return always("ALTER SYSTEM");
  if ("DiscardStmt" in tree) return always(tree.DiscardStmt.target === "DISCARD_ALL" && "DISCARD ALL");
  if ("AlterDatabaseStmt" in tree) {
    const moves = optionNames(tree.AlterDatabaseStmt.options).includes("tablespace");
    return always(moves && "ALTER DATABASE … SET TABLESPACE");
  }
  // Of a partitioned table it goes from one transaction to the next.
  if ("ClusterStmt" in tree) return { words: "CLUSTER", refused: tree.ClusterStmt.relation ? "rarely" : "always" };
  return reindex(tree) ?? detach(tree) ?? subscription(tree) ?? endsTransactions(tree);
}

function always(words: string | false | undefined): Outside | undefined {
  return words ? { words, refused: "always" } : undefined;
}

/** What ends the transaction that it is run in, which only the server can know of a procedure; and those of two phases. */
function endsTransactions(tree: StatementTree): Outside | undefined {
  if ("CallStmt" in tree) return { words: "CALL", refused: "rarely" };
  if ("DoStmt" in tree) {
    const bodies = (tree.DoStmt.args ?? []).map((argument) => {
      const { arg } = "DefElem" in argument ? argument.DefElem : {};
      return arg !== undefined && "String" in arg ? (arg.String.sval ?? "") : "";
    });
    return bodies.some((body) => /\b(?:commit|rollback)\b/i.test(body))
      ? { words: "DO", refused: "rarely" }
      : undefined;
  }
  if (!("TransactionStmt" in tree)) return undefined;
  const ends = /_(?:COMMIT|ROLLBACK)(?:_PREPARED)?$/.test(tree.TransactionStmt.kind ?? "");
  return ends ? { words: "COMMIT", refused: "rarely" } : undefined;
}

function reindex(tree: StatementTree): Outside | undefined {
  if (!("ReindexStmt" in tree)) return undefined;
  const { kind = "", params } = tree.ReindexStmt;
  const object = kind.slice("REINDEX_OBJECT_".length);
  const option = (params ?? []).map((param) => ("DefElem" in param ? param.DefElem : {}));
  const asked = option.findLast(({ defname }) => defname === "concurrently");
  const concurrently = asked !== undefined && !isSwitchedOff(asked.arg);
  if (MANY_TABLES.has(object)) return { words: `REINDEX ${object}`, refused: "always", concurrently };
  // One of a partitioned table goes from one transaction to the next.
  if (!concurrently) return { words: `REINDEX ${object}`, refused: "rarely" };
  return { words: `REINDEX ${object} CONCURRENTLY`, refused: "always", concurrently };
}

const MANY_TABLES: ReadonlySet<string> = new Set(["SCHEMA", "SYSTEM", "DATABASE"]);

function detach(tree: StatementTree): Outside | undefined {
  if (!("AlterTableStmt" in tree)) return undefined;
  const { cmds = [], missing_ok: maybe = false } = tree.AlterTableStmt;
  const concurrently = cmds.some((command) => {
    const change = "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
    return change !== undefined && "PartitionCmd" in change && change.PartitionCmd.concurrent;
  });
  const words = "ALTER TABLE … DETACH PARTITION … CONCURRENTLY";
  return concurrently ? { words, refused: maybe ? "mostly" : "always" } : undefined;
}

/** What is done at the publisher cannot be taken back. */
function subscription(tree: StatementTree): Outside | undefined {
  if ("CreateSubscriptionStmt" in tree) {
    const off = (tree.CreateSubscriptionStmt.options ?? []).some(
      (option) =>
        "DefElem" in option && LOCAL_ONLY.has(option.DefElem.defname ?? "") && isSwitchedOff(option.DefElem.arg),
    );
    return always(!off && "CREATE SUBSCRIPTION");
  }
  if ("DropSubscriptionStmt" in tree) return { words: "DROP SUBSCRIPTION", refused: "mostly" };
  if (!("AlterSubscriptionStmt" in tree)) return undefined;
  const { kind = "" } = tree.AlterSubscriptionStmt;
  if (/REFRESH|PUBLICATION/.test(kind)) return { words: "ALTER SUBSCRIPTION with a refresh", refused: "mostly" };
  return { words: "ALTER SUBSCRIPTION", refused: "rarely" };
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
