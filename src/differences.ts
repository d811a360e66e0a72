import { readTexts } from "./database/ledger.ts";
import { describe } from "./describe.ts";
import { unifiedDiff } from "./difference.ts";
import {
  bytesOf,
  type ChangedRevision,
  type ChangedScript,
  changedRevisions,
  editedFiles,
  isEdited,
  textOf,
} from "./edited.ts";
import type { Project } from "./project.ts";
import type { Differences, FileDifference, RevisionDifference } from "./results.ts";
import type { State } from "./state.ts";

/** What ran against what is on disk: of what an address names, whatever it is, or else of every edited revision. */
export async function differencesOf(state: State, project: Project, address: string | undefined): Promise<Differences> {
  if (address === undefined) {
    const changed = await changedRevisions(state, project);
    const edited = changed.filter(isEdited);
    return {
      revisions: await describeChanges(state, project, edited),
      reformatted: changed.filter((revision) => !isEdited(revision)).map(({ applied }) => applied.id),
    };
  }
  const ids = state.graph.resolve(address, { applied: state.applied.keys() });
  const changed = await changedRevisions(state, project, new Set(ids));
  const described = new Map(
    (await describeChanges(state, project, changed)).map((difference) => [difference.revision, difference]),
  );
  return {
    revisions: ids.map((id) => described.get(id) ?? unchanged(id, state, project)),
    reformatted: changed.filter((revision) => !isEdited(revision)).map(({ applied }) => applied.id),
  };
}

/** With the diff of each file. One round trip for the texts of them all. */
export async function describeChanges(
  state: State,
  project: Project,
  changed: readonly ChangedRevision[],
): Promise<readonly RevisionDifference[]> {
  const shown = changed.filter(({ folder }) => !folder.secret);
  const texts = await readTexts(
    state.database,
    shown.map(({ applied }) => applied.id),
  );
  return Promise.all(
    changed.map(async (revision) => {
      const { applied, folder, scripts } = revision;
      const kept = texts.get(applied.id);
      // The ledger of a secret revision has none of its texts; one that has become secret here is not to be shown either.
      const secret = folder.secret || kept?.up === null;
      const recorded = applied.stamped ? "as it was stamped" : "as it ran";
      const files = scripts.map(async (script) => ({
        file: script.file,
        diff: secret ? null : await diffOf(script, textOf(kept, script.file), recorded),
        meaning_changed: script.meaningChanged,
        ran_checksum: script.raw ?? null,
        disk_checksum: bytesOf(script.script) ?? null,
      }));
      return {
        ...unchanged(applied.id, state, project),
        secret,
        edited: editedFiles(revision),
        files: await Promise.all(files),
      };
    }),
  );
}

function unchanged(id: string, state: State, project: Project): RevisionDifference {
  const secret = project.folders.get(id)?.secret ?? false;
  return { ...describe(id, project, state), state: stateOf(id, state, project), secret, edited: [], files: [] };
}

function stateOf(id: string, state: State, project: Project): RevisionDifference["state"] {
  if (!project.folders.has(id)) return "foreign";
  return state.applied.has(id) ? "applied" : "pending";
}

/** Null where the ledger has lost a text that it had. */
async function diffOf(
  { file, script, raw }: ChangedScript,
  kept: string | null,
  recorded: string,
): Promise<FileDifference["diff"]> {
  if (raw !== undefined && kept === null) return null;
  return unifiedDiff(kept ?? "", script?.text ?? "", {
    before: raw === undefined ? `no ${file} when it was recorded` : `${file} ${recorded}`,
    after: script === undefined ? `no ${file} on disk` : `${file} on disk`,
  });
}
