import type { Session } from "../../database/session.ts";
import type { Project } from "../../project.ts";
import type { CommuteDifference } from "../../results.ts";
import { fingerprintOf, type RowText, rowsOf, type TableRows } from "../../schema/rows.ts";
import type { Trunk } from "../trunk.ts";
import type { BranchPair } from "./pairs.ts";
import { sayRows } from "./row-words.ts";
import { inOrder, type Order } from "./run.ts";

type Rows = ReadonlyMap<string, TableRows>;

/** How a table is looked at again that holds something else than in the other order. */
interface Suspect {
  readonly table: TableRows;
  /** Columns that hold the same whenever the same order is run. */
  readonly steady: TableRows["columns"];
  /** Those of them that scripts themselves write. */
  readonly written: TableRows["columns"];
}

interface Seen {
  readonly steady: string;
  readonly written: string;
  readonly rows: readonly RowText[] | undefined;
}

/**
 * What sequences give, and what refers to that, is told, and hinders nobody. Where what scripts write themselves differs,
 * both orders are run again: what differs between two runs of one order, as clocks and random numbers do, is no matter of
 * order.
 */
export async function compareRows(
  trunk: Trunk,
  project: Project,
  pair: BranchPair,
  first: Rows,
  second: Rows,
): Promise<readonly CommuteDifference[]> {
  const tables = [...first.values()].filter((table) => differ(table, second.get(table.key)));
  const isGenerated = ({ key, written }: TableRows) => written === second.get(key)?.written;
  const generated = tables.filter(isGenerated).map(generatedDifference);
  const suspicious = tables.filter((table) => !isGenerated(table));
  if (suspicious.length === 0) return generated;
  const look = (order: Order, suspectsIn: (again: Rows) => readonly Suspect[]) =>
    inOrder(trunk, project, pair, order, async (session, again) => {
      const suspects = suspectsIn(again);
      return { suspects, seen: await seeAll(session, suspects) };
    });
  const { suspects, seen } = await look(0, (again) => suspicious.map((table) => suspectOf(table, again)));
  const other = await look(1, () => suspects);
  const secret = pair.own.flat().some((id) => project.folders.get(id)?.secret === true);
  return [
    ...suspects.flatMap((suspect, index) => difference(suspect, seen[index], other.seen[index], pair, secret)),
    ...generated,
  ];
}

/** Of tables that are there in both, with the same columns: the others differ as schemas. */
function differ(one: TableRows, other: TableRows | undefined): boolean {
  if (other === undefined) return false;
  const names = (table: TableRows) => table.columns.map(({ name }) => name).join("\0");
  return names(one) === names(other) && (one.fingerprint !== other.fingerprint || one.count !== other.count);
}

function suspectOf(table: TableRows, again: Rows): Suspect {
  const { byColumn } = again.get(table.key) ?? table;
  const isSteady = (name: string) => byColumn[name] === table.byColumn[name];
  const steady = table.columns.filter(({ name }) => isSteady(name));
  return { table, steady, written: steady.filter(({ derived }) => !derived) };
}

async function seeAll(session: Session, suspects: readonly Suspect[]): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const { table, steady, written } of suspects) {
    seen.push({
      steady: await fingerprintOf(session, table, steady),
      written: await fingerprintOf(session, table, written),
      rows: await rowsOf(session, table, written),
    });
  }
  return seen;
}

function difference(
  { table, written }: Suspect,
  first: Seen | undefined,
  second: Seen | undefined,
  { ends }: BranchPair,
  secret: boolean,
): readonly CommuteDifference[] {
  if (first === undefined || second === undefined || first.steady === second.steady) return [];
  if (first.written === second.written) return [generatedDifference(table)];
  const shown = secret ? "" : sayRows({ columns: written, first: first.rows, second: second.rows }, ends);
  const message = `rows of ${nameOf(table)} differ${shown === "" ? "" : `: ${shown}`}`;
  return [{ kind: "rows", grade: "conflict", message, object: `table ${table.key}` }];
}

function generatedDifference(table: TableRows): CommuteDifference {
  const derived = table.columns.filter((column) => column.derived).map(({ name }) => name);
  const message = `rows of ${nameOf(table)} differ in what is generated: ${derived.join(", ")}`;
  return { kind: "rows", grade: "generated values", message, object: `table ${table.key}` };
}

function nameOf({ schema, name }: TableRows): string {
  return schema === "public" ? name : `${schema}.${name}`;
}
