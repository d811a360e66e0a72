import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

/** The main job in half a minute, on a database that this starts and takes away again: the example in sql/example. */

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "migraph-quickstart-"));
const environment = { ...process.env, DATABASE_URL: `embedded:${join(folder, "database")}` };

function migraph(...args: readonly string[]): void {
  process.stdout.write(`\n$ migraph ${args.map((arg) => (/\s/.test(arg) ? JSON.stringify(arg) : arg)).join(" ")}\n`);
  const program = relative(process.cwd(), join(root, "dist/migraph.js"));
  const { status, signal } = spawnSync(process.execPath, [program, "--dir", "sql/example", ...args], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error(`migraph ${args.join(" ")} ended with ${status ?? signal}`);
}

// After Ctrl-C the command that runs ends by itself, and then this does, with its folder taken away.
process.on("SIGINT", () => undefined);
try {
  execFileSync(process.execPath, ["scripts/build.ts", "--no-types"], { cwd: root, stdio: "inherit" });
  migraph("heads");
  migraph("upgrade");
  migraph("status");
  migraph("history", "--graph");
  migraph("downgrade", "billing@7b77");
  migraph("current");
  migraph("upgrade");
  migraph("current", "--check-heads");
  process.stdout.write("\nThat was it: sql/example holds the revisions. README.md goes on from here.\n");
} catch (error) {
  process.stderr.write(`\nquickstart failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
