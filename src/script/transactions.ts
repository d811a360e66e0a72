import type { ScriptFault } from "./faults.ts";
import { outsideTransaction } from "./outside.ts";
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

/**
 * What is wrong with the transactions that a script opens by itself, where it is run in none: one that is left open would
 * go on into what is run next.
 */
export function ownTransactionFaults(statements: readonly ScriptStatement[]): readonly ScriptFault[] {
  const faults: ScriptFault[] = [];
  let begun: number | undefined;
  for (const statement of statements) {
    const { tree, line } = statement;
    const kind = kindOf(statement);
    const outside = begun === undefined || tree === undefined ? undefined : outsideTransaction(tree);
    if (outside?.refused === "always") {
      faults.push({
        code: "needs_no_transaction",
        message: `${outside.words} cannot run in a transaction, and one begins in line ${begun}`,
        hint: "put it before that one's BEGIN, or behind its end",
        line,
      });
    }
    if (kind === undefined) continue;
    if (BEGINS.has(kind)) begun ??= line;
    else if (ENDS.has(kind) && !chains(statement)) begun = undefined;
  }
  if (begun === undefined) return faults;
  const unended: ScriptFault = {
    code: "open_transaction",
    message: "the transaction that begins here is still open at the end of the script",
    hint: "end it with COMMIT",
    line: begun,
  };
  return [...faults, unended];
}

const BEGINS: ReadonlySet<string> = new Set(["TRANS_STMT_BEGIN", "TRANS_STMT_START"]);
const ENDS: ReadonlySet<string> = new Set(["TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE"]);

/** The next transaction begins at once. */
function chains({ tree }: ScriptStatement): boolean {
  return tree !== undefined && "TransactionStmt" in tree && tree.TransactionStmt.chain === true;
}

function kindOf({ tree }: ScriptStatement): string | undefined {
  return tree !== undefined && "TransactionStmt" in tree ? tree.TransactionStmt.kind : undefined;
}

/** BEGIN and COMMIT around the whole script, and no other of their kind. */
function isWrapped(kinds: readonly (string | undefined)[]): boolean {
  const [first, last, ...others] = kinds.filter((kind) => kind !== undefined && !WITHIN_TRANSACTION.has(kind));
  return (
    first !== undefined &&
    BEGINS.has(first) &&
    kinds[0] === first &&
    last === "TRANS_STMT_COMMIT" &&
    kinds.at(-1) === last &&
    others.length === 0
  );
}

function transactionFault(kind: string, wrapped: boolean, line: number): ScriptFault {
  const words = kind === "TRANS_STMT_PREPARE" ? "PREPARE TRANSACTION" : kind.slice("TRANS_STMT_".length);
  const does = BEGINS.has(kind) ? "begins" : "ends";
  return {
    code: "transaction_control",
    message: `${words.replace("_", " ")} ${does} a transaction, which is migraph's to do`,
    hint: wrapped
      ? "remove the BEGIN and COMMIT around the script: it runs in a transaction of its own already"
      : "remove it: script and record are committed together, or not at all",
    line,
  };
}
