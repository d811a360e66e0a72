import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeApplication } from "./history.ts";
import { compare } from "./measure.ts";

/** What `test` takes, beside a plain upgrade of the same history on the same engine: a temporary server each. */

const RUNS = Number(process.argv[2] ?? 5);
const MOST = 3;
const root = join(import.meta.dirname, "../..");
const program = join(root, "dist/migraph.js");
const folder = mkdtempSync(join(tmpdir(), "migraph-bench-"));

try {
  execFileSync(process.execPath, ["scripts/build.ts", "--no-types"], { cwd: root, stdio: "inherit" });
  const generated = join(folder, "generated");
  mkdirSync(generated);
  writeApplication(generated, 300);
  const histories = { "the example": join(root, "sql/example"), "300 revisions": generated };
  for (const [name, directory] of Object.entries(histories)) {
    const args = [program, "--dir", directory, "--url", "embedded:", "--quiet"];
    compare(
      `migraph test, ${name}, against migraph upgrade (at most ${MOST} times)`,
      { program: process.execPath, args: [...args, "test"], cwd: folder },
      { program: process.execPath, args: [...args, "upgrade"], cwd: folder },
      RUNS,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
