import type { Row } from "../database/answers.ts";
import type { Session } from "../database/session.ts";
import { identifier, literal, statement } from "../database/statement.ts";

/** What a database holds beside its schema: rows, and how far its sequences have counted. By qualified name. */
export interface Contents {
  readonly tables: ReadonlyMap<string, TableContents>;
  readonly sequences: ReadonlyMap<string, string>;
}

/** The rows of a table, told apart by sums in which their order makes no difference. */
interface TableContents {
  readonly rows: number;
  /** Of the rows as wholes. */
  readonly sum: string;
  /** Of the values of each column. */
  readonly columns: ReadonlyMap<string, string>;
}

/** Columns that are not looked at, by table. */
export type Ignored = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads all in one transaction, the server doing the sums. `ledger`: its schema, which is left out. */
export async function readContents(session: Session, ledger: string, ignored: Ignored = new Map()): Promise<Contents> {
  try {
    await session.send(statement("contents/begin.sql"));
    const relations = await session.send(statement("contents/relations.sql", { ledger }));
    const sequences = await session.send(statement("contents/sequences.sql", { ledger }));
    const tables = new Map<string, TableContents>();
    for (const [index, rows] of (
      await all(
        session,
        relations.map((row) => tableQuestion(row, ignored)),
      )
    ).entries()) {
      const relation = relations[index] ?? {};
      const [sums = {}] = rows;
      tables.set(nameOf(relation), tableContents(columnsOf(relation, ignored), sums));
    }
    const values = await all(
      session,
      sequences.map((row) => `select last_value, is_called from ${sqlNameOf(row)}`),
    );
    const counted = values.map(([row = {}], index): [string, string] => [
      nameOf(sequences[index] ?? {}),
      `${row["last_value"]}${row["is_called"] === true ? "" : ", not used yet"}`,
    ]);
    return { tables, sequences: new Map(counted) };
  } finally {
    await session.attempt("rollback");
  }
}

/** One difference of what two databases hold, for people. */
export interface ContentsDifference {
  readonly table?: string;
  /** Of which alone the values are others. */
  readonly columns: readonly string[];
  readonly message: string;
}

/** What differs. Tables that only one of them has are a difference of the schemas, and not told here. */
export function compareContents(expected: Contents, found: Contents): readonly ContentsDifference[] {
  const tables = [...expected.tables].flatMap(([table, before]): readonly ContentsDifference[] => {
    const after = found.tables.get(table);
    if (after === undefined || (before.rows === after.rows && before.sum === after.sum)) return [];
    const columns = [...before.columns].filter(([name, sum]) => after.columns.get(name) !== sum).map(([name]) => name);
    if (before.rows !== after.rows) {
      return [{ table, columns, message: `table ${table}: ${counted(before.rows)} → ${counted(after.rows)}` }];
    }
    const where =
      columns.length === 0 ? "its values stand together in other rows" : `other values in ${columns.join(", ")}`;
    return [{ table, columns, message: `table ${table}: ${where}` }];
  });
  const sequences = [...expected.sequences].flatMap(([name, value]): readonly ContentsDifference[] => {
    const after = found.sequences.get(name);
    if (after === undefined || after === value) return [];
    return [{ columns: [], message: `sequence ${name}: last value ${value} → ${after}` }];
  });
  return [...tables, ...sequences];
}

export function countRows({ tables }: Contents): number {
  return [...tables.values()].reduce((sum, { rows }) => sum + rows, 0);
}

function tableQuestion(relation: Row, ignored: Ignored): string {
  const columns = columnsOf(relation, ignored);
  const sums = columns.map((column, index) => `${sumOf(`(t.${identifier(column)})`)} as c${index}`);
  const row = sumOf(`row(${columns.map((column) => `t.${identifier(column)}`).join(", ")})`);
  return `select pg_catalog.count(*)::pg_catalog.text as rows, ${[`${row} as whole`, ...sums].join(", ")} from only ${sqlNameOf(relation)} t`;
}

/** Two hashes of each value: the sum of one alone could come out the same by chance, in tables of many rows. */
function sumOf(expression: string): string {
  const sums = [1, 2].map(
    (seed) =>
      `coalesce(pg_catalog.sum(pg_catalog.hashtextextended(${expression}::pg_catalog.text collate "C", ${seed})), 0)::pg_catalog.text`,
  );
  return `pg_catalog.concat_ws(${literal(" ")}, ${sums.join(", ")})`;
}

function tableContents(columns: readonly string[], sums: Row): TableContents {
  return {
    rows: Number(sums["rows"]),
    sum: String(sums["whole"]),
    columns: new Map(columns.map((column, index) => [column, String(sums[`c${index}`])])),
  };
}

function columnsOf(relation: Row, ignored: Ignored): readonly string[] {
  const left = ignored.get(nameOf(relation));
  return (relation["columns"] as readonly string[]).filter((column) => left === undefined || !left.has(column));
}

/** For people: quoted only where it has to be. */
function nameOf({ schema, name }: Row): string {
  return [schema, name].map((part) => (/^[a-z_][a-z0-9_$]*$/.test(String(part)) ? part : quoted(part))).join(".");
}

function sqlNameOf({ schema, name }: Row): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

function quoted(part: unknown): string {
  return identifier(String(part));
}

function counted(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}

async function all(session: Session, questions: readonly string[]): Promise<readonly (readonly Row[])[]> {
  const outcomes = await session.pipeline(questions);
  return outcomes.map((outcome) => {
    if (outcome.ok) return outcome.rows;
    throw outcome.error;
  });
}
