import { Lexer } from "../../../script/lexer.ts";
import type { Snapshot } from "../../model.ts";
import type { Change } from "../change.ts";
import { unquoteName } from "./names.ts";

const NAME = '"(?:[^"]|"")+"';
const CREATE = new RegExp(`^CREATE (?:UNLOGGED )?TABLE (${NAME}\\.${NAME}) (?=\\()`, "s");
const ADD = new RegExp(`^ALTER TABLE (${NAME}\\.${NAME}) ADD COLUMN (${NAME} .*)$`, "s");

/**
 * Tables that are made get all their columns at once, as they are declared: the library adds some later, at the end, when
 * their types are there. The table is made then; the order is found by trying.
 */
export function withWholeTables(changes: readonly Change[], target: Snapshot): readonly Change[] {
  const made = new Set(changes.flatMap(({ sql }) => CREATE.exec(sql)?.[1] ?? []));
  const isAdded = ({ sql }: Change) => made.has(ADD.exec(sql)?.[1] ?? "");
  const added = Map.groupBy(changes.filter(isAdded), ({ sql }) => ADD.exec(sql)?.[1] ?? "");
  return changes
    .filter((change) => !isAdded(change))
    .map((change) => {
      const table = CREATE.exec(change.sql)?.[1];
      const more = (added.get(table ?? "") ?? []).map(({ sql }) => ADD.exec(sql)?.[2] ?? "");
      return table === undefined || more.length === 0
        ? change
        : { ...change, sql: withColumns(change.sql, more, target) };
    });
}

function withColumns(sql: string, more: readonly string[], target: Snapshot): string {
  const [head = "", table = ""] = CREATE.exec(sql) ?? [];
  const { items, end } = listIn(sql, head.length);
  const isConstraint = (item: string) => !item.startsWith('"');
  const order = positionsIn(unquoteName(table), target);
  const place = (item: string) => order.get(/^"((?:[^"]|"")+)"/.exec(item)?.[1]?.replaceAll('""', '"') ?? "") ?? 0;
  const columns = [...items.filter((item) => !isConstraint(item)), ...more].sort((a, b) => place(a) - place(b));
  return `${head}(${[...columns, ...items.filter(isConstraint)].join(", ")})${sql.slice(end)}`;
}

/** What stands in the parentheses that open at `start`, between its commas. `end`: behind them. */
function listIn(sql: string, start: number): { readonly items: readonly string[]; readonly end: number } {
  const lexer = new Lexer(sql, start);
  const items: string[] = [];
  let depth = 0;
  let from = start + 1;
  while (lexer.next()) {
    const mark = lexer.kind === "mark" ? sql[lexer.start] : undefined;
    if (mark === "(" || mark === "[") depth++;
    if (mark === ")" || mark === "]") depth--;
    if ((mark === "," && depth === 1) || depth === 0) {
      items.push(sql.slice(from, lexer.start).trim());
      from = lexer.end;
    }
    if (depth === 0) break;
  }
  return { items: items.filter((item) => item !== ""), end: from };
}

function positionsIn(table: string, { objects }: Snapshot): ReadonlyMap<string, number> {
  const columns = [...objects.values()].filter(({ kind, parent }) => kind === "column" && parent === `table ${table}`);
  return new Map(columns.map(({ name, position }) => [name, position ?? 0]));
}
