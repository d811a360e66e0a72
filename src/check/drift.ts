import type { PlannedStep } from "../apply/step.ts";
import { keptFolders } from "../kept-folders.ts";
import type { Project } from "../project.ts";
import type { DriftResult } from "../results.ts";
import { compareSnapshots } from "../schema/compare.ts";
import type { Snapshot } from "../schema/model.ts";
import { type Scratch, type ScratchDatabase, withScratch } from "../schema/scratch/index.ts";
import { readSnapshot } from "../schema/snapshot.ts";
import { unifiedDifference } from "../schema/text.ts";
import type { DriftSettings } from "../settings.ts";
import type { State } from "../state.ts";
import type { Workplace } from "../workplace.ts";
import { revisionOf } from "./drift/attribution.ts";
import { extensionsBeside, makeExtensions } from "./drift/extensions.ts";
import { ReplayError } from "./drift/failure.ts";
import { driftFinding } from "./drift/findings.ts";
import { hiddenFrom, withoutHidden } from "./drift/hidden.ts";
import { type Runners, withOwnersOf } from "./drift/owners.ts";
import { type Replayed, replayRecorded } from "./drift/replayed.ts";
import { filterOf, ignoredRules } from "./drift/rules.ts";
import { type Compared, withoutSetUp } from "./drift/set-up.ts";
import { stepsOf } from "./drift/steps.ts";
import { inWordsOf } from "./drift/versions.ts";
import { warnBefore, warnOfHidden, warnOfMajors } from "./drift/warnings.ts";

/** The live schema against what the revisions in the ledger make of an empty database. The live one is only read. */
export async function findDrift(
  workplace: Workplace,
  signal: AbortSignal,
  settings: DriftSettings,
): Promise<DriftResult> {
  const project = workplace.read("scripts", { empty: true });
  const { state, live } = await look(workplace, project, signal);
  const { folders, edited } = await keptFolders(state, project);
  const hidden = await hiddenFrom(state.database);
  warnBefore(workplace, state, edited);
  warnOfHidden(workplace, state, hidden);
  const { scratch: url, makeRoles } = settings;
  return withScratch(workplace, { url, makeRoles, major: live.server.major }, async (scratch) => {
    const steps = stepsOf(state, folders);
    const { replayed, target } = await replayBeside(live, scratch, steps, ({ revision: { id, message } }, index) => {
      workplace.emit({ type: "replay-started", revision: id, message, index, total: steps.length });
    });
    warnOfMajors(workplace, live, replayed.snapshot);
    const { role } = workplace.config;
    const runner = role ?? target.database.server.role;
    const { expected, found, setUp } = comparable(replayed, live, { scratch: runner, role }, state, hidden);
    const ignored = ignoredRules(workplace.config.driftIgnore, settings.ignore ?? {});
    const filter = filterOf(ignored);
    const differences = compareSnapshots(expected, found, filter);
    const fixOf = async () => {
      const { proposeFix } = await import("../schema/delta/fix.ts");
      const { session, schema: ledger } = state.database;
      const drifted = { live: session, snapshot: live, replayed: replayed.snapshot, database: target, differences };
      return proposeFix(scratch, drifted, { ledger, filter });
    };
    const order = steps.map(({ revision }) => revision.id);
    const { database } = state.database.server;
    const labels = { expected: `${order.length} revisions, replayed`, found: `database ${database}` };
    return {
      ok: differences.length === 0,
      database,
      revisions: steps.length,
      findings: differences.map((difference) =>
        driftFinding(difference, revisionOf(difference, replayed, live, order), { state, project, replayed }),
      ),
      server: live.server,
      scratch: scratch.server,
      ignored,
      set_up: setUp,
      fix: settings.fixSql ? await fixOf() : null,
      diff: settings.diff ? await unifiedDifference(expected, found, labels, filter) : null,
    };
  });
}

/** Ledger and schema of one moment: while another migraph is at work, what it does would show as drift. */
async function look(
  workplace: Workplace,
  project: Project,
  signal: AbortSignal,
): Promise<{ readonly state: State; readonly live: Snapshot }> {
  let state = await workplace.state(project, signal);
  for (;;) {
    const live = await readSnapshot(state.database.session, { except: [state.database.schema] });
    const after = await workplace.state(project, signal);
    const ids = (each: State) => each.ledger.applied.map(({ id }) => id).join();
    if (ids(after) === ids(state)) return { state: after, live };
    state = after;
  }
}

/**
 * Extensions are often made by whoever sets up the server. Where the revisions cannot be replayed in an empty database,
 * those that the live one has and no script makes are taken to have been there before; else they are drift.
 */
async function replayBeside(
  live: Snapshot,
  scratch: Scratch,
  steps: readonly PlannedStep[],
  onStep: (step: PlannedStep, index: number) => void,
): Promise<{ readonly replayed: Replayed; readonly target: ScratchDatabase }> {
  const target = await scratch.create();
  try {
    return { replayed: await replayRecorded(target, steps, onStep), target };
  } catch (error) {
    const texts = steps.map(({ script }) => script.text);
    const extensions = error instanceof ReplayError ? extensionsBeside(live, texts) : [];
    if (extensions.length === 0) throw error;
    await target.drop();
    const prepared = await scratch.create();
    await makeExtensions(prepared, extensions);
    return { replayed: await replayRecorded(prepared, steps, onStep), target: prepared };
  }
}

/** Both sides without what is no drift by itself. */
function comparable(
  replayed: Replayed,
  live: Snapshot,
  runners: Pick<Runners, "scratch" | "role">,
  state: State,
  hidden: ReadonlySet<string>,
): Compared {
  const ran = (revision: string) => {
    const applied = state.ledger.applied.find(({ id }) => id === revision);
    return applied === undefined || applied.stamped ? undefined : applied.appliedBy;
  };
  const expected = withOwnersOf(replayed, live, { ...runners, live: ran });
  return withoutSetUp(replayed, inWordsOf(withoutHidden(expected, hidden), live), withoutHidden(live, hidden));
}
