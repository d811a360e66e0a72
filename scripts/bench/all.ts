import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinEmbedded } from "../../src/database/embedded/join.ts";
import { writeDiamonds, writeLine } from "./history.ts";
import { compare } from "./measure.ts";
import { pictures } from "./pictures.ts";

/** What the README says about speed, measured: each figure beside what it is to be compared with, in the same run. */

const root = join(import.meta.dirname, "../..");
const program = join(root, "dist/migraph.js");
const folder = mkdtempSync(join(tmpdir(), "migraph-bench-"));
const node = process.execPath;
const bareNode = { program: node, args: ["-e", "0"] };

function startUp(): void {
  compare("migraph --help, against node -e 0", { program: node, args: [program, "--help"] }, bareNode, 21);
  for (const [name, count, diamonds] of [
    ["1,000 revisions in a line", 1_000, 0],
    ["1,000 revisions, 250 diamonds", 1_000, 250],
    ["10,000 revisions in a line", 10_000, 0],
    ["10,000 revisions, 1,000 diamonds", 10_000, 1_000],
  ] as const) {
    const directory = join(folder, `${count}-${diamonds}`);
    mkdirSync(directory);
    writeDiamonds(directory, count, diamonds);
    const heads = { program: node, args: [program, "--dir", directory, "heads"], cwd: folder };
    compare(`migraph heads, ${name}, against node -e 0`, heads, bareNode, 11);
  }
}

/** A server with its usual settings, so that every commit is written to disk, as the users' are. */
async function upgrade(count: number): Promise<void> {
  const directory = join(folder, "upgrade");
  mkdirSync(directory);
  const statements = writeLine(directory, count);
  const script = join(folder, "statements.sql");
  writeFileSync(script, `${statements.join("\n")}\n`);
  const server = await joinEmbedded({ path: join(folder, "database") });
  const psql = (...args: readonly string[]) => [
    "-X",
    "-q",
    "-h",
    server.socketDirectory,
    "-p",
    String(server.port),
    "-U",
    server.user,
    ...args,
  ];
  const fresh = () => {
    execFileSync("psql", psql("-d", "postgres", "-c", "drop database if exists bench with (force)"), {
      stdio: "ignore",
    });
    execFileSync("psql", psql("-d", "postgres", "-c", "create database bench"), { stdio: "ignore" });
  };
  const url = `postgresql://${server.user}@/bench?host=${encodeURIComponent(server.socketDirectory)}&port=${server.port}`;
  try {
    compare(
      `migraph upgrade, ${count} revisions, against psql with the same statements, a transaction each`,
      {
        program: node,
        args: [program, "--dir", directory, "--url", url, "--quiet", "upgrade"],
        cwd: folder,
        prepare: fresh,
      },
      { program: "psql", args: psql("-v", "ON_ERROR_STOP=1", "-d", "bench", "-f", script), prepare: fresh },
      5,
    );
  } finally {
    await server.leave();
  }
}

try {
  execFileSync(node, ["scripts/build.ts", "--no-types"], { cwd: root, stdio: "inherit" });
  startUp();
  pictures(program, folder);
  await upgrade(1_000);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
