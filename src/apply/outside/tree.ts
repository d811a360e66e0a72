import { identifier } from "../../database/statement.ts";

/** A node of the parser's tree, of which nothing is known but that it has keys. */
export type Node = Readonly<Record<string, unknown>>;

/** What stands below a key, where it is a node. */
export function nodeAt(node: unknown, ...keys: readonly string[]): Node | undefined {
  let at: unknown = node;
  for (const key of keys) at = isNode(at) ? at[key] : undefined;
  return isNode(at) ? at : undefined;
}

export function listAt(node: unknown, key: string): readonly unknown[] {
  const list = isNode(node) ? node[key] : undefined;
  return Array.isArray(list) ? list : [];
}

export function textAt(node: unknown, key: string): string | undefined {
  const text = isNode(node) ? node[key] : undefined;
  return typeof text === "string" ? text : undefined;
}

/** The words of a list of names. */
export function namesIn(list: readonly unknown[]): readonly string[] {
  return list.flatMap((item) => textAt(nodeAt(item, "String"), "sval") ?? []);
}

/** A relation as SQL names it, with its schema where the statement gives one. */
export function relationPath(relation: Node | undefined): string {
  const parts = [textAt(relation, "schemaname"), textAt(relation, "relname")];
  return namePath(parts.filter((part) => part !== undefined));
}

export function namePath(names: readonly string[]): string {
  return names.map(identifier).join(".");
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
