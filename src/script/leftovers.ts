import type { StatementTree } from "./parse.ts";
import { type ScriptStatement, splitStatements } from "./statements.ts";

/** What a script leaves behind in its session, or in its transaction. */
export interface Leftovers {
  /** Names of settings that it has changed. */
  readonly settings: readonly string[];
  /** Of everything else: the statements that take it back. */
  readonly resets: readonly string[];
}

/**
 * Scripts that run one after the other each begin with the same session; parts of one script do not. Where a function or
 * DO block changes a setting, its text is searched for what looks like it.
 */
export async function leftoversOf(text: string): Promise<Leftovers> {
  const settings = new Set<string>();
  const resets = new Set<string>();
  for (const { tree, start, end } of (await splitStatements(text)) ?? [whole(text)]) {
    if (tree === undefined || "DoStmt" in tree) {
      searchText(text.slice(start, end), settings, resets);
      continue;
    }
    const own = RESETS.find(([kind]) => kind in tree)?.[1];
    if (own !== undefined) resets.add(own);
    if ("VariableSetStmt" in tree) addVariable(tree.VariableSetStmt, settings);
    if (addFrom(tree, settings)) resets.add(TEMPORARY);
  }
  if (settings.has("session_authorization")) resets.add("reset session authorization");
  settings.delete("session_authorization");
  return { settings: [...settings].sort(), resets: [...resets] };
}

const TEMPORARY = "discard temp";

const RESETS: readonly (readonly [kind: string, reset: string])[] = [
  ["PrepareStmt", "deallocate all"],
  ["DeclareCursorStmt", "close all"],
  ["ListenStmt", "unlisten *"],
  ["ConstraintsSetStmt", "set constraints all immediate"],
];

/** Of a transaction that has begun; they cannot be reset, and end with it. */
const OF_TRANSACTION = new Set([
  "transaction",
  "transaction snapshot",
  "session characteristics",
  "transaction_isolation",
  "transaction_read_only",
  "transaction_deferrable",
]);

function addVariable({ name, kind }: { name?: string; kind?: string }, settings: Set<string>): void {
  if (kind === "VAR_RESET" || kind === "VAR_RESET_ALL" || name === undefined) return;
  const small = name.toLowerCase();
  if (!OF_TRANSACTION.has(small)) settings.add(small);
}

interface FunctionCall {
  readonly funcname?: readonly StatementTree[];
  readonly args?: readonly StatementTree[];
}

/** A call of set_config with a name that is written out. */
function addConfigured({ funcname = [], args = [] }: FunctionCall, settings: Set<string>): void {
  const last = funcname.at(-1);
  const [name] = args;
  if (last === undefined || !("String" in last) || last.String.sval !== "set_config") return;
  if (name !== undefined && "A_Const" in name && name.A_Const.sval?.sval !== undefined)
    settings.add(name.A_Const.sval.sval.toLowerCase());
}

const CONFIGURED = /\bset_config\s*\(\s*'([\w.]+)'/gi;
const SET = /\bset\s+(?:local\s+|session\s+)([a-z_][\w.]*)\s*(?:=|\bto\b)/gi;
const WELL_KNOWN =
  /\bset\s+(search_path|role|timezone|lock_timeout|statement_timeout|client_min_messages|session_replication_role|check_function_bodies|row_security)\b/gi;

function searchText(text: string, settings: Set<string>, resets: Set<string>): void {
  for (const pattern of [CONFIGURED, SET, WELL_KNOWN]) {
    for (const [, name = ""] of text.matchAll(pattern)) settings.add(name.toLowerCase());
  }
  if (/\btemp(?:orary)?\b/i.test(text)) resets.add(TEMPORARY);
  if (/\bset\s+constraints\b/i.test(text)) resets.add("set constraints all immediate");
}

/** Adds what calls of set_config set, and says whether something temporary is named. */
function addFrom(value: unknown, settings: Set<string>): boolean {
  if (typeof value !== "object" || value === null) return false;
  let temporary = "relpersistence" in value && value.relpersistence === "t";
  for (const [key, child] of Object.entries(value)) {
    if (key === "FuncCall") addConfigured(child as FunctionCall, settings);
    if (addFrom(child, settings)) temporary = true;
  }
  return temporary;
}

function whole(text: string): ScriptStatement {
  return { start: 0, end: text.length, line: 1, tree: undefined };
}
