import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { FilesError, type Finding, MigraphError, ScriptError, UsageError } from "../../errors.ts";
import { readScriptFile } from "../../revision/file.ts";
import type { Script } from "../../revision/folder.ts";
import { psqlFaults, withoutRestrictions } from "../../script/psql.ts";
import { divide } from "../../script/sections.ts";
import { readStatements, type ScriptStatement } from "../../script/statements.ts";
import type { ScratchDatabase } from "../scratch/index.ts";
import { lackError, lackIn } from "../scratch/lacks.ts";
import { type DeclaredStatement, type Refusal, runDeclared } from "./run-declared.ts";
import { workSession } from "./work.ts";

/** Whether it names a database, and not files. */
export function isDatabaseUrl(source: string): boolean {
  return /^\s*(?:postgres(?:ql)?(?:\+\w+)?:\/\/|embedded:)/i.test(source);
}

/**
 * Makes what a file declares, or the files of a folder in whatever order they can be run. Rows and transactions of theirs
 * are left out. Throws UsageError and FilesError for what cannot be read, MigraphError `bad_schema` for what cannot be run.
 */
export async function loadDeclared(path: string, database: ScratchDatabase): Promise<void> {
  const files = filesOf(path).map(readDeclared);
  const findings = files.flatMap((file) => ("findings" in file ? file.findings : []));
  if (findings.length > 0) throw new FilesError(findings);
  const scripts = files.flatMap((file) => ("script" in file ? [file.script] : []));
  const { roles, config, makeRoles } = database.context;
  await roles.prepare(scripts, config.role === undefined ? [] : [config.role], makeRoles);
  if (config.role !== undefined) await roles.letOwn(database.name, config.role);
  const statements = await Promise.all(scripts.map(statementsOf));
  const refused = await runDeclared(await workSession(database), statements);
  if (refused.length > 0) throw await badSchema(refused, scripts, database);
}

function filesOf(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new UsageError(`there is no file or folder ${path}`, {
      code: "missing_schema",
      hint: "name a file of SQL, a folder of such files, or a database by its URL",
    });
  }
  if (!stat.isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) => /\.sql$/i.test(name));
  if (names.length > 0) return names.sort().map((name) => join(path, name));
  throw new UsageError(`there are no .sql files in ${path}`, { code: "missing_schema", hint: "name another folder" });
}

function readDeclared(path: string): { readonly script: Script } | { readonly findings: readonly Finding[] } {
  const file = readScriptFile(path);
  if (file.kind === "missing") return { findings: [{ code: "missing_file", message: "it is not there", file: path }] };
  if (file.kind === "fault") return { findings: [{ ...file, file: path }] };
  const sections = divide(file.text);
  const faults = psqlFaults(file.text, sections);
  if (faults.length > 0) return { findings: faults.map((fault) => ({ ...fault, file: path })) };
  const settings = { transaction: true, lockTimeout: undefined, statementTimeout: undefined };
  const { text, marked } = file;
  return { script: { path, text: withoutRestrictions(text, sections), marked, bodyStart: 0, settings } };
}

/** Settings of a file hold for what comes behind them in it. */
async function statementsOf({ path, text }: Script): Promise<readonly DeclaredStatement[]> {
  const { statements, unread } = await readStatements(text, divide(text));
  const before: string[] = [];
  const declared: DeclaredStatement[] = [];
  for (const statement of statements.filter(isSchema)) {
    const sql = text.slice(statement.start, statement.end);
    declared.push({ sql, file: path, line: statement.line, settings: [...before] });
    if (isSetting(statement, sql)) before.push(sql);
  }
  if (unread !== undefined && statements.length === 0 && text.trim() !== "") {
    throw new FilesError([{ code: "unread_script", message: unread.message, file: path }]);
  }
  return declared;
}

function isSchema({ tree, data }: ScriptStatement): boolean {
  return data === undefined && !(tree !== undefined && "TransactionStmt" in tree);
}

function isSetting({ tree }: ScriptStatement, sql: string): boolean {
  return (tree !== undefined && "VariableSetStmt" in tree) || /^select\s+(?:pg_catalog\.)?set_config\s*\(/i.test(sql);
}

async function badSchema(
  refused: readonly Refusal[],
  scripts: readonly Script[],
  { context }: ScratchDatabase,
): Promise<MigraphError> {
  // What is no SQL is not for want of something else.
  const first = refused.find(({ error }) => error.sqlState === SYNTAX) ?? refused[0];
  if (first === undefined) throw new TypeError("something was refused");
  const { statement, error } = first;
  const { file, line } = statement;
  const failure = { revision: "the declared schema", direction: "up", file, sqlstate: error.sqlState } as const;
  const failed = new ScriptError(error.message, { ...failure, atCommit: false, applied: [], heads: [] });
  const lack = lackIn(failed);
  if (lack !== undefined)
    return lackError(
      failed,
      lack,
      scripts.find(({ path }) => path === file),
      context.server,
    );
  const more = refused.length === 1 ? "" : ` (and ${refused.length - 1} more statements)`;
  return new MigraphError("bad_schema", 2, `${file}:${line}: ${error.message}${more}`, {
    hint: error.serverHint ?? (error.sqlState === SYNTAX ? "correct the file" : IN_NO_ORDER),
    data: {
      findings: refused.map(({ statement: { file, line }, error: { message } }) => ({
        code: "bad_schema",
        message,
        file,
        line,
      })),
    },
  });
}

const SYNTAX = "42601";
const IN_NO_ORDER = "every statement was tried in every order: what it needs is in none of the files";
