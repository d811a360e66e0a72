import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { readScriptFile } from "../../src/revision/file.ts";
import { scratchDirectory } from "../support/project.ts";

function readBytes(bytes: Uint8Array | string): ReturnType<typeof readScriptFile> {
  const path = join(scratchDirectory(), "up.sql");
  writeFileSync(path, bytes);
  return readScriptFile(path);
}

describe("a script is read as it is", () => {
  test.each([
    ["an empty one", ""],
    ["one of a comment only, without a newline", "-- nothing"],
    ["CRLF and mixed line ends", "select 1;\r\nselect 2;\nselect 3;\r"],
    ["non-breaking and zero-width spaces", "select\u00a01;\u200b"],
    ["characters of up to four bytes", "select 'ä€😀';"],
    ["a replacement character of its own", "select '\ufffd', '😀';"],
    ["more text than a pipe takes at once", "insert into t values (1);\n".repeat(50_000)],
  ])("%s", (_, text) => {
    expect(readBytes(text)).toEqual({ kind: "text", text, marked: false });
  });

  test("but for one byte order mark at its beginning, which the server refuses", () => {
    expect(readBytes("\ufeffselect 1;")).toEqual({ kind: "text", text: "select 1;", marked: true });
    expect(readBytes("\ufeffselect '\ufffd';")).toEqual({ kind: "text", text: "select '\ufffd';", marked: true });
    expect(readBytes("\ufeff\ufeffselect 1;")).toEqual({ kind: "text", text: "\ufeffselect 1;", marked: true });
  });
});

describe("a file that is not UTF-8 is refused with the offset of its first wrong byte, and its line", () => {
  test.each([
    ["Latin-1", Buffer.from("select 1;\nselect 'caf\u00e9';\n", "latin1"), 21, 2],
    ["a character that is cut off", Buffer.from([0x61, 0x0a, 0x0a, 0xe2, 0x82]), 3, 3],
    ["a character that is cut off by another", Buffer.from([0xe2, 0x82, 0x61]), 0, 1],
    ["half of a surrogate pair", Buffer.from([0x61, 0xed, 0xa0, 0x80]), 1, 1],
    ["an overlong form", Buffer.from([0x0d, 0x0a, 0x0d, 0xc0, 0xaf]), 3, 3],
    ["the beginning of a replacement character", Buffer.from([0xef, 0xbf, 0xbd, 0xef, 0xbf]), 3, 1],
  ])("%s", (_, bytes, offset, line) => {
    const message = `it is not UTF-8 at byte offset ${offset}`;
    expect(readBytes(bytes)).toEqual({ kind: "fault", code: "not_utf8", message, hint: "save it as UTF-8", line });
  });

  test("UTF-16, which some shells write, is called by its name", () => {
    const little = Buffer.from("\ufeffselect 1;", "utf16le");
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      expect(readBytes(bytes)).toMatchObject({
        code: "not_utf8",
        line: 1,
        hint: "save it as UTF-8: it begins as UTF-16 does",
      });
    }
  });

  test("wherever the wrong byte is", () => {
    const sound = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.toWellFormed());
    const path = join(scratchDirectory(), "up.sql");
    fc.assert(
      fc.property(sound, sound, (before, after) => {
        writeFileSync(path, Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]));
        const offset = Buffer.byteLength(before);
        const line = before.split(/\r\n?|\n/).length;
        expect(readScriptFile(path)).toMatchObject({ message: `it is not UTF-8 at byte offset ${offset}`, line });
      }),
    );
  });
});

test("a NUL is refused with its offset and line, since no text in PostgreSQL has one", () => {
  expect(readBytes("select 1;\n\0")).toMatchObject({
    kind: "fault",
    code: "nul_byte",
    message: "it has a NUL at byte offset 10",
    line: 2,
  });
  expect(readBytes(Buffer.from("select 1;", "utf16le"))).toMatchObject({ code: "nul_byte", line: 1 });
});

describe("what is no file of text", () => {
  test("is missing, where nothing is or a link leads nowhere", () => {
    const directory = scratchDirectory();
    writeFileSync(join(directory, "file"), "");
    symlinkSync("nowhere", join(directory, "link"));
    for (const name of ["up.sql", "link", "file/up.sql"]) {
      expect(readScriptFile(join(directory, name))).toEqual({ kind: "missing" });
    }
  });

  test("is refused where it is a directory or a socket", async () => {
    const directory = scratchDirectory();
    mkdirSync(join(directory, "up.sql"));
    const server = createServer().listen(join(directory, "down.sql"));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    for (const name of ["up.sql", "down.sql"]) {
      expect(readScriptFile(join(directory, name))).toMatchObject({ kind: "fault", code: "not_a_file" });
    }
  });

  test.skipIf(process.platform === "win32")("is refused where it is a FIFO, and nobody waits for a writer", () => {
    const path = join(scratchDirectory(), "up.sql");
    execFileSync("mkfifo", [path]);
    // In a process of its own: one that waits could not even be told to stop.
    const module = JSON.stringify(join(import.meta.dirname, "../../src/revision/file.ts"));
    const source = `console.log((await import(${module})).readScriptFile(${JSON.stringify(path)}).code)`;
    const args = ["--input-type=module", "--eval", source];
    const told = execFileSync(process.execPath, args, { timeout: 20_000, killSignal: "SIGKILL", encoding: "utf8" });
    expect(told).toBe("not_a_file\n");
  });

  test("is refused where it is too large to be sent, before it is read", () => {
    const path = join(scratchDirectory(), "up.sql");
    writeFileSync(path, "");
    truncateSync(path, 300 * 1024 * 1024);
    expect(readScriptFile(path)).toMatchObject({
      kind: "fault",
      code: "too_large",
      message: "it is larger than 256 MB",
    });
  });

  test("is refused where it is a link to itself", () => {
    const directory = scratchDirectory();
    symlinkSync("up.sql", join(directory, "up.sql"));
    expect(readScriptFile(join(directory, "up.sql"))).toMatchObject({
      kind: "fault",
      code: "unreadable",
      message: "it cannot be read (ELOOP)",
      hint: "it is a link that leads back to itself",
    });
  });

  // Unreadable for everybody, so for root too; other systems have no such file.
  test.skipIf(process.platform !== "linux")("is refused with the system's reason where reading fails", () => {
    const directory = scratchDirectory();
    symlinkSync("/proc/self/mem", join(directory, "up.sql"));
    expect(readScriptFile(join(directory, "up.sql"))).toMatchObject({
      kind: "fault",
      code: "unreadable",
      message: expect.stringMatching(/^it cannot be read \(E[A-Z]+\)$/),
    });
  });
});

test("a link to a script is as good as the script", () => {
  const directory = scratchDirectory();
  writeFileSync(join(directory, "elsewhere.sql"), "select 1;");
  symlinkSync("elsewhere.sql", join(directory, "up.sql"));
  expect(readScriptFile(join(directory, "up.sql"))).toEqual({ kind: "text", text: "select 1;", marked: false });
});
