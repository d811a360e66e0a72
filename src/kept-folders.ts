import { join } from "node:path";
import { type AppliedRevision, type KeptTexts, readTexts } from "./database/ledger.ts";
import { FilesError, type Finding } from "./errors.ts";
import type { Project } from "./project.ts";
import type { DownScript, RevisionFolder, Script } from "./revision/folder.ts";
import { type ParsedHeader, parseDownHeader, parseUpHeader, type ScriptSettings } from "./revision/header.ts";
import { meaning } from "./script/checksum.ts";
import type { State } from "./state.ts";

export interface KeptFolders {
  readonly folders: ReadonlyMap<string, RevisionFolder>;
  /** Secret revisions, of which the ledger has no text, whose up.sql on disk is not what was run. */
  readonly edited: readonly string[];
}

/**
 * All revisions in the ledger as they ran, whatever is checked out and has been squashed since: from the texts in the
 * ledger, and secret ones from disk.
 * Throws FilesError `secret_not_on_disk` for those that are nowhere.
 */
export async function keptFolders(state: State, project: Project): Promise<KeptFolders> {
  const { applied: all } = state.ledger;
  const texts = await readTexts(
    state.database,
    all.map(({ id }) => id),
  );
  const folders = new Map<string, RevisionFolder>();
  const edited: string[] = [];
  const lost: Finding[] = [];
  for (const applied of all) {
    const kept = texts.get(applied.id);
    const onDisk = project.folders.get(applied.id);
    if (typeof kept?.up === "string") folders.set(applied.id, folderOf(applied, kept, kept.up, onDisk));
    else if (onDisk === undefined) lost.push(notOnDisk(applied));
    else {
      folders.set(applied.id, onDisk);
      if (meaning(onDisk.up) !== applied.upChecksum) edited.push(applied.id);
    }
  }
  if (lost.length > 0) throw new FilesError(lost);
  return { folders, edited };
}

function notOnDisk({ id }: AppliedRevision): Finding {
  return {
    code: "secret_not_on_disk",
    message: `${id} is secret, so that its text is not in the ledger, and it is not on disk`,
    hint: "check out the branch that has it",
    revision: id,
  };
}

/** What the header says of the graph may have been changed since; how it ran is said by the text. */
function folderOf(
  { id, parents, depends, labels, message, created }: AppliedRevision,
  kept: KeptTexts,
  upText: string,
  onDisk: RevisionFolder | undefined,
): RevisionFolder {
  const path = onDisk?.path ?? `ledger:${id}`;
  const up = parseUpHeader(upText);
  const down = parseDownHeader(kept.down ?? "");
  const script = (name: string, text: string, bodyStart: number, settings: ScriptSettings): Script => {
    return { path: join(path, name), text, marked: false, bodyStart, settings };
  };
  const downScript: DownScript = {
    ...script("down.sql", kept.down ?? "", down.bodyStart, down.header.settings),
    irreversible: down.header.irreversible,
  };
  return {
    id,
    parents,
    depends,
    labels,
    replaces: [],
    message,
    created,
    secret: false,
    path,
    up: script("up.sql", upText, up.bodyStart, settingsOf(up)),
    down: downScript,
    verify: kept.verify === null ? undefined : script("verify.sql", kept.verify, 0, IN_TRANSACTION),
  };
}

/** An older header may lack what is required by now, and its script ran all the same. */
function settingsOf({ header }: ParsedHeader<{ readonly settings: ScriptSettings } | undefined>): ScriptSettings {
  return header?.settings ?? IN_TRANSACTION;
}

const IN_TRANSACTION: ScriptSettings = { transaction: true, lockTimeout: undefined, statementTimeout: undefined };
