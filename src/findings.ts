import { join } from "node:path";
import type { CheckSettings } from "./check/files.ts";
import { changedRevisions } from "./edited.ts";
import type { Finding } from "./errors.ts";
import { midwayHint, midwayWords } from "./midway.ts";
import type { Project } from "./project.ts";
import type { ScriptFile } from "./results.ts";
import { foreignRevisions, pendingRevisions, type State } from "./state.ts";

/** Where a database stands beside the files. */
export async function databaseFindings(
  state: State,
  project: Project,
  settings: CheckSettings,
): Promise<readonly Finding[]> {
  // What is said of it as midway says that it is pending too.
  const midway = new Set(state.midway.map(({ revision }) => revision));
  const pending = settings.allowPending ? [] : pendingRevisions(state, project).filter((id) => !midway.has(id));
  return [
    ...(await editedFindings(state, project)),
    ...state.midway.map((midway) => ({
      code: "midway",
      message: midwayWords(midway),
      hint: midwayHint(midway),
      ...fileOf(project, midway.revision),
      revision: midway.revision,
    })),
    ...foreignRevisions(state, project).map((revision) => ({
      code: "foreign",
      message: `${revision} is applied, and not on disk`,
      hint: "check out the branch that has it, and downgrade there",
      revision,
    })),
    ...pending.map((revision) => ({
      code: "pending",
      message: `${revision} is pending`,
      hint: "`migraph upgrade` applies it; --allow-pending makes it no finding",
      ...fileOf(project, revision),
      revision,
    })),
  ];
}

async function editedFindings(state: State, project: Project): Promise<readonly Finding[]> {
  const changed = await changedRevisions(state, project);
  return changed.flatMap(({ applied: { id }, folder, scripts }) =>
    scripts
      .filter(({ meaningChanged }) => meaningChanged)
      .map(({ file }) => ({
        code: "edited",
        message: `${MEANS[file]} than what was run of ${id}`,
        hint: `\`migraph diff ${id}\` shows what was changed, \`migraph status\` what can be done about it`,
        file: join(folder.path, file),
        revision: id,
      })),
  );
}

const MEANS: Readonly<Record<ScriptFile, string>> = {
  "up.sql": "it means something else",
  "down.sql": "it is another way back",
  "verify.sql": "it is another check",
};

function fileOf({ folders }: Project, revision: string): { readonly file?: string } {
  const folder = folders.get(revision);
  return folder === undefined ? {} : { file: folder.up.path };
}
