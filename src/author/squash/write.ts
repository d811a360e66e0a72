import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { MigraphError } from "../../errors.ts";
import type { HeaderChange } from "../../results.ts";
import { syncDirectory, writeSynced } from "../../revision/durable.ts";
import { withHeaderValue } from "../../revision/edit.ts";
import type { RevisionFolder, Script } from "../../revision/folder.ts";
import { randomHex } from "../../revision/id.ts";
import { type Replacement, replaceFiles } from "../../revision/replace.ts";
import type { RevisionFiles } from "../../revision/write.ts";
import type { SquashPlan } from "./plan.ts";

const SCRIPTS = ["up.sql", "down.sql", "verify.sql"] as const;

/**
 * Writes the new scripts into the folder of the end, and only when these are whole removes the other folders. The header
 * of the new up.sql says what it replaces, and comes first: whenever the process or the machine dies after that, what is
 * left of the others is found and told, and until then nothing has changed. Gives the paths of the new scripts.
 */
export function writeSquash(
  plan: SquashPlan,
  files: RevisionFiles,
  folders: ReadonlyMap<string, RevisionFolder>,
): readonly string[] {
  const { end, run, carried } = plan;
  const changed = [...Map.groupBy(carried, ({ revision }) => revision)].flatMap(([id, changes]) => {
    const folder = folders.get(id);
    return folder === undefined ? [] : [{ folder, changes }];
  });
  for (const { up, down, verify } of run) {
    for (const script of [up, down, verify]) if (script !== undefined) assertUnchanged(script);
  }
  const path = (file: string) => join(end.path, file);
  const replaced: Replacement[] = [
    { path: path("up.sql"), text: files["up.sql"] },
    { path: path("down.sql"), text: files["down.sql"] },
    ...changed.map(({ folder, changes }) => ({ path: folder.up.path, text: edited(folder, changes) })),
  ];
  replaceFiles(replaced);
  guarded(path("verify.sql"), () => writeVerify(path("verify.sql"), files["verify.sql"]));
  for (const folder of run) if (folder.id !== end.id) guarded(folder.path, () => removeFolder(folder.path));
  return SCRIPTS.filter((file) => files[file] !== undefined).map(path);
}

function writeVerify(path: string, text: string | undefined): void {
  if (text === undefined) rmSync(path, { force: true });
  else {
    const draft = join(dirname(path), `.${basename(path)}.${randomHex(4)}`);
    writeSynced(draft, text, "wx");
    renameSync(draft, path);
  }
  syncDirectory(dirname(path));
}

/** All at once where nothing else is in the folder; else its scripts alone, the one that makes it a revision last. */
function removeFolder(path: string): void {
  const others = readdirSync(path).filter((name) => !(SCRIPTS as readonly string[]).includes(name));
  if (others.length === 0 && dirname(path) !== path && basename(path) !== ".") {
    const gone = join(dirname(path), `.${basename(path)}.${randomHex(4)}`);
    renameSync(path, gone);
    syncDirectory(dirname(path));
    rmSync(gone, { recursive: true, force: true });
    return;
  }
  for (const file of SCRIPTS.toReversed()) rmSync(join(path, file), { force: true });
  if (others.length === 0) rmdirSync(path);
  else syncDirectory(path);
}

function guarded(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new MigraphError("unwritable", 2, `the squash was broken off at ${path} (${code})`, {
      hint: "the new up.sql is there: `migraph check` lists the folders that are still to be deleted, or take all back with git",
      cause: error,
    });
  }
}

function edited({ up, message }: RevisionFolder, changes: readonly HeaderChange[]): string {
  assertUnchanged(up);
  const text = up.marked ? `\ufeff${up.text}` : up.text;
  return changes.reduce(
    (script, { key, after }) =>
      withHeaderValue(
        script,
        key,
        after.length === 0 ? "none" : after.join(", "),
        message === "" ? "parents" : "message",
      ),
    text,
  );
}

function assertUnchanged({ path, text, marked }: Script): void {
  if (readFileSync(path, "utf8") === (marked ? `\ufeff${text}` : text)) return;
  throw new MigraphError("changed_meanwhile", 2, `${path} was changed while this ran; no file was written`, {
    hint: "run the same command again",
  });
}
