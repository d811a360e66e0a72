import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { type Chunks, loadedWith, mergeChunks } from "./merge-chunks.ts";

/** Builds dist/: the bundles that run, the licences of what is bundled, and the types. Dependencies stay outside. */

const root = join(import.meta.dirname, "..");
const output = join(root, "dist");
const LICENCES = "LICENSES.txt";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
  "dependencies" | "peerDependencies",
  object
>;

/** Entries that share their chunks. The command line shares with nobody: it would be cut into twice as many files. */
const GROUPS = [
  { migraph: "src/cli/migraph.ts" },
  { index: "src/index.ts", graph: "src/graph/index.ts" },
  { supervisor: "src/database/embedded/supervisor.ts" },
];

/**
 * `import … from "node:fs"` makes Node call every getter of that module, for the namespace that nobody asks for, and
 * that loads its streams and promises: 4 ms at every start. Asked for as an object, a module gives what is read of it.
 */
const builtins: Plugin = {
  name: "builtins",
  setup(building) {
    // One for each importer: one for all would be a file of its own.
    building.onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
      kind === "import-statement"
        ? { path: `${path} of ${importer}`, pluginData: path, namespace: "builtin", sideEffects: false }
        : undefined,
    );
    // Packages of the older module system ask with require(), which there is none of here.
    building.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === "require-call" && isBuiltin(path) ? { path, namespace: "required builtin" } : undefined,
    );
    building.onLoad({ filter: /.*/, namespace: "required builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    building.onLoad({ filter: /.*/, namespace: "builtin" }, ({ pluginData: path }: { pluginData: string }) => {
      const names = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path) ?? {}))
        .filter(([name, { get }]) => get === undefined && name !== "default")
        .map(([name]) => `export const ${name} = /* @__PURE__ */ (() => all.${name})();`);
      return {
        contents: `const all = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});\n${names.join("\n")}`,
      };
    });
  },
};

/** A package that brings no file for it has its licence at the end of its README. */
function licenceOf(name: string): string {
  const folder = join(root, "node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return readFileSync(join(folder, file), "utf8");
  const [, text] = readFileSync(join(folder, "README.md"), "utf8").split(/^## License\n+/m);
  if (text === undefined) throw new Error(`${name} is bundled, and has no licence`);
  return text;
}

/** Of what a package has in it already, since it is published as one file: all that it depends on. */
function innerLicences(name: string): string {
  const inner = new Set(dependenciesOf(name));
  for (const each of inner) for (const further of dependenciesOf(each)) inner.add(further);
  return [...inner].map((each) => `\n\n## ${each}, inside ${name}\n\n${licenceOf(each)}`).join("");
}

function dependenciesOf(name: string): readonly string[] {
  const file = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
  return Object.keys((JSON.parse(file) as { readonly dependencies?: object }).dependencies ?? {});
}

const options = {
  absWorkingDir: root,
  outdir: output,
  // Chunks lie flat beside the entries: src/resources.ts finds sql/ and the supervisor from there.
  chunkNames: "chunk-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  // All that a user installs beside migraph. What is small and asked for at every start is bundled: finding a package
  // costs Node more than reading it.
  external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
  legalComments: "none",
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: true,
} as const;

/** What the html picture runs in a browser; read and put into the page as it is. */
const page = {
  ...options,
  entryPoints: { page: "src/report/pictures/page/main.ts", style: "src/report/pictures/page/page.css" },
  entryNames: "page",
  splitting: false,
  format: "iife",
  platform: "browser",
  target: ["es2022", "chrome110", "firefox115", "safari16"],
  minify: true,
} as const;

const builds = await Promise.all([
  ...GROUPS.map((entryPoints) => build({ ...options, plugins: [builtins], entryPoints, write: false })),
  build({ ...page, target: [...page.target], write: false }),
]);
const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const files: Chunks = new Map(
  builds.flatMap(({ outputFiles }) => outputFiles.map(({ path, text }) => [relative(output, path), text] as const)),
);
await mergeStarts(builds[0].metafile);

/** What help needs is one file, what every command needs besides is another, and so are the commands. */
async function mergeStarts(metafile: Metafile): Promise<void> {
  const names = (paths: Iterable<string>) => new Set([...paths].map((path) => relative(output, join(root, path))));
  const merged = new Set<string>();
  for (const [entry, as] of [
    ["src/cli/main.ts", "start.js"],
    ["src/cli/run.ts", "run.js"],
    ["src/cli/commands/lists.ts", "lists.js"],
    ["src/cli/commands/all.ts", "commands.js"],
  ] as const) {
    const path = outputOf(metafile, entry);
    const own = [...loadedWith(metafile, path)].filter((each) => !merged.has(each) && !each.endsWith("/migraph.js"));
    await mergeChunks(files, names(own), as);
    for (const each of own) merged.add(each);
  }
}

/** The output that a file begins, or is part of. */
function outputOf({ outputs }: Metafile, file: string): string {
  const paths = Object.keys(outputs);
  const path =
    paths.find((each) => outputs[each]?.entryPoint === file) ??
    paths.find((each) => outputs[each]?.inputs[file] !== undefined);
  if (path === undefined) throw new Error(`${file} was not built`);
  return path;
}

const bundled = inputs.flatMap((path) => /(?:^|\/)node_modules\/(.*?)\//.exec(path)?.[1] ?? []);
const licences = [...new Set(bundled)].map((name) => `# ${name}\n\n${licenceOf(name)}${innerLicences(name)}`);
files.set(LICENCES, licences.join("\n\n"));
mkdirSync(output, { recursive: true });
for (const [name, text] of files) writeFileSync(join(output, name), text);
chmodSync(join(output, "migraph.js"), 0o755);

// Afterwards, so that a program that is running from the build before finds its files as long as they are the same.
for (const name of readdirSync(output)) {
  if (!files.has(name)) rmSync(join(output, name), { recursive: true });
}

if (!process.argv.includes("--no-types")) {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [compiler, "--project", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
}
