import { type AppliedRevision, type KeptTexts, readTexts } from "./database/ledger.ts";
import type { Project } from "./project.ts";
import type { ScriptFile } from "./results.ts";
import type { RevisionFolder, Script } from "./revision/folder.ts";
import { meaning, rawChecksum, sameMeaning } from "./script/checksum.ts";
import type { State } from "./state.ts";

/** An applied revision with scripts on disk that are not, byte for byte, what was run. */
export interface ChangedRevision {
  readonly applied: AppliedRevision;
  readonly folder: RevisionFolder;
  readonly scripts: readonly ChangedScript[];
}

export interface ChangedScript extends RecordedScript {
  /** Otherwise only layout, comments or the header are other ones. */
  readonly meaningChanged: boolean;
}

/** One of a revision's files as the disk and the ledger have it; undefined where there is none. */
interface RecordedScript {
  readonly file: ScriptFile;
  readonly script: Script | undefined;
  readonly checksum: string | undefined;
  readonly raw: string | undefined;
}

/**
 * Which applied revisions were changed since they ran, and how; of all of them, or of those that are named. The bytes'
 * checksums come first: where these are the same, which they nearly always are, nothing more is looked at. Texts are read
 * from the ledger only where no checksum can tell that the meaning is the same, and in one round trip.
 */
export async function changedRevisions(
  state: State,
  project: Project,
  among: ReadonlySet<string> = new Set(state.applied.keys()),
): Promise<readonly ChangedRevision[]> {
  const suspects = [...state.applied.values()].flatMap((applied) => {
    const folder = project.folders.get(applied.id);
    if (folder === undefined || !among.has(applied.id)) return [];
    // What ran was its parts, before they were squashed.
    if (state.replaced.has(applied.id)) return [];
    const scripts = scriptsOf(applied, folder).filter(({ script, raw }) => bytesOf(script) !== raw);
    return scripts.length === 0 ? [] : [{ applied, folder, scripts }];
  });
  const unclear = suspects.filter(({ scripts }) => scripts.some(needsText)).map(({ applied }) => applied.id);
  const texts = await readTexts(state.database, unclear);
  return Promise.all(
    suspects.map(async ({ applied, folder, scripts }) => {
      const judged = scripts.map(async (script) => ({
        ...script,
        meaningChanged: await meansOther(script, texts.get(applied.id)),
      }));
      return { applied, folder, scripts: await Promise.all(judged) };
    }),
  );
}

/** Files of which the SQL means something else than what was run. */
export function editedFiles({ scripts }: ChangedRevision): readonly ScriptFile[] {
  return scripts.filter(({ meaningChanged }) => meaningChanged).map(({ file }) => file);
}

export function isEdited(changed: ChangedRevision): boolean {
  return editedFiles(changed).length > 0;
}

/** What the ledger kept of one of a revision's files; null where it has not. */
export function textOf(texts: KeptTexts | undefined, file: ScriptFile): string | null {
  if (texts === undefined) return null;
  return file === "up.sql" ? texts.up : file === "down.sql" ? texts.down : texts.verify;
}

/** The checksum of a script's bytes; undefined where there is no such file. */
export function bytesOf(script: Script | undefined): string | undefined {
  return script === undefined ? undefined : rawChecksum(script);
}

function scriptsOf(applied: AppliedRevision, { id, up, down, verify }: RevisionFolder): readonly RecordedScript[] {
  if (down === undefined) throw new TypeError(`the scripts of ${id} have not been read`);
  return [
    { file: "up.sql", script: up, checksum: applied.upChecksum, raw: applied.upRaw },
    { file: "down.sql", script: down, checksum: applied.downChecksum, raw: applied.downRaw },
    { file: "verify.sql", script: verify, checksum: applied.verifyChecksum, raw: applied.verifyRaw },
  ];
}

/** A checksum that was made another way than ours are, as an older migraph made them, tells nothing by being different. */
function needsText({ script, checksum }: RecordedScript): boolean {
  return script !== undefined && checksum !== undefined && meaning(script) !== checksum;
}

/** Where the ledger has no text, what cannot be told to be the same is taken for another one. */
async function meansOther(recorded: RecordedScript, texts: KeptTexts | undefined): Promise<boolean> {
  const { file, script, checksum } = recorded;
  // Added or taken away.
  if (script === undefined || checksum === undefined) return true;
  if (!needsText(recorded)) return false;
  const ran = textOf(texts, file);
  return ran === null || !(await sameMeaning(ran, script.text));
}
