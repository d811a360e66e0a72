import type { ScriptFault } from "./faults.ts";
import type { StatementTree } from "./parse.ts";
import type { ScriptStatement } from "./statements.ts";

/** In every statement that is looked for here. */
export const ENUM_SUSPECTS = /\badd\s+value\b/i;

/** A value that a script adds to a type. */
interface NewValue {
  readonly value: string;
  /** Its schema, if it was said, and name. */
  readonly type: readonly string[];
  readonly line: number;
  /** It may be there already, or the type may be new, and then it may be used. */
  readonly maybe: boolean;
}

/**
 * Uses of enum values in the transaction that adds them, which the server refuses until it is committed. Certain where a
 * literal is cast to the type in a statement that is always analysed; where a literal only looks the same, it may be.
 */
export function enumFaults(statements: readonly ScriptStatement[]): {
  readonly faults: readonly ScriptFault[];
  readonly warnings: readonly ScriptFault[];
} {
  const faults: ScriptFault[] = [];
  const warnings: ScriptFault[] = [];
  const added: NewValue[] = [];
  const created: (readonly string[])[] = [];
  for (const { tree, line } of statements) {
    if (tree === undefined) continue;
    if ("CreateEnumStmt" in tree) created.push(names(tree.CreateEnumStmt.typeName));
    if ("AlterEnumStmt" in tree) {
      const { typeName, newVal: value, oldVal, skipIfNewValExists: exists = false } = tree.AlterEnumStmt;
      const type = names(typeName);
      const isNew = created.some((other) => isSameType(other, type) !== "no");
      if (value !== undefined && oldVal === undefined) added.push({ value, type, line, maybe: exists || isNew });
      continue;
    }
    if (added.length === 0) continue;
    const uses = usesIn(tree, added);
    for (const { value, certain } of uses) (certain ? faults : warnings).push(enumFault(value, certain, line));
  }
  return { faults, warnings };
}

function enumFault({ value, type, line: from }: NewValue, certain: boolean, line: number): ScriptFault {
  const name = `'${value}' of ${type.join(".")}`;
  return {
    code: "new_enum_value",
    message: certain
      ? `${name} is added in line ${from}, and cannot be used in the same transaction`
      : `'${value}' is refused here if it means the value of ${type.join(".")} that is added in line ${from}: it cannot be used in the same transaction`,
    hint: "put ALTER TYPE … ADD VALUE in a revision of its own, before this one",
    line,
  };
}

/** Each new value that a statement uses, once. */
function usesIn(
  tree: StatementTree,
  added: readonly NewValue[],
): readonly { readonly value: NewValue; readonly certain: boolean }[] {
  const analysed = ALWAYS_ANALYSED.some((kind) => kind in tree);
  const certain = new Set<NewValue>();
  const possible = new Set<NewValue>();
  walk(tree, (kind, node) => {
    if (kind === "TypeCast" && analysed) {
      const { arg, typeName } = node as { arg?: StatementTree; typeName?: CastType };
      const text = literalOf(arg);
      if (typeName === undefined || (typeName.arrayBounds ?? []).length > 0) return;
      for (const value of added) {
        if (value.value !== text || value.maybe) continue;
        if (isSameType(value.type, names(typeName.names)) === "yes") certain.add(value);
      }
    }
    if (kind !== "A_Const") return;
    const text = literalOf({ A_Const: node } as StatementTree);
    for (const value of added) if (value.value === text) possible.add(value);
  });
  return added.filter((value) => possible.has(value)).map((value) => ({ value, certain: certain.has(value) }));
}

interface CastType {
  readonly names?: readonly StatementTree[];
  readonly arrayBounds?: readonly unknown[];
}

/** Others may be skipped, as CREATE TABLE IF NOT EXISTS is where there is one. */
const ALWAYS_ANALYSED = ["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "ViewStmt"];

function literalOf(node: StatementTree | undefined): string | undefined {
  return node !== undefined && "A_Const" in node ? node.A_Const.sval?.sval : undefined;
}

function names(nodes: readonly StatementTree[] = []): readonly string[] {
  return nodes.map((node) => ("String" in node ? (node.String.sval ?? "") : ""));
}

/** With a schema at one of them only, who can tell? */
function isSameType(a: readonly string[], b: readonly string[]): "yes" | "no" | "perhaps" {
  if (a.at(-1) !== b.at(-1)) return "no";
  if (a.length !== b.length) return "perhaps";
  return a.every((part, index) => part === b[index]) ? "yes" : "no";
}

/** Every node below, with its kind, as the parser's JSON has them: keys in capitals. */
function walk(value: unknown, visit: (kind: string, node: object) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (/^[A-Z]/.test(key)) visit(key, child as object);
    walk(child, visit);
  }
}
