import { createHash } from "node:crypto";
import { FilesError, type Finding } from "../../errors.ts";
import type { Script } from "../../revision/folder.ts";
import { Lexer } from "../../script/lexer.ts";
import { ParseFault, parseStatements } from "../../script/parse.ts";
import { lineOfOffset } from "../../script/position.ts";
import { prepareScript } from "../../script/prepare.ts";
import { type ScriptStatement, splitStatements } from "../../script/statements.ts";
import { listAt, type Node, namesIn, nodeAt, textAt } from "./tree.ts";
import type { TransactionWork, Unit, Work } from "./unit.ts";

/** Names how the digest is made. */
const ALGORITHM = "statement-1";

/** A script in the parts that are run and marked, in order. A text that nobody can split is one part. */
export async function unitsOf(script: Script): Promise<readonly Unit[]> {
  // Blank where psql alone has something to read; all offsets are the file's.
  const { text } = await prepareScript(script.text, { transaction: false });
  const split = (await splitStatements(text)) ?? [whole(text)];
  const statements = await Promise.all(split.map((statement) => parsedAlone(text, statement)));
  const works = worksOf(statements, script.path);
  return works.map((work, index) => {
    const [first, last] = endsOf(work);
    const part = text.slice(first.start, last.end);
    return {
      position: index + 1,
      total: works.length,
      text: part,
      checksum: unitChecksum(part),
      line: first.line,
      lastLine: lineOfOffset(text, Math.max(first.start, last.end - 1)),
      work,
    };
  });
}

/** The checksum of a statement as `algorithm:hex`, of its words without the comments and space between them. */
function unitChecksum(text: string): string {
  const hash = createHash("sha256");
  const lexer = new Lexer(text.replaceAll("\r\n", "\n"));
  const whole = text.replaceAll("\r\n", "\n");
  while (lexer.next()) {
    if (lexer.kind !== "comment") hash.update(`${whole.slice(lexer.start, lexer.end)}\0`);
  }
  return `${ALGORITHM}:${hash.digest("hex")}`;
}

/** A script's transactions are found by their trees. */
function worksOf(statements: readonly ScriptStatement[], file: string): readonly Work[] {
  const works: Work[] = [];
  let open: { opening: ScriptStatement[]; body: ScriptStatement[]; chained: boolean } | undefined;
  for (const statement of statements) {
    const control = nodeAt(statement.tree, "TransactionStmt");
    const kind = textAt(control, "kind") ?? "";
    if (open === undefined) {
      if (BEGINS.has(kind)) open = { opening: [statement], body: [], chained: false };
      else works.push({ kind: "statement", statement, lasting: isLasting(statement.tree) });
      continue;
    }
    const ends = ENDS[kind];
    if (ends === undefined) {
      open.body.push(statement);
      continue;
    }
    const { opening, body, chained } = open;
    const [first = statement] = chained ? body : opening;
    works.push({ kind: "transaction", first, opening, body, end: statement, ends, readOnly: isReadOnly(opening) });
    const handedOn: ScriptStatement[] = [...opening, ...body.filter(({ tree }) => isTransactionMode(tree))];
    open = control?.["chain"] === true ? { opening: handedOn, body: [], chained: true } : undefined;
  }
  const [unended] = open?.opening ?? [];
  if (unended !== undefined) throw new FilesError([unendedTransaction(file, unended.line)]);
  return works;
}

function unendedTransaction(file: string, line: number): Finding {
  return {
    code: "open_transaction",
    message: "the transaction that begins here is not ended in the script",
    hint: "write COMMIT where it is to end: nothing of it would be kept",
    file,
    line,
  };
}

const BEGINS: ReadonlySet<string> = new Set(["TRANS_STMT_BEGIN", "TRANS_STMT_START"]);
const ENDS: Readonly<Record<string, TransactionWork["ends"]>> = {
  TRANS_STMT_COMMIT: "commit",
  TRANS_STMT_ROLLBACK: "rollback",
  TRANS_STMT_PREPARE: "prepare",
};

function endsOf(work: Work): readonly [ScriptStatement, ScriptStatement] {
  return work.kind === "statement" ? [work.statement, work.statement] : [work.first, work.end];
}

/** BEGIN READ ONLY: no mark can be written in it. */
function isReadOnly(opening: readonly ScriptStatement[]): boolean {
  return opening.some(({ tree }) => {
    const options = listAt(nodeAt(tree, "TransactionStmt"), "options");
    return options.some((option) => {
      const element = nodeAt(option, "DefElem");
      const value = nodeAt(element, "arg", "A_Const", "ival")?.["ival"];
      return textAt(element, "defname") === "transaction_read_only" && value === 1;
    });
  });
}

function isTransactionMode(tree: unknown): boolean {
  const set = nodeAt(tree, "VariableSetStmt");
  return textAt(set, "name") === "TRANSACTION" && textAt(set, "kind") === "VAR_SET_MULTI";
}

/** SET and its like, which a session that comes later has not heard of. */
function isLasting(tree: unknown): boolean {
  const kind = Object.keys(nodeAt(tree) ?? {})[0] ?? "";
  if (kind === "VariableSetStmt") return nodeAt(tree, kind)?.["is_local"] !== true;
  if (LASTING.has(kind)) return true;
  return kind === "SelectStmt" && callsOnlySetConfig(nodeAt(tree, kind));
}

const LASTING: ReadonlySet<string> = new Set([
  "PrepareStmt",
  "DeallocateStmt",
  "LoadStmt",
  "ListenStmt",
  "UnlistenStmt",
]);

/** As pg_dump sets the search_path. */
function callsOnlySetConfig(select: Node | undefined): boolean {
  const targets = listAt(select, "targetList");
  return (
    targets.length > 0 &&
    listAt(select, "fromClause").length === 0 &&
    targets.every((target) => {
      const call = nodeAt(target, "ResTarget", "val", "FuncCall");
      return namesIn(listAt(call, "funcname")).at(-1) === "set_config";
    })
  );
}

/** One statement that the parser cannot read keeps it from all others, until each is read by itself. */
async function parsedAlone(text: string, statement: ScriptStatement): Promise<ScriptStatement> {
  if (statement.tree !== undefined) return statement;
  const parsed = await parseStatements(text.slice(statement.start, statement.end));
  const [only, second] = parsed instanceof ParseFault ? [] : parsed;
  return only === undefined || second !== undefined ? statement : { ...statement, tree: only.stmt };
}

function whole(text: string): ScriptStatement {
  return { start: 0, end: text.length, line: 1, tree: undefined };
}
