import { planScripts } from "../apply/plan.ts";
import type { PlannedStep } from "../apply/step.ts";
import { RevisionGraph } from "../graph/index.ts";
import { keptFolders } from "../kept-folders.ts";
import type { DriftResult } from "../results.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import { compareSnapshots } from "../schema/compare.ts";
import type { Snapshot, SnapshotFilter } from "../schema/model.ts";
import { withScratch } from "../schema/scratch/index.ts";
import { readSnapshot } from "../schema/snapshot.ts";
import { unifiedDifference } from "../schema/text.ts";
import type { DriftIgnore, DriftSettings } from "../settings.ts";
import type { State } from "../state.ts";
import type { Workplace } from "../workplace.ts";
import { revisionOf } from "./drift/attribution.ts";
import { driftFinding } from "./drift/findings.ts";

import { withOwnersOf } from "./drift/owners.ts";
import { type Replayed, replayRecorded } from "./drift/replayed.ts";
import { type Compared, withoutSetUp } from "./drift/set-up.ts";
import { isOfVersions, withKnownPrivileges } from "./drift/versions.ts";

/** The live schema against what the revisions in the ledger make of an empty database. The live one is only read. */
export async function findDrift(
  workplace: Workplace,
  signal: AbortSignal,
  settings: DriftSettings,
): Promise<DriftResult> {
  const project = workplace.read("scripts", { empty: true });
  const state = await workplace.state(project, signal);
  const { folders, edited } = await keptFolders(state, project);
  warnBefore(workplace, state, edited);
  const live = await readSnapshot(state.database.session, { except: [state.database.schema] });
  const { scratch: url, makeRoles } = settings;
  return withScratch(workplace, { url, makeRoles, major: live.server.major }, async (scratch) => {
    const target = await scratch.create();
    const steps = stepsOf(state, folders);
    const replayed = await replayRecorded(target, steps);
    const runner = workplace.config.role ?? target.database.server.role;
    const compared = comparable(replayed, live, runner, state);
    const ignored = ignoredRules(workplace.config.driftIgnore, settings.ignore ?? {});
    const filter = filterOf(ignored);
    const sameMajor = live.server.major === scratch.server.major;
    const differences = compareSnapshots(compared.expected, compared.found, filter).filter(
      (difference) => sameMajor || !isOfVersions(difference),
    );
    const order = steps.map(({ revision }) => revision.id);
    const labels = {
      expected: `${order.length} revisions, replayed`,
      found: `database ${state.database.server.database}`,
    };
    if (!sameMajor) warnOfMajors(workplace, live, replayed.snapshot);
    return {
      ok: differences.length === 0,
      database: state.database.server.database,
      revisions: steps.length,
      findings: differences.map((difference) =>
        driftFinding(difference, revisionOf(difference, replayed, live, order), { state, project, replayed }),
      ),
      server: live.server,
      scratch: scratch.server,
      ignored,
      set_up: compared.setUp,
      diff: settings.diff ? await unifiedDifference(compared.expected, compared.found, labels, filter) : null,
    };
  });
}

/** In the order in which they ran here: columns that two branches added to one table stand in that order. */
function stepsOf({ ledger }: State, folders: ReadonlyMap<string, RevisionFolder>): readonly PlannedStep[] {
  const graph = RevisionGraph.from(
    ledger.applied.map(({ id, parents, depends, created }) => ({ id, parents, depends, created })),
  );
  const done = new Set<string>();
  const isInOrder = ledger.applied.every(({ id, parents, depends }) => {
    done.add(id);
    return [...parents, ...depends].every((other) => done.has(other));
  });
  const ids = ledger.applied.map(({ id }) => id);
  const order = isInOrder ? ids : graph.sort(ids);
  const steps = order.map((revision) => ({ revision, direction: "up" as const }));
  return planScripts(graph, folders, new Set(), steps);
}

function comparable(replayed: Replayed, live: Snapshot, runner: string, state: State): Compared {
  const ran = (revision: string) => {
    const applied = state.ledger.applied.find(({ id }) => id === revision);
    return applied === undefined || applied.stamped ? undefined : applied.appliedBy;
  };
  const expected = withOwnersOf(replayed, live, { scratch: runner, live: ran });
  const { major } = replayed.snapshot.server;
  return withoutSetUp(
    replayed,
    withKnownPrivileges(expected, live.server.major),
    live.server.major === major ? live : withKnownPrivileges(live, major),
  );
}

function ignoredRules(configured: DriftIgnore, given: DriftIgnore): DriftResult["ignored"] {
  return {
    schemas: [...(configured.schemas ?? []), ...(given.schemas ?? [])],
    objects: [...(configured.objects ?? []), ...(given.objects ?? [])],
    owners: given.owners ?? configured.owners ?? false,
    grants: given.grants ?? configured.grants ?? false,
    partitions: given.partitions ?? configured.partitions ?? false,
    column_order: given.columnOrder ?? configured.columnOrder ?? false,
  };
}

function filterOf(ignored: DriftResult["ignored"]): SnapshotFilter {
  return {
    owners: !ignored.owners,
    grants: !ignored.grants,
    columnOrder: !ignored.column_order,
    ignoreSchemas: ignored.schemas,
    ignoreObjects: ignored.objects,
    ignorePartitions: ignored.partitions,
  };
}

function warnBefore({ emit }: Workplace, { ledger }: State, edited: readonly string[]): void {
  for (const id of edited) {
    const message = `${id} is secret, and its up.sql on disk is not what was run: what it made may show as drift`;
    emit({ type: "warning", message, hint: "check out the version of it that ran" });
  }
  for (const { revision, direction } of ledger.interrupted) {
    const message = `${revision} (${direction}) was broken off: what it has done shows as drift`;
    emit({ type: "warning", message, hint: "`migraph status` says how it goes on" });
  }
}

function warnOfMajors({ emit }: Workplace, live: Snapshot, replayed: Snapshot): void {
  emit({
    type: "warning",
    message:
      `the database is on PostgreSQL ${live.server.version}, and the revisions were replayed on ` +
      `${replayed.server.version}: texts that these write in different words count as the same if only parentheses, ` +
      "spaces and the names of tables before those of columns differ",
    hint: `a scratch server of major ${live.server.major} compares exactly: --scratch postgresql://…`,
  });
}
