import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** Builds dist/: the bundles that run, and the types beside them. Dependencies stay outside. */

const root = join(import.meta.dirname, "..");
const output = join(root, "dist");

rmSync(output, { recursive: true, force: true });
await build({
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
});

if (!process.argv.includes("--no-types")) {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const options = [
    "--noEmit",
    "false",
    "--declaration",
    "--emitDeclarationOnly",
    "--rootDir",
    "src",
    "--outDir",
    "dist/types",
  ];
  execFileSync(process.execPath, [compiler, "--project", "tsconfig.build.json", ...options], {
    cwd: root,
    stdio: "inherit",
  });
}
