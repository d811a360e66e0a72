import type { ScriptFault } from "./faults.ts";
import type { ScriptStatement } from "./statements.ts";

const WITHIN_TRANSACTION: ReadonlySet<string> = new Set([
  "TRANS_STMT_SAVEPOINT",
  "TRANS_STMT_RELEASE",
  "TRANS_STMT_ROLLBACK_TO",
]);

/** Statements that would break the promise that a script and its record are one transaction. */
export function transactionFaults(statements: readonly ScriptStatement[]): readonly ScriptFault[] {
  const kinds = statements.map(kindOf);
  const wrapped = isWrapped(kinds);
  return statements.flatMap(({ line }, index) => {
    const kind = kinds[index];
    return kind === undefined || WITHIN_TRANSACTION.has(kind) ? [] : [transactionFault(kind, wrapped, line)];
  });
}

function kindOf({ tree }: ScriptStatement): string | undefined {
  return tree !== undefined && "TransactionStmt" in tree ? tree.TransactionStmt.kind : undefined;
}

/** BEGIN and COMMIT around the whole script, and no other of their kind. */
function isWrapped(kinds: readonly (string | undefined)[]): boolean {
  const [first, last, ...others] = kinds.filter((kind) => kind !== undefined && !WITHIN_TRANSACTION.has(kind));
  const begins = first === "TRANS_STMT_BEGIN" || first === "TRANS_STMT_START";
  return begins && kinds[0] === first && last === "TRANS_STMT_COMMIT" && kinds.at(-1) === last && others.length === 0;
}

function transactionFault(kind: string, wrapped: boolean, line: number): ScriptFault {
  const words = kind === "TRANS_STMT_PREPARE" ? "PREPARE TRANSACTION" : kind.slice("TRANS_STMT_".length);
  const does = kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START" ? "begins" : "ends";
  return {
    code: "transaction_control",
    message: `${words.replace("_", " ")} ${does} a transaction, which is migraph's to do`,
    hint: wrapped
      ? "remove the BEGIN and COMMIT around the script: it runs in a transaction of its own already"
      : "remove it: script and record are committed together, or not at all",
    line,
  };
}
