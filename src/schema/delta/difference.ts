import type { Project } from "../../project.ts";
import type { GeneratedScript, SchemaDelta } from "../../results.ts";
import type { Workplace } from "../../workplace.ts";
import type { SchemaDifference } from "../compare.ts";
import { replay, replaySteps } from "../replay.ts";
import { type Scratch, type ScratchDatabase, withScratch } from "../scratch/index.ts";
import { readSnapshot } from "../snapshot.ts";
import { renameCandidates } from "./candidates.ts";
import { isDatabaseUrl } from "./declared.ts";
import { declaredSchema } from "./declared-side.ts";
import { draftOf } from "./draft.ts";
import { type GeneratedStage, generate } from "./generate.ts";
import { scopeTest } from "./patterns.ts";
import { type Draft, prove } from "./prove.ts";
import { parseRename, type Rename } from "./rename.ts";
import { triedWithRows } from "./rows.ts";
import type { DifferenceSettings } from "./settings.ts";
import { differencesIn, type Side, type Terms } from "./solve.ts";

/** What the graph is to be compared with, and from which revisions on. */
export interface DifferencePlace {
  readonly workplace: Workplace;
  readonly project: Project;
  /** Ids; what they and their ancestors build is compared. */
  readonly revisions: readonly string[];
  readonly signal: AbortSignal;
}

/** What leads from what the graph builds to a declared schema, as scripts that were proved. */
export function schemaDelta(place: DifferencePlace, settings: DifferenceSettings): Promise<SchemaDelta> {
  return withBoth(place, settings, async ({ scratch, database, to, terms }) => {
    const given = (settings.renames ?? []).map(parseRename);
    const before = await readSnapshot(await database.session(), { except: [terms.ledger] });
    const candidates = renameCandidates(before, to.snapshot, terms).filter((rename) => !isGiven(rename, given));
    const renames = [...given, ...(await agreed(candidates, settings))];
    const { concurrently = false, together = false } = settings;
    const options = { terms, renames, concurrently, together };
    const generated = await generate(scratch, database, to, options);
    if (generated.unstaged) place.workplace.emit(UNSTAGED);
    const stages = await triedWithRows(scratch, database, generated.stages, terms);
    const drafts = await Promise.all(stages.map(draftOf));
    const states = { before: generated.before, after: to.snapshot };
    const proof = drafts.length === 0 ? undefined : await prove(scratch, database, drafts, states, terms);
    const order = proof === undefined ? [] : [...proof.columnOrder.up, ...proof.columnOrder.down];
    return {
      equal: drafts.length === 0,
      differences: differencesIn(to.snapshot, before, terms).map(({ message }) => message),
      scripts: stages.map((stage, index) => scriptOf(stage, drafts[index])),
      possible_renames: candidates
        .filter((rename) => !renames.some(({ from, to: name }) => from === rename.from || name === rename.to))
        .map(({ from, to: name }) => `${from}=${name}`),
      column_order: [...new Set(order.map(({ message }) => message))],
      scratch: scratch.server,
    };
  });
}

/** What differs, without a way from one to the other. From what is declared to what the graph builds. */
export function schemaDifferences(
  place: DifferencePlace,
  settings: Pick<DifferenceSettings, "from" | "include" | "exclude" | "scratch" | "makeRoles">,
): Promise<readonly SchemaDifference[]> {
  return withBoth(place, settings, async ({ database, to, terms }) => {
    const found = await readSnapshot(await database.session(), { except: [terms.ledger] });
    return differencesIn(to.snapshot, found, terms);
  });
}

interface Both {
  readonly scratch: Scratch;
  /** As the graph builds it. */
  readonly database: ScratchDatabase;
  readonly to: Side;
  readonly terms: Terms;
}

async function withBoth<Result>(
  place: DifferencePlace,
  settings: DifferenceSettings,
  work: (both: Both) => Promise<Result>,
): Promise<Result> {
  const { workplace, signal } = place;
  const terms = termsOf(workplace, settings);
  const declared = await declaredSchema(workplace, settings.from, terms, signal);
  const { scratch: url, makeRoles } = settings;
  return withScratch(workplace, { url, makeRoles, major: declared.major }, async (scratch) => {
    const to = await declared.read(scratch);
    return work({ scratch, database: await builtByGraph(place, scratch), to, terms });
  });
}

async function builtByGraph({ project, revisions }: DifferencePlace, scratch: Scratch): Promise<ScratchDatabase> {
  const database = await scratch.create();
  await replay(database, replaySteps(project, new Set([...revisions, ...project.graph.ancestors(revisions)])));
  return database;
}

function termsOf({ config }: Workplace, { from, include, exclude }: DifferenceSettings): Terms {
  const scope = {
    include: [...(config.generate.include ?? []), ...(include ?? [])],
    exclude: [...(config.generate.exclude ?? []), ...(exclude ?? [])],
  };
  // Who owns what in a database that runs is not what scripts say.
  return { ledger: config.schema, inScope: scopeTest(scope), filter: isDatabaseUrl(from) ? { owners: false } : {} };
}

function isGiven({ from, to }: Rename, given: readonly Rename[]): boolean {
  return given.some((other) => from.endsWith(other.from) || to.endsWith(other.to));
}

async function agreed(
  candidates: readonly Rename[],
  { confirmRename }: DifferenceSettings,
): Promise<readonly Rename[]> {
  const renames: Rename[] = [];
  for (const rename of candidates) {
    const isTaken = renames.some(({ from, to }) => from === rename.from || to === rename.to);
    if (isTaken) continue;
    if (await confirmRename?.(rename)) renames.push(rename);
  }
  return renames;
}

function scriptOf({ up }: GeneratedStage, draft: Draft | undefined): GeneratedScript {
  if (draft === undefined) throw new TypeError("every stage has its texts");
  const destructive = up.changes.flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
  const fails = up.changes.flatMap(({ subject, fails: message }) =>
    message === undefined ? [] : [`${subject}: ${message}`],
  );
  return { kind: up.kind, transaction: up.transaction, ...draft, destructive, fails_with_rows: fails };
}

const UNSTAGED = {
  type: "warning",
  message: "what follows needs at once what was to be checked or made later: it is all done under its locks",
  hint: "change the schema in two steps if the tables are large: first what is needed, then what needs it",
} as const;
