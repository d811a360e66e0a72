import { lineOfOffset } from "./position.ts";

/** Why a script must not be sent as it is. */
export interface ScriptFault {
  readonly code: "transaction_control" | "copy_from_stdin";
  readonly message: string;
  readonly hint: string;
  readonly line: number;
}

/** Only a script with one of these words can hold what is looked for; most have none and are not parsed at all. */
const SUSPECTS = /\b(?:begin|start|commit|end|rollback|abort|prepare|copy)\b/i;

/** Above this the parser's memory runs out. */
const LARGEST = 4_000_000;

/**
 * Statements that would break the promise that a script and its record are one transaction, found by PostgreSQL's own
 * parser. A script that it cannot parse is the server's to judge: the parser may be older than the server.
 */
export async function inspectScript(text: string): Promise<readonly ScriptFault[]> {
  if (!SUSPECTS.test(text)) return [];
  const statements = await parseStatements(text);
  if (statements === undefined) return copyByEye(text);
  const kinds = statements.map(({ stmt }) => transactionKind(stmt));
  const wrapped = statements.length > 1 && isBegin(kinds[0]) && kinds.at(-1) === "TRANS_STMT_COMMIT";
  const bytes = Buffer.from(text);
  return statements.flatMap((statement, index) => {
    const line = () => lineOfStatement(text, bytes, statement.stmt_location ?? 0);
    const kind = kinds[index];
    if (kind !== undefined && !WITHIN_TRANSACTION.has(kind)) return [transactionFault(kind, wrapped, line())];
    const copy = statement.stmt?.CopyStmt;
    if (copy?.is_from && copy.filename === undefined && !copy.is_program) return [copyFault(line())];
    return [];
  });
}

interface Statement {
  readonly stmt?: {
    readonly TransactionStmt?: { readonly kind?: string };
    readonly CopyStmt?: { readonly is_from?: boolean; readonly filename?: string; readonly is_program?: boolean };
  };
  /** Offset in bytes of UTF-8; the parser leaves out a zero. */
  readonly stmt_location?: number;
}

const WITHIN_TRANSACTION: ReadonlySet<string> = new Set([
  "TRANS_STMT_SAVEPOINT",
  "TRANS_STMT_RELEASE",
  "TRANS_STMT_ROLLBACK_TO",
]);

async function parseStatements(text: string): Promise<readonly Statement[] | undefined> {
  if (text.length > LARGEST) return undefined;
  const { parse } = await import("libpg-query");
  try {
    return ((await parse(text)).stmts ?? []) as readonly Statement[];
  } catch {
    return undefined;
  }
}

function transactionKind(statement: Statement["stmt"]): string | undefined {
  return statement?.TransactionStmt?.kind;
}

function isBegin(kind: string | undefined): boolean {
  return kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START";
}

function transactionFault(kind: string, wrapped: boolean, line: number): ScriptFault {
  const words = kind.replace("TRANS_STMT_", "").replace("_", " ");
  return {
    code: "transaction_control",
    message: `${words} ends or begins a transaction, which is migraph's to do`,
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

/** For text that does not parse, as the data lines of a COPY do not: the server would wait for data for ever. */
function copyByEye(text: string): readonly ScriptFault[] {
  const match = /^[ \t]*copy\s[^;]*?\sfrom\s+stdin\b/im.exec(text);
  return match === null ? [] : [copyFault(lineOfOffset(text, match.index))];
}

/** The parser's location is where the statement before ended: white space and comments are skipped to its first word. */
function lineOfStatement(text: string, bytes: Buffer, location: number): number {
  const start = bytes.toString("utf8", 0, location).length;
  const lead = /^(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(start));
  return lineOfOffset(text, start + (lead?.[0].length ?? 0));
}
