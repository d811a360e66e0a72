import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export interface TestRevision {
  readonly id: string;
  readonly parents?: readonly string[];
  readonly depends?: readonly string[];
  readonly labels?: readonly string[];
  readonly created?: string;
  readonly message?: string;
  /** More header lines of up.sql, as they stand. */
  readonly header?: readonly string[];
  /** Default: makes a table named as the revision. */
  readonly up?: string;
  /** Whole text of down.sql. Default: drops that table. */
  readonly down?: string;
  readonly verify?: string;
}

/** An empty directory of the test's own. */
export function scratchDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "migraph-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A directory with `migrations/` and these revisions in it, in the given order by `created`. */
export function project(revisions: readonly TestRevision[] = []): string {
  const root = scratchDirectory();
  mkdirSync(join(root, "migrations"));
  for (const [index, revision] of revisions.entries()) {
    const created = revision.created ?? new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    writeRevisionFiles(join(root, "migrations"), { ...revision, created });
  }
  return root;
}

export function writeRevisionFiles(directory: string, revision: TestRevision): string {
  const { id, parents = [], depends = [], labels = [] } = revision;
  const folder = join(directory, id);
  mkdirSync(folder, { recursive: true });
  const header = [
    `-- revision: ${id}`,
    `-- parents: ${parents.join(", ") || "none"}`,
    `-- message: ${revision.message ?? `Make ${id}`}`,
    ...(revision.created === undefined ? [] : [`-- created: ${revision.created}`]),
    ...(depends.length === 0 ? [] : [`-- depends: ${depends.join(", ")}`]),
    ...(labels.length === 0 ? [] : [`-- labels: ${labels.join(", ")}`]),
    ...(revision.header ?? []),
  ];
  writeFileSync(join(folder, "up.sql"), `${header.join("\n")}\n\n${revision.up ?? `create table ${id} (id int);`}\n`);
  writeFileSync(join(folder, "down.sql"), revision.down ?? `drop table ${id};\n`);
  if (revision.verify !== undefined) writeFileSync(join(folder, "verify.sql"), revision.verify);
  return folder;
}

/** Files by their paths below a directory, with the folders that they need. */
export function writeFiles(root: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** The error that something throws, to be looked at. */
export async function errorOf(act: () => unknown): Promise<Error> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** Runs something synchronous as a user whom permissions stop, also where the tests run as root. */
export function withoutPrivileges<Result>(act: () => Result): Result {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(NOBODY);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}

const NOBODY = 65534;
