import { runRepair } from "./apply/repair.ts";
import { type Changing, planChanged, underLock } from "./change.ts";
import { describeChanges } from "./differences.ts";
import { type ChangedRevision, changedRevisions } from "./edited.ts";
import { GraphError, UsageError } from "./errors.ts";
import type { Project } from "./project.ts";
import type { Repaired } from "./results.ts";
import type { RepairSettings } from "./settings.ts";
import { lookAt } from "./standing.ts";
import type { State } from "./state.ts";

/**
 * Takes changed scripts into the ledger: those of what an address names, or else of every applied revision. What was only
 * written in another way goes along, so that the next look at it needs no parser.
 */
export async function changeByRepair(
  changing: Changing,
  address: string | undefined,
  settings: RepairSettings,
): Promise<Repaired> {
  const { project, database } = changing;
  const before = await lookAt(database, project);
  const first = await toRepair(before, project, address);
  const revisions = await describeChanges(before, project, first);
  const dryRun = settings.dryRun ?? false;
  assertAgreed(revisions, settings.agreed);
  if (first.length === 0 || dryRun) return { revisions, dry_run: dryRun };
  return underLock(changing, settings, async (state) => {
    const changed = await toRepair(state, project, address);
    const described = await describeChanges(state, project, changed);
    // What is about to be lost is what was looked at, by a person or at least by us.
    assertAgreed(described, settings.agreed ?? revisions);
    await runRepair(state.database, changed);
    return { revisions: described, dry_run: false };
  });
}

async function toRepair(
  state: State,
  project: Project,
  address: string | undefined,
): Promise<readonly ChangedRevision[]> {
  if (address === undefined) return changedRevisions(state, project);
  const ids = state.graph.resolve(address, { applied: state.applied.keys() });
  for (const id of ids) assertRepairable(id, state, project);
  return changedRevisions(state, project, new Set(ids));
}

function assertRepairable(id: string, state: State, project: Project): void {
  if (!project.folders.has(id)) {
    throw new GraphError(
      "foreign_revision",
      `${id} is applied, but its folder is not on disk: there is nothing to take`,
      {
        hint: "check out the branch that has it",
      },
    );
  }
  if (state.applied.has(id)) return;
  throw new UsageError(`${id} is not applied: the ledger has nothing of it to repair`, {
    code: "not_applied",
    hint: `\`migraph upgrade ${id}\` runs it; \`migraph stamp ${id}\` records it without running it`,
  });
}

function assertAgreed(revisions: Repaired["revisions"], agreed: RepairSettings["agreed"]): void {
  if (agreed === undefined) return;
  const told = (list: typeof agreed) =>
    list.flatMap(({ revision, files }) =>
      files.map(({ file, ran_checksum: ran, disk_checksum: onDisk }) => [revision, file, ran, onDisk].join(" ")),
    );
  if (told(revisions).join("\n") === told(agreed).join("\n")) return;
  throw planChanged("the files or the ledger have changed since the differences were shown; nothing was repaired", {});
}
