import { type LedgerState, readTexts } from "./database/ledger.ts";
import type { Database } from "./database/server.ts";
import type { Midway } from "./midway.ts";
import type { Project } from "./project.ts";
import { parseUpHeader } from "./revision/header.ts";

/** What a ledger has of revisions that are gone from disk because they were squashed. */
export interface ReplacedState {
  /**
   * By the revision that stands for them: those that it replaces and that the ledger still holds, all of them applied. They
   * and it count as that one revision, which is not edited though its text is another one now.
   */
  readonly whole: ReadonlyMap<string, readonly string[]>;
  readonly midway: readonly Omit<Midway, "stamped">[];
}

/** Costs nothing where no revision on disk replaces others. */
export async function readReplaced(
  database: Database,
  { folders }: Project,
  { applied, interrupted }: LedgerState,
): Promise<ReplacedState> {
  const whole = new Map<string, readonly string[]>();
  const midway: Omit<Midway, "stamped">[] = [];
  const recorded = new Set(applied.map(({ id }) => id));
  const begun = new Set(interrupted.map(({ revision }) => revision));
  for (const folder of folders.values()) {
    const { id, replaces, path } = folder;
    if (replaces.length === 0) continue;
    const there = replaces.filter((each) => recorded.has(each));
    const touched = replaces.filter((each) => recorded.has(each) || begun.has(each));
    if (touched.length === 0) continue;
    const missing = replaces.filter((each) => !recorded.has(each) || begun.has(each));
    if (recorded.has(id) && (await missingFrom(database, missing, [...there, id])).length === 0) whole.set(id, there);
    else midway.push({ revision: id, path, applied: touched, missing: recorded.has(id) ? missing : [...missing, id] });
  }
  return { whole, midway };
}

/**
 * Of what is missing, that which no recorded revision has taken the place of: an earlier squash, that ran here as one, is
 * told by the header that the ledger has kept. Of secret revisions it has kept none, and they are believed.
 */
async function missingFrom(
  database: Database,
  missing: readonly string[],
  recorded: readonly string[],
): Promise<readonly string[]> {
  if (missing.length === 0) return [];
  const texts = await readTexts(database, recorded);
  const covered = new Set<string>();
  for (const { up } of texts.values()) {
    if (up === null) return [];
    for (const id of parseUpHeader(up).header?.replaces ?? []) covered.add(id);
  }
  return missing.filter((id) => !covered.has(id));
}
