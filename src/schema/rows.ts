import type { Row } from "../database/answers.ts";
import type { Session } from "../database/session.ts";
import { identifier, statement } from "../database/statement.ts";

interface Column {
  readonly name: string;
  /** Its values come from a sequence, or from rows whose values do. */
  readonly derived: boolean;
  /** Part of the primary key. */
  readonly key: boolean;
}

/** What a table holds, as far as two databases of one server can be compared by it. In whatever order the rows stand. */
export interface TableRows {
  /** Its qualified name, quoted where PostgreSQL quotes it. */
  readonly key: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly count: number;
  readonly fingerprint: string;
  /** Of what scripts write themselves: without what is derived. */
  readonly written: string;
  /** Of each column by itself. */
  readonly byColumn: Readonly<Record<string, string>>;
}

/** By their keys, in a transaction that contents/begin.sql has begun. `ledger`: the schema that is left out. */
export async function readRows(session: Session, ledger: string): Promise<ReadonlyMap<string, TableRows>> {
  const found = await session.send(statement("rows/tables.sql", { schema: ledger }));
  const tables = found.map((row) => ({
    key: String(row["key"]),
    schema: String(row["schema"]),
    name: String(row["name"]),
    columns: (row["columns"] ?? []) as readonly Column[],
  }));
  const answers = await session.pipeline(tables.map(fingerprintQuery));
  return new Map(
    tables.map((table, index) => {
      const answer = answers[index];
      if (answer === undefined) throw new TypeError("every message has an outcome");
      if (!answer.ok) throw answer.error;
      const [{ count, fingerprint, written, ...rest } = {}] = answer.rows as readonly Row[];
      const byColumn = Object.fromEntries(table.columns.map(({ name }, at) => [name, String(rest[`c${at}`] ?? "")]));
      const texts = { fingerprint: String(fingerprint ?? ""), written: String(written ?? "") };
      return [table.key, { ...table, ...texts, count: Number(count), byColumn }];
    }),
  );
}

/** The fingerprint of some columns of a table. */
export async function fingerprintOf(session: Session, table: TableRows, columns: readonly Column[]): Promise<string> {
  const [row = {}] = await session.send(`select ${hashOf(columns)} as fingerprint from only ${table.key} as t`);
  return String(row["fingerprint"] ?? "");
}

/** Some columns of all rows, as text; undefined where there are more rows than people would look at. */
export async function rowsOf(
  session: Session,
  table: TableRows,
  columns: readonly Column[],
): Promise<readonly RowText[] | undefined> {
  if (table.count > MOST_ROWS) return undefined;
  const texts = columns.map(({ name }, at) => `t.${identifier(name)}::pg_catalog.text as c${at}`).join(", ");
  const rows = await session.send(`select ${texts} from only ${table.key} as t`);
  return rows.map((row) => columns.map((_, at) => (row[`c${at}`] ?? null) as string | null));
}

/** Texts of columns, in their order. */
export type RowText = readonly (string | null)[];

const MOST_ROWS = 2_000;

function fingerprintQuery({ key, columns }: Pick<TableRows, "key" | "columns">): string {
  const each = columns.map((column, at) => `${hashOf([column])} as c${at}`);
  const written = hashOf(columns.filter(({ derived }) => !derived));
  const all = ["pg_catalog.count(*) as count", `${hashOf(columns)} as fingerprint`, `${written} as written`, ...each];
  return `select ${all.join(", ")} from only ${key} as t`;
}

/**
 * Sums do not depend on the order of rows; there are two, as one alone could come out the same by chance. The text of a row
 * is that of its values, whatever casts there are.
 */
function hashOf(columns: readonly Column[]): string {
  const row = `row(${columns.map(({ name }) => `t.${identifier(name)}`).join(", ")})::pg_catalog.text`;
  const sums = [1, 2].map(
    (seed) => `coalesce(pg_catalog.sum(pg_catalog.hashtextextended(${row} collate "C", ${seed})), 0)::pg_catalog.text`,
  );
  return `pg_catalog.concat_ws(' ', ${sums.join(", ")})`;
}
