import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { checkFiles } from "../../src/check/files.ts";
import { project, type TestRevision } from "../support/project.ts";

/** `path:line code message` of each warning; there is nothing else. */
async function warnings(root: string): Promise<readonly string[]> {
  const { ok, findings } = await checkFiles([join(root, "migrations")], { allowHeads: true });
  expect([ok, findings.filter(({ severity }) => severity !== "warning")]).toEqual([true, []]);
  return findings.map(({ file = "", line, code, message }) => {
    return `${relative(join(root, "migrations"), file)}:${line} ${code} ${message}`;
  });
}

describe("a header is warned of", () => {
  test("where it says neither what the revision does nor when it was made", async () => {
    const root = project([{ id: "aaaa" }, { id: "bbbb", parents: ["aaaa"] }]);
    writeFileSync(join(root, "migrations/bbbb/up.sql"), "-- revision: bbbb\n-- parents: aaaa\n\nselect 1;\n");
    expect(await warnings(root)).toEqual([
      "bbbb/up.sql:1 missing_message the header has no message",
      "bbbb/up.sql:1 missing_created the header has no created",
    ]);
  });

  test("where it is older than a parent, whatever the time zones; equal times are none of it", async () => {
    const at = (id: string, created: string, ...parents: readonly string[]): TestRevision => ({ id, created, parents });
    const root = project([
      at("aaaa", "2026-01-01T10:00:00Z"),
      at("bbbb", "2026-01-01T11:00:00+01:00", "aaaa"),
      at("cccc", "2026-01-01T10:59:59+01:00", "bbbb"),
      at("dddd", "2026-01-01T09:00:00Z", "cccc"),
    ]);
    expect(await warnings(root)).toEqual([
      "cccc/up.sql:4 created_before_parent cccc was created before its parent bbbb",
      "dddd/up.sql:4 created_before_parent dddd was created before its parent cccc",
    ]);
    const { findings } = await checkFiles([join(root, "migrations")], {});
    expect(findings[0]?.hint).toContain("`migraph rebase cccc --onto bbbb --touch`");
  });
});

describe("a down.sql that takes nothing back", () => {
  test.each([
    "",
    "-- Write here what takes the change back.\n",
    "/* later */ ;\n",
    "-- lock-timeout: 2s\n\n-- nothing\n",
  ])("is warned of: %j", async (down) => {
    expect(await warnings(project([{ id: "aaaa", down }]))).toEqual([
      "aaaa/down.sql:1 empty_down it takes nothing back, and up.sql has something to take back",
    ]);
  });

  test.each<[string, Partial<TestRevision>]>([
    ["says that there is no way back", { down: "-- irreversible: it is gone\n" }],
    ["has nothing to take back, as a merge", { up: "-- Joins a and b; nothing to do.", down: "" }],
    ["takes something back", { down: "-- so it goes\ndrop table aaaa;" }],
  ])("is in order where it %s", async (_, revision) => {
    expect(await warnings(project([{ id: "aaaa", ...revision }]))).toEqual([]);
  });
});

test("nothing is guessed of files that cannot be taken", async () => {
  const root = project([{ id: "aaaa", down: "-- irreversible:\n" }]);
  const { findings } = await checkFiles([join(root, "migrations")], {});
  expect(findings.map(({ code }) => code)).toEqual(["bad_header_value"]);
});

test("labels that differ in letter case only are an error", async () => {
  const root = project([
    { id: "aaaa", labels: ["billing"] },
    { id: "bbbb", parents: ["aaaa"], labels: ["Billing"] },
  ]);
  const { ok, findings } = await checkFiles([join(root, "migrations")], {});
  expect([ok, findings.map(({ code }) => code)]).toEqual([false, ["duplicate_label"]]);
});
