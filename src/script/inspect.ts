import { findCopy, isCopyFromStdin } from "./copy.ts";
import { ParseFault, parseStatements, type Statement } from "./parse.ts";
import { codeUnitOffset, lineOfOffset } from "./position.ts";
import { psqlFault } from "./psql.ts";

/** Why a script must not be sent as it is. */
export interface ScriptFault {
  readonly code: "transaction_control" | "copy_from_stdin" | "psql_command";
  readonly message: string;
  readonly hint: string;
  readonly line: number;
}

/** Only a script with one of these can hold what is looked for; most have none and are not parsed at all. */
const SUSPECTS = /\b(?:begin|start|commit|end|rollback|abort|prepare|copy)\b|\\/i;

/**
 * Statements that would break the promise that a script and its record are one transaction, or that no server takes,
 * found by PostgreSQL's own parser. A script that it cannot parse is otherwise the server's to judge: the parser may be
 * older than the server.
 */
export async function inspectScript(text: string): Promise<readonly ScriptFault[]> {
  if (!SUSPECTS.test(text)) return [];
  const statements = await parseStatements(text);
  if (statements instanceof ParseFault) return inspectUnparsed(text, statements);
  const kinds = statements.map(({ stmt }) => stmt?.TransactionStmt?.kind ?? "");
  const wrapped = isWrapped(kinds);
  const lines = new StatementLines(text);
  return statements.flatMap((statement, index) => {
    const kind = kinds[index] ?? "";
    if (kind !== "" && !WITHIN_TRANSACTION.has(kind)) return [transactionFault(kind, wrapped, lines.of(statement))];
    return isCopyFromStdin(statement) ? [copyFault(lines.of(statement))] : [];
  });
}

async function inspectUnparsed(text: string, fault: ParseFault): Promise<readonly ScriptFault[]> {
  const copy = await findCopy(text);
  if (copy !== undefined) return [copyFault(lineOfOffset(text, copy))];
  if (fault.position === undefined) return [];
  const offset = codeUnitOffset(text, fault.position);
  const command = psqlFault(text, offset);
  return command === undefined ? [] : [{ code: "psql_command", ...command, line: lineOfOffset(text, offset) }];
}

const WITHIN_TRANSACTION: ReadonlySet<string> = new Set([
  "TRANS_STMT_SAVEPOINT",
  "TRANS_STMT_RELEASE",
  "TRANS_STMT_ROLLBACK_TO",
]);

/** BEGIN and COMMIT around the whole script, and no other of their kind. */
function isWrapped(kinds: readonly string[]): boolean {
  const [first, last, ...others] = kinds.filter((kind) => kind !== "" && !WITHIN_TRANSACTION.has(kind));
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

function copyFault(line: number): ScriptFault {
  return {
    code: "copy_from_stdin",
    message: "COPY … FROM stdin needs data that a script cannot send here",
    hint: "write the rows as INSERT … VALUES (pg_dump --inserts does)",
    line,
  };
}

/** Lines of statements, whose places the parser tells in bytes of UTF-8. */
class StatementLines {
  readonly #text: string;
  #bytes: Buffer | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  of({ stmt_location = 0 }: Statement): number {
    this.#bytes ??= Buffer.from(this.#text);
    return lineOfOffset(this.#text, this.#bytes.toString("utf8", 0, stmt_location).length);
  }
}
