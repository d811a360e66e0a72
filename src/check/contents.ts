import type { Session } from "../database/session.ts";
import { statement } from "../database/statement.ts";
import { fingerprintOf, readRows, type TableRows } from "../schema/rows.ts";

/** What a database holds beside its schema: rows, and how far its sequences have counted. By qualified name. */
export interface Contents {
  readonly tables: ReadonlyMap<string, TableRows>;
  readonly sequences: ReadonlyMap<string, string>;
}

/** Columns that are not looked at, by table. */
export type Ignored = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads all in one transaction, the server doing the sums. `ledger`: its schema, which is left out. */
export async function readContents(session: Session, ledger: string, ignored: Ignored = new Map()): Promise<Contents> {
  try {
    await session.send(statement("contents/begin.sql"));
    const tables = new Map(await readRows(session, ledger));
    for (const [key, columns] of ignored) {
      const table = tables.get(key);
      if (table !== undefined) tables.set(key, await withoutColumns(session, table, columns));
    }
    return { tables, sequences: await readSequences(session, ledger) };
  } finally {
    await session.attempt("rollback");
  }
}

async function withoutColumns(session: Session, table: TableRows, ignored: ReadonlySet<string>): Promise<TableRows> {
  const columns = table.columns.filter(({ name }) => !ignored.has(name));
  return { ...table, columns, fingerprint: await fingerprintOf(session, table, columns) };
}

async function readSequences(session: Session, ledger: string): Promise<ReadonlyMap<string, string>> {
  const keys = (await session.send(statement("contents/sequences.sql", { ledger }))).map(({ key }) => String(key));
  const outcomes = await session.pipeline(keys.map((key) => `select last_value, is_called from ${key}`));
  return new Map(
    outcomes.map((outcome, index) => {
      if (!outcome.ok) throw outcome.error;
      const [row = {}] = outcome.rows;
      return [keys[index] ?? "", `${row["last_value"]}${row["is_called"] === true ? "" : ", not used yet"}`];
    }),
  );
}

/** One difference of what two databases hold, for people. */
export interface ContentsDifference {
  /** Undefined for a sequence. */
  readonly table?: string;
  /** Of which alone the values are others. */
  readonly columns: readonly string[];
  readonly message: string;
}

/** What differs. Tables that only one of them has are a difference of the schemas, and not told here. */
export function compareContents(expected: Contents, found: Contents): readonly ContentsDifference[] {
  const tables = [...expected.tables].flatMap(([table, before]): readonly ContentsDifference[] => {
    const after = found.tables.get(table);
    if (after === undefined || (before.count === after.count && before.fingerprint === after.fingerprint)) return [];
    const columns = before.columns
      .map(({ name }) => name)
      .filter((name) => after.byColumn[name] !== before.byColumn[name]);
    const values =
      columns.length === 0 ? "its values stand together in other rows" : `other values in ${columns.join(", ")}`;
    const what = before.count === after.count ? values : `${counted(before.count)} → ${counted(after.count)}`;
    return [{ table, columns, message: `table ${table}: ${what}` }];
  });
  const sequences = [...expected.sequences].flatMap(([name, value]): readonly ContentsDifference[] => {
    const after = found.sequences.get(name);
    if (after === undefined || after === value) return [];
    return [{ columns: [], message: `sequence ${name}: last value ${value} → ${after}` }];
  });
  return [...tables, ...sequences];
}

export function countRows({ tables }: Contents): number {
  return [...tables.values()].reduce((sum, { count }) => sum + count, 0);
}

function counted(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}
