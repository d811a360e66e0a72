import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestRevision } from "../../support/project.ts";
import type { TestServer } from "../../support/server.ts";

/** What one case does to a schema of its own, for which `$` stands. */
export interface Case {
  readonly name: string;
  /** What is there before the revision. */
  readonly base?: string;
  readonly up: string;
  readonly down: string;
}

/** A revision with what all cases begin with, and on it revisions with so many cases each. */
export function madeFrom(cases: readonly Case[], together: number): readonly TestRevision[] {
  const placed = cases.map(({ base = "", up, down }, index) => {
    // One before another quotes, one before a digit is a parameter.
    const own = (text: string) => text.replaceAll(/(?<!\$)\$(?![$\d])/g, `c${index}`);
    return { base: own(`create schema $;\n${base}`), up: own(up), down: own(down) };
  });
  const root: TestRevision = {
    id: "root",
    created: timeOf(0),
    up: placed.map(({ base }) => base).join("\n"),
    down: "-- irreversible: the others stand on it\n",
  };
  const others = Array.from({ length: Math.ceil(placed.length / together) }, (_, index): TestRevision => {
    const some = placed.slice(index * together, (index + 1) * together);
    const text = (direction: "up" | "down") => some.map((each) => each[direction]).join("\n");
    const created = timeOf(index + 1);
    return { id: `cases_${index}`, parents: ["root"], created, up: text("up"), down: `select 1;\n${text("down")}\n` };
  });
  return [root, ...others];
}

function timeOf(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
}

/** A project's directory for a whole file of tests. */
export function temporaryProject() {
  const path = mkdtempSync(join(tmpdir(), "migraph-test-"));
  const migrations = join(path, "migrations");
  mkdirSync(migrations);
  return { root: { path, migrations }, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function urlOf({ socketDirectory, port }: TestServer): string {
  return `postgresql://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`;
}
