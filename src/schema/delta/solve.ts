import type { ServerError } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import { compareSnapshots, type SchemaDifference } from "../compare.ts";
import { wholesOf } from "../filter.ts";
import type { Snapshot, SnapshotFilter } from "../model.ts";
import { readSnapshot } from "../snapshot.ts";
import { arrange, runEach } from "./arrange.ts";
import type { Change, Preamble } from "./change.ts";
import { type Facts, readFacts } from "./facts.ts";
import { withWholeTables } from "./own/columns.ts";
import { gentleChanges } from "./own/gentle.ts";
import { repairs, unmodelledChanges } from "./own/index.ts";
import { withVirtualColumns } from "./own/virtual.ts";
import { placeOfWhole } from "./patterns.ts";
import { type Planned, planChanges } from "./plan.ts";
import { type ScopeTest, withinScope } from "./scope-facts.ts";

/** A database's schema, as our snapshots and as the library has it. */
export interface Side {
  readonly snapshot: Snapshot;
  readonly facts: Facts;
}

/** What differences are looked for with. */
export interface Terms {
  /** Of the ledger, which is no part of any of the two. */
  readonly ledger: string;
  readonly inScope: ScopeTest;
  readonly filter: SnapshotFilter;
}

export async function readSide(session: Session, { ledger }: Pick<Terms, "ledger">): Promise<Side> {
  return { snapshot: await readSnapshot(session, { except: [ledger] }), facts: await readFacts(session) };
}

/** From what is expected to what is found, as far as it is in scope. */
export function differencesIn(
  expected: Snapshot,
  found: Snapshot,
  { filter, inScope }: Terms,
): readonly SchemaDifference[] {
  return compareSnapshots(expected, found, filter).filter(({ object, change }) => {
    const snapshot = change === "missing" ? expected : found;
    const whole = wholesOf(object, snapshot).at(-1) ?? object;
    return inScope(...placeOfWhole(whole));
  });
}

export interface Solved {
  /** In an order in which they run. */
  readonly changes: readonly Change[];
  readonly preamble: Preamble;
  /** A value of an enum has to be committed before what follows. */
  readonly valuesFirst: boolean;
  readonly after: Snapshot;
  /** What is still different: of these the columns' order is no fault. */
  readonly left: readonly SchemaDifference[];
  readonly refused: readonly { readonly change: Change; readonly error: ServerError }[];
}

/** As often as what was repaired may leave something else to be repaired: a revoke takes column's grants along. */
const ROUNDS = 4;

/**
 * Leads the session's database, which is as `from`, to `to`, and finds out by that what leads there: changes that the
 * library plans, our own for what it does not know, and then for what a snapshot still finds different.
 */
export async function solve(session: Session, from: Side, to: Side, terms: Terms): Promise<Solved> {
  const spared = await arrange(session, gentleWithin(from, to, terms), {});
  const start = spared.changes.length === 0 ? from : await readSide(session, terms);
  const planned = await planWithin(session, start, to, terms);
  const own = unmodelledChanges(differencesIn(to.snapshot, start.snapshot, terms), to.snapshot);
  const modelled = withWholeTables(planned.changes, to.snapshot).map((change) =>
    withVirtualColumns(change, to.snapshot),
  );
  let run = await runChanges(session, [...own, ...modelled], planned.preamble);
  const changes = [...spared.changes, ...run.changes];
  const refused = [...run.refused];
  const { valuesFirst } = run;
  const look = () => readSnapshot(session, { except: [terms.ledger] });
  let after = await look();
  let left = differencesIn(to.snapshot, after, terms);
  for (let round = 0; round < ROUNDS && left.some(isReal); round++) {
    const more = repairs(left.filter(isReal), to.snapshot);
    run = await runChanges(session, more, planned.preamble);
    if (run.changes.length === 0) break;
    changes.push(...run.changes);
    refused.push(...run.refused);
    after = await look();
    left = differencesIn(to.snapshot, after, terms);
  }
  return { changes, preamble: planned.preamble, valuesFirst, after, left, refused };
}

export function isReal({ grade }: SchemaDifference): boolean {
  return grade === "difference";
}

function gentleWithin(from: Side, to: Side, terms: Terms): readonly Change[] {
  const inScope = new Set(differencesIn(to.snapshot, from.snapshot, terms).map(({ key }) => key));
  return gentleChanges(from.snapshot, to.snapshot).filter(({ subject }) => inScope.has(subject));
}

async function planWithin(session: Session, from: Side, to: Side, terms: Terms): Promise<Planned> {
  const [row = {}] = await session.send(statement("scratch/who.sql"));
  const { filter, ledger } = terms;
  const { owners = true, grants = true } = filter;
  const inScope: ScopeTest = (schema, name) => schema !== ledger && terms.inScope(schema, name);
  const [before, after] = await withinScope(from.facts, to.facts, { inScope, owners, grants });
  return planChanges(before, after, { owner: String(row["owner"]), roles: row["roles"] as readonly string[] });
}

interface Run {
  readonly changes: readonly Change[];
  readonly refused: Solved["refused"];
  readonly valuesFirst: boolean;
}

async function runChanges(session: Session, all: readonly Change[], preamble: Preamble): Promise<Run> {
  const outside = all.filter(({ place }) => place === "outside");
  const inside = all.filter(({ place }) => place !== "outside");
  const values = inside.filter(({ place }) => place === "value");
  let first: readonly Change[] = [];
  let main = await arrange(session, inside, preamble);
  if (main.valuesFirst) {
    first = values;
    const added = await arrange(session, values, preamble);
    const rest = await arrange(
      session,
      inside.filter((change) => !values.includes(change)),
      preamble,
    );
    main = { ...rest, refused: [...added.refused, ...rest.refused] };
  }
  const apart = await runEach(session, outside, preamble);
  return {
    changes: [...first, ...main.changes, ...apart.changes],
    refused: [...main.refused, ...apart.refused],
    valuesFirst: first.length > 0,
  };
}
