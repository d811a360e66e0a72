import { type AppliedRevision, type KeptTexts, readTexts } from "./database/ledger.ts";
import type { Project } from "./project.ts";
import type { ScriptFile } from "./results.ts";
import type { RevisionFolder, Script } from "./revision/folder.ts";
import { splitHeader } from "./revision/header-lines.ts";
import { meaning, rawChecksum } from "./script/checksum.ts";
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

/** A script of which the stored text has to be looked at: its checksum was made another way than ours are. */
type Verdict = boolean | "ask the text";

/**
 * Which applied revisions were changed since they ran, and how; of all of them, or of those that are named. The bytes'
 * checksums come first: where these are the same, which they nearly always are, nothing is parsed. Texts are read from
 * the ledger only where a checksum cannot tell, and in one round trip.
 */
export async function changedRevisions(
  state: State,
  project: Project,
  among: ReadonlySet<string> = new Set(state.applied.keys()),
): Promise<readonly ChangedRevision[]> {
  const suspects = state.ledger.applied.flatMap((applied) => {
    const folder = project.folders.get(applied.id);
    if (folder === undefined || !among.has(applied.id)) return [];
    const scripts = scriptsOf(applied, folder).filter(({ script, raw }) => bytesOf(script) !== raw);
    return scripts.length === 0 ? [] : [{ applied, folder, scripts }];
  });
  const judged = await Promise.all(
    suspects.map(async ({ scripts, ...suspect }) => ({
      ...suspect,
      scripts: await Promise.all(scripts.map(async (script) => ({ script, verdict: await judge(script) }))),
    })),
  );
  const unclear = judged.filter(({ scripts }) => scripts.some(({ verdict }) => verdict === "ask the text"));
  const texts = await readTexts(
    state.database,
    unclear.map(({ applied }) => applied.id),
  );
  return Promise.all(
    judged.map(async ({ applied, folder, scripts }) => {
      const told = scripts.map(async ({ script, verdict }) => {
        const asked = verdict === "ask the text";
        return { ...script, meaningChanged: asked ? await differs(script, texts.get(applied.id)) : verdict };
      });
      return { applied, folder, scripts: await Promise.all(told) };
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

async function judge({ script, checksum }: RecordedScript): Promise<Verdict> {
  // Added or taken away.
  if (script === undefined || checksum === undefined) return true;
  const onDisk = await meaning(script);
  return algorithmOf(onDisk) === algorithmOf(checksum) ? onDisk !== checksum : "ask the text";
}

/** Where the ledger has no text nobody can tell, and what cannot be told to be the same is taken for another one. */
async function differs({ file, script }: RecordedScript, texts: KeptTexts | undefined): Promise<boolean> {
  const text = textOf(texts, file);
  if (script === undefined || text === null) return true;
  const bodyStart = file === "verify.sql" ? 0 : splitHeader(text).bodyStart;
  return (await meaning({ text, bodyStart })) !== (await meaning(script));
}

function algorithmOf(checksum: string): string {
  return checksum.slice(0, checksum.indexOf(":"));
}
