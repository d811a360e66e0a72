import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, scratchDirectory, writeRevisionFiles } from "../support/project.ts";
import { blocks, section } from "./document.ts";

const ROOT = join(import.meta.dirname, "../..");
const [migratorExample, graphExample] = blocks(section("Library")).filter(({ language }) => language === "ts");
const [configExample] = blocks(section("Configuration")).filter(({ language }) => language === "ts");

describe("the library examples of the README", () => {
  it("compile under strict settings against the types that are published", () => {
    const root = scratchDirectory();
    install(root);
    for (const [name, block] of Object.entries({ migratorExample, graphExample, configExample })) {
      writeFileSync(join(root, `${name}.ts`), block?.text ?? "");
    }
    const compilerOptions = {
      target: "es2024",
      module: "nodenext",
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
    };
    writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    expect(compile(["--project", root])).toBe("");
  });

  it("upgrade a database and tell what happens", async () => {
    const root = project([{ id: "one" }, { id: "two", parents: ["one"] }]);
    const { url } = await freshDatabase();
    expect(await run(root, migratorExample?.text, { DATABASE_URL: url })).toBe(
      "up one\nup two\n2 steps, now at two\nup to date\n",
    );
  });

  it("say where a script failed", async () => {
    const root = project([{ id: "one" }, { id: "two", parents: ["one"], up: "select 1;\n\nselect nothing;" }]);
    const { url } = await freshDatabase();
    expect(await run(root, migratorExample?.text, { DATABASE_URL: url })).toMatch(
      /^up one\ntwo failed at \S*two\/up\.sql:8: column "nothing" does not exist\n$/,
    );
  });

  it("answer about a graph as the README shows", async () => {
    expect(await run(scratchDirectory(), graphExample?.text, {})).toBe(graphExample?.output);
  });

  it("configure the command line", async () => {
    const root = scratchDirectory();
    install(root);
    writeFileSync(join(root, "migraph.config.ts"), configExample?.text ?? "");
    writeRevisionFiles(join(root, "db/migrations"), { id: "one" });
    writeRevisionFiles(join(root, "db/billing"), { id: "two", parents: ["one"] });
    const { url, name } = await freshDatabase();
    const { stdout, code } = await migraph(["status"], { cwd: root, env: { APP_DATABASE_URL: url } });
    expect(code).toBe(0);
    expect(stdout).toContain(`database   ${name} at `);
    expect(stdout).toMatch(/^pending +2\n.*one {2}Make one\n.*two {2}Make two$/m);
  });
});

/** What npm would put there: the package as it is published, with its types, and beside it what it depends on. */
function install(root: string): void {
  const modules = join(root, "node_modules");
  const installed = join(modules, "migraph");
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, "dist"), join(installed, "dist"), { recursive: true });
  for (const part of ["package.json", "sql"]) cpSync(join(ROOT, part), join(installed, part), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { dependencies: object };
  for (const name of [...Object.keys(dependencies), "@types/node"]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  const types = join(installed, "dist/types");
  expect(compile(["--project", join(ROOT, "tsconfig.build.json"), "--outDir", types])).toBe("");
}

/** Runs the compiler; what it has to say. */
function compile(args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...args], {
      encoding: "utf8",
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

async function run(root: string, text: string | undefined, env: Readonly<Record<string, string>>): Promise<string> {
  install(root);
  writeFileSync(join(root, "example.ts"), text ?? "");
  const { stdout } = await promisify(execFile)(process.execPath, ["example.ts"], { cwd: root, env });
  return stdout;
}
