import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceFiles } from "../../src/revision/replace.ts";
import { errorOf, scratchDirectory, withoutPrivileges, writeFiles } from "../support/project.ts";

test("files get another text and keep their permissions; a link stays one", () => {
  const root = writeFiles(scratchDirectory(), { "a/up.sql": "old a", "b/real.sql": "old b" });
  chmodSync(join(root, "a/up.sql"), 0o640);
  symlinkSync("real.sql", join(root, "b/up.sql"));
  const [one, other] = [join(root, "a/up.sql"), join(root, "b/up.sql")];
  replaceFiles([
    { path: one, text: "\ufeffnew a\r\n" },
    { path: other, text: "new b" },
  ]);
  expect(readFileSync(one, "utf8")).toBe("\ufeffnew a\r\n");
  expect(statSync(one).mode & 0o777).toBe(0o640);
  expect(readFileSync(join(root, "b/real.sql"), "utf8")).toBe("new b");
  expect(readdirSync(root, { recursive: true }).sort()).toEqual(["a", "a/up.sql", "b", "b/real.sql", "b/up.sql"]);
});

test("what a crash has left beside a file is no hindrance, and is gone afterwards", () => {
  const root = writeFiles(scratchDirectory(), { "up.sql": "old", ".up.sql.rewritten": "half a fi" });
  replaceFiles([{ path: join(root, "up.sql"), text: "new" }]);
  expect(readdirSync(root)).toEqual(["up.sql"]);
  expect(readFileSync(join(root, "up.sql"), "utf8")).toBe("new");
});

test("none is changed where one of them cannot be written", async () => {
  const root = writeFiles(scratchDirectory(), { "a/up.sql": "old", "b/up.sql": "old" });
  mkdirSync(join(root, "c"));
  chmodSync(join(root, "a"), 0o777);
  chmodSync(join(root, "a/up.sql"), 0o666);
  const replacements = ["a", "b"].map((name) => ({ path: join(root, name, "up.sql"), text: "new" }));
  chmodSync(root, 0o755);
  const error = await errorOf(() => withoutPrivileges(() => replaceFiles(replacements)));
  expect(error).toMatchObject({ code: "unwritable", exitCode: 2, hint: expect.stringContaining("permissions") });
  expect(error.message).toContain(join(root, "b/up.sql"));
  for (const { path } of replacements) expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(root, { recursive: true }).sort()).toEqual(["a", "a/up.sql", "b", "b/up.sql", "c"]);
});
