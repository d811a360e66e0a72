import { expect, test } from "vitest";
import { migraph } from "./cli.ts";
import { freshDatabase } from "./database.ts";
import { project, type TestRevision, writeFiles } from "./project.ts";
import { contentsOf, filesIn } from "./untouched.ts";

export const LINE: readonly TestRevision[] = [{ id: "aaaa1" }, { id: "aaaa2", parents: ["aaaa1"] }];

/** Input that no command can take, and what is said of it. */
export interface BadInput {
  readonly name: string;
  readonly revisions?: readonly TestRevision[];
  /** More files, or the wrong ones. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly change?: (root: string) => void;
  /** Default: upgrade. */
  readonly args?: readonly string[];
  readonly exit?: number;
  readonly code: string;
  /** What the message must name. */
  readonly names: readonly string[];
}

/** Each must be an error with a hint and its exit code, in words and as JSON, and change neither files nor database. */
export function refuses(cases: readonly BadInput[]): void {
  test.each(cases)("$name", async ({ revisions, files, change, args = ["upgrade"], exit = 2, code, names }) => {
    const root = project(revisions ?? (code === "no_revisions" || files !== undefined ? [] : LINE));
    writeFiles(root, files ?? {});
    change?.(root);
    const { url, sql } = await freshDatabase();
    const [filesBefore, databaseBefore] = [filesIn(root), await contentsOf(sql)];
    const options = { cwd: root, env: { DATABASE_URL: url } };
    const forPeople = await migraph(args, options);
    const forPrograms = await migraph(["--json", ...args], options);

    expect(forPeople.stdout).toBe("");
    expect(forPeople.stderr).toMatch(/^error: \S/);
    expect(forPeople.stderr).toMatch(/^ *hint: \S/m);
    for (const name of names) expect(forPeople.stderr).toContain(name);
    expect(forPrograms.stderr).toBe("");
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({ error: { code, message: expect.any(String) } });
    expect([forPeople.code, forPrograms.code]).toEqual([exit, exit]);
    for (const text of [forPeople.stderr, forPrograms.stdout]) expect(text).not.toMatch(/secretword|\n {4}at /);
    expect(filesIn(root)).toEqual(filesBefore);
    expect(await contentsOf(sql)).toEqual(databaseBefore);
  });
}
