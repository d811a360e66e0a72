import { type Hazard, namesOf } from "./hazard.ts";
import { blocksReads, blocksWrites, type LockMode, stronger } from "./modes.ts";
import type { Relation } from "./observer.ts";
import { isTable, statementHazards } from "./statement-hazards.ts";
import type { TracedStatement, TracedStep } from "./traced.ts";

export interface PlacedHazard extends Hazard {
  readonly at: TracedStatement;
}

/** What is dangerous in a script, on tables that were there before it: of each statement, and of their order. */
export function hazardsOf({ statements }: TracedStep): readonly PlacedHazard[] {
  const byTransaction = Map.groupBy(statements, ({ transaction, position }) => transaction ?? `alone ${position}`);
  return [...byTransaction.values()]
    .flatMap(transactionHazards)
    .toSorted((one, other) => one.at.position - other.at.position);
}

interface Held {
  readonly table: Relation;
  readonly mode: LockMode;
  readonly since: TracedStatement;
}

function transactionHazards(statements: readonly TracedStatement[]): readonly PlacedHazard[] {
  const modes = new Map<string, LockMode>();
  const held: Held[] = [];
  const found: PlacedHazard[] = [];
  for (const at of statements) {
    for (const { relation: table, mode } of at.observation.locks) {
      if (!isTable(table)) continue;
      const before = modes.get(table.oid);
      const now = stronger(before, mode);
      modes.set(table.oid, now);
      if (blocksWrites(now) && blocking(now) !== (before === undefined ? undefined : blocking(before))) {
        held.push({ table, mode: now, since: at });
      }
    }
    found.push(...statementHazards(at, modes).map((hazard) => ({ ...hazard, at })));
  }
  return [...found, ...held.flatMap((lock) => heldHazards(lock, statements, found))];
}

function blocking(mode: LockMode): "reads" | "writes" | undefined {
  if (blocksReads(mode)) return "reads";
  return blocksWrites(mode) ? "writes" : undefined;
}

/** A lock is held until COMMIT: what takes long behind it keeps the others waiting too. */
function heldHazards(
  { table, mode, since }: Held,
  statements: readonly TracedStatement[],
  found: readonly PlacedHazard[],
): readonly PlacedHazard[] {
  const reads = blocksReads(mode);
  const behind = statements.filter(({ position }) => position > since.position);
  const long = behind.find((statement) => {
    const busy = busyWith(statement);
    const told = found.some(
      ({ at, tables, blocks }) =>
        at === statement &&
        tables.some(({ oid, owner }) => oid === table.oid || owner === table.oid) &&
        (!reads || blocks === "reads"),
    );
    return busy.length > 0 && !told;
  });
  if (long === undefined) return [];
  const what = reads ? "reading and writing" : "writing to";
  const line = long.statement.line;
  return [
    {
      rule: "lock_held",
      tables: [table],
      message: `it keeps others from ${what} ${namesOf([table])} until COMMIT, and line ${line} goes through ${namesOf(busyWith(long))} before that`,
      hint: "put it behind what takes long, or in a revision of its own",
      blocks: reads ? "reads" : "writes",
      at: since,
    },
  ];
}

/** Tables with rows in them, as far as can be known of a scratch database, that a statement goes through. */
function busyWith({ observation: { scanned, rewritten } }: TracedStatement): readonly Relation[] {
  return [...new Set([...rewritten, ...scanned])].filter(isTable);
}
