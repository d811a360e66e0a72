import type { Session } from "../../database/session.ts";
import { FoundError } from "../../errors.ts";
import type { SchemaDifference } from "../compare.ts";
import { wholesOf } from "../filter.ts";
import type { Snapshot, SnapshotFilter } from "../model.ts";
import type { Scratch, ScratchDatabase } from "../scratch/index.ts";
import { draftOf } from "./draft.ts";
import { generate } from "./generate.ts";
import { placeOfWhole } from "./patterns.ts";
import { prove } from "./prove.ts";
import type { ScopeTest } from "./scope-facts.ts";
import { readSide, type Terms } from "./solve.ts";

export interface ProposedFix {
  /** Null where no SQL was found. */
  readonly sql: string | null;
  /** What it leaves as it is, for people. */
  readonly left: readonly string[];
}

/** A live database, and what it is compared with. */
export interface Drifted {
  readonly live: Session;
  readonly snapshot: Snapshot;
  /** Replayed in `database`. */
  readonly replayed: Snapshot;
  readonly database: ScratchDatabase;
  readonly differences: readonly SchemaDifference[];
}

/**
 * SQL that makes a live database what it was compared with: found, and proved, as the way back from a copy that was given
 * the same drift. Who owns what is left alone, for the scratch server has none of the roles.
 */
export async function proposeFix(
  scratch: Scratch,
  { live, snapshot, replayed, database, differences }: Drifted,
  { ledger, filter }: { readonly ledger: string; readonly filter: SnapshotFilter },
): Promise<ProposedFix> {
  const isOwner = ({ property }: SchemaDifference) => property === "owner";
  const left = differences.filter((difference) => isOwner(difference) || difference.grade === "column order");
  const real = differences.filter((difference) => !left.includes(difference));
  const messages = left.map(({ message }) => message);
  if (real.length === 0) return { sql: null, left: messages };
  const terms: Terms = { ledger, inScope: scopeOf(real, snapshot, replayed), filter: { ...filter, owners: false } };
  try {
    const to = await readSide(live, terms);
    const options = { terms, renames: [], concurrently: false, together: true };
    const { stages, before } = await generate(scratch, database, to, options);
    const drafts = await Promise.all(stages.map(draftOf));
    await prove(scratch, database, drafts, { before, after: to.snapshot }, terms);
    return {
      sql: drafts
        .toReversed()
        .map(({ down }) => down)
        .join("\n"),
      left: messages,
    };
  } catch (error) {
    if (!(error instanceof FoundError)) throw error;
    return { sql: null, left: [...messages, error.message] };
  }
}

/** Only what has drifted: what is ignored is to stay as it is. */
function scopeOf(differences: readonly SchemaDifference[], found: Snapshot, expected: Snapshot): ScopeTest {
  const places = new Set<string>();
  for (const { object, change } of differences) {
    const whole = wholesOf(object, change === "missing" ? expected : found).at(-1) ?? object;
    places.add(JSON.stringify(placeOfWhole(whole)));
  }
  const hasDefaults = differences.some(({ kind }) => kind === "default privileges");
  return (schema, name) => places.has(JSON.stringify([schema, name])) || (hasDefaults && DEFAULTS.has(name));
}

/** What the library calls that for which default privileges are. */
const DEFAULTS: ReadonlySet<string> = new Set(["r", "S", "f", "T", "n", "L"]);
