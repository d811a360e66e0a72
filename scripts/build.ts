import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** Builds dist/: the bundles that run, and the types beside them. Dependencies stay outside. */

const root = join(import.meta.dirname, "..");
const output = join(root, "dist");

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    migraph: "src/cli/migraph.ts",
    index: "src/index.ts",
    graph: "src/graph/index.ts",
    supervisor: "src/database/embedded/supervisor.ts",
  },
  outdir: output,
  // Chunks lie flat beside the entries: src/resources.ts finds sql/ and the supervisor from there.
  chunkNames: "chunk-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  packages: "external",
  legalComments: "none",
  metafile: true,
});
// Afterwards, so that a program that is running from the build before finds its files as long as they are the same.
const built = new Set(Object.keys(metafile.outputs).map((path) => join(root, path)));
for (const name of readdirSync(output)) {
  if (!built.has(join(output, name))) rmSync(join(output, name), { recursive: true });
}

if (!process.argv.includes("--no-types")) {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [compiler, "--project", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
}
