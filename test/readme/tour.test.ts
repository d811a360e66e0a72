import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROGRAM } from "../support/cli.ts";
import { freshDatabase, servers } from "../support/database.ts";
import { scratchDirectory } from "../support/project.ts";
import { type Block, blocks, section } from "./document.ts";
import { noTerminal, Shell } from "./shell.ts";

const TOUR = blocks(section("Five-minute tour"));
const TYPED = TOUR.filter(({ language }) => language === "sh");
/** Where the README's reader has made the empty folder. */
const FOLDER = "/home/you/shop";
const URL_LINE = /^export DATABASE_URL=.*$/m;

describe("the tour of the README", () => {
  it("shows what a reader sees who types it on a terminal, on the embedded database", async ({ skip }) => {
    const reason = noTerminal();
    skip(reason !== undefined, reason);
    const folder = emptyFolder();
    const shell = await openShell(folder, true);
    for (const block of TYPED) await follow(shell, folder, block);
  });

  it("shows the same where there is no terminal", async () => {
    const folder = emptyFolder();
    const shell = await openShell(folder, false);
    for (const block of TYPED) await follow(shell, folder, block);
  });

  it.each(servers)("shows the same on a server of PostgreSQL $major, when one line is changed", async (server) => {
    const { tcpUrl } = await freshDatabase(server);
    const folder = emptyFolder();
    const shell = await openShell(folder, false);
    for (const block of TYPED) {
      const text = block.text.replace(URL_LINE, `export DATABASE_URL=${tcpUrl}`);
      const output = block.output?.replace(/^Making a database in .*\n/m, "");
      await follow(shell, folder, { ...block, text, output });
    }
  });

  it("says in one line where the database is", () => {
    expect(TYPED.filter(({ text }) => URL_LINE.test(text))).toHaveLength(1);
    expect(TYPED.filter(({ text }) => /embedded:|pgdata/.test(text))).toHaveLength(1);
  });

  it("shows no output without the lines that print it", () => {
    const outputs = TOUR.filter(({ language }) => language === "text").map(({ text }) => text);
    expect(TYPED.flatMap(({ output }) => output ?? [])).toEqual(outputs);
  });
});

/** As npm leaves it: the program in node_modules/.bin. */
function emptyFolder(): string {
  const folder = scratchDirectory();
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(PROGRAM, join(folder, "node_modules/.bin/migraph"));
  return folder;
}

function openShell(cwd: string, terminal: boolean): Promise<Shell> {
  const PATH = `${dirname(process.execPath)}:${process.env["PATH"]}`;
  return Shell.open({ cwd, env: { PATH, HOME: cwd, LANG: "C.UTF-8" }, terminal });
}

async function follow(shell: Shell, folder: string, block: Block): Promise<void> {
  const printed = await shell.run(block.text);
  const shown = block.output ?? "";
  expect(normalised(printed.replaceAll(folder, FOLDER)), `README.md:${block.line}`).toBe(normalised(shown));
}

/** Without what differs from one run to the next: times, durations, and the server's name and version. */
function normalised(output: string): string {
  return output
    .replace(/\b\d{12}_/g, "<minute>_")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>")
    .replace(/\b\d+ ms\b|\b\d+\.\d s\b/g, "<duration>")
    .replace(/^(database +)\S+ at .*, PostgreSQL \S+, role \S+$/gm, "$1<database and server>")
    .trimEnd();
}
