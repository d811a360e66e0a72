import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** A file's text, or why there is none. */
export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | {
      readonly kind: "fault";
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly line?: number;
    };

const MISSING: FileText = { kind: "missing" };
/** O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** The server takes no message above 1 GB, and a JavaScript string none above half of that. */
const LARGEST = 256 * 1024 * 1024;

let buffer = Buffer.allocUnsafe(64 * 1024);

/** Opens and reads a file once, in one piece; a byte order mark is dropped, since the server refuses it. */
export function readScriptFile(path: string): FileText {
  let descriptor: number;
  try {
    descriptor = openSync(path, OPEN_FLAGS);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ENOENT" || code === "ENOTDIR" ? MISSING : unreadable(error);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return fault("not_a_file", "it is not a regular file", "put a plain file in its place");
    if (stat.size > LARGEST) {
      return fault("too_large", `it is larger than ${LARGEST / 1024 / 1024} MB`, "split the revision");
    }
    return decode(readWhole(descriptor, stat.size));
  } catch (error) {
    return unreadable(error);
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes, in a buffer that the next call uses again. */
function readWhole(descriptor: number, size: number): Buffer {
  if (size + 1 > buffer.length) buffer = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += count;
    if (count === 0 || (length >= size && length < buffer.length)) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}

function decode(bytes: Buffer): FileText {
  if (!isUtf8(bytes)) {
    const offset = firstInvalid(bytes);
    const line = lineOf(bytes, offset);
    return { ...fault("not_utf8", `it is not UTF-8 (byte ${offset})`, "save it as UTF-8"), line };
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const line = lineOf(bytes, nul);
    return {
      ...fault("nul_byte", `it holds a NUL byte (byte ${nul})`, "remove it; PostgreSQL takes no NUL in text"),
      line,
    };
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { kind: "text", text: bytes.toString("utf8", marked ? 3 : 0) };
}

/** Offset of the first byte that ends UTF-8, found by halving: a cut inside a character is moved back to its start. */
function firstInvalid(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    let cut = middle;
    while (cut > good && ((bytes[cut] ?? 0) & 0xc0) === 0x80 && middle - cut < 3) cut--;
    if (cut === good) {
      if (isUtf8(bytes.subarray(good, middle))) good = middle;
      else bad = middle;
    } else if (isUtf8(bytes.subarray(good, cut))) good = cut;
    else bad = cut;
  }
  return good;
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

function unreadable(error: unknown): FileText {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  return fault(
    "unreadable",
    `it cannot be read (${code})`,
    code === "EACCES" ? "check its permissions" : "check the file",
  );
}

function fault(code: string, message: string, hint: string): FileText & { kind: "fault" } {
  return { kind: "fault", code, message, hint };
}
