import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Histories to measure with, written as revision folders. */

/** A line of `count` revisions; each makes one table. */
export function writeLine(directory: string, count: number): readonly string[] {
  const statements: string[] = [];
  for (let index = 0; index < count; index++) {
    const up = `create table t${index} (id bigint primary key, name text not null, created_at timestamptz not null default now());`;
    statements.push(up);
    writeRevision(directory, index, index === 0 ? [] : [index - 1], up);
  }
  return statements;
}

/** A line in which `diamonds` revisions part into two, which a merge joins: four revisions a diamond. */
export function writeDiamonds(directory: string, count: number, diamonds: number): void {
  let tip: number | undefined;
  for (let index = 0; index < count; ) {
    if (index / 4 < diamonds && index + 4 <= count) {
      writeRevision(directory, index, tip === undefined ? [] : [tip]);
      writeRevision(directory, index + 1, [index]);
      writeRevision(directory, index + 2, [index]);
      writeRevision(directory, index + 3, [index + 1, index + 2]);
      tip = index + 3;
      index += 4;
    } else {
      writeRevision(directory, index, tip === undefined ? [] : [tip]);
      tip = index;
      index += 1;
    }
  }
}

/** Branches that all begin at the first revision and grow in turn; a merge joins them at the end. */
export function writeBranches(directory: string, count: number, branches: number): void {
  writeRevision(directory, 0, []);
  for (let index = 1; index < count - 1; index++) writeRevision(directory, index, [Math.max(0, index - branches)]);
  const tips = Array.from({ length: branches }, (_, branch) => count - 1 - branches + branch);
  writeRevision(directory, count - 1, tips);
}

function writeRevision(directory: string, index: number, parents: readonly number[], up = "select 1;"): void {
  const folder = join(directory, `20260101${String(index).padStart(6, "0")}_${idOf(index)}_revision_${index}`);
  mkdirSync(folder, { recursive: true });
  const created = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const header = [
    `-- revision: ${idOf(index)}`,
    `-- parents: ${parents.map(idOf).join(", ") || "none"}`,
    `-- message: Revision ${index}`,
    `-- created: ${created}`,
  ];
  writeFileSync(join(folder, "up.sql"), `${header.join("\n")}\n\n${up}\n`);
  writeFileSync(join(folder, "down.sql"), `drop table if exists t${index};\n`);
}

function idOf(index: number): string {
  return `a${index.toString(16).padStart(11, "0")}`;
}
