import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";

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
/** The server takes no message above 1 GB, and a JavaScript string none above half of that. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Reads a file once, in one piece; a byte order mark is dropped, since the server refuses it. Looked at before it is
 * opened: opening a FIFO that nobody writes to would wait for ever. `readFileSync` with an encoding is Node's one quick
 * way to read a small file: twice as fast as open, read and close.
 */
export function readScriptFile(path: string): FileText {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return MISSING;
    if (!stat.isFile()) return fault("not_a_file", "it is not a regular file", "put a plain file in its place");
    if (stat.size > LARGEST) {
      return fault("too_large", `it is larger than ${LARGEST / 1024 / 1024} MB`, "split the revision");
    }
    const text = readFileSync(path, "utf8");
    // What is not UTF-8 has become U+FFFD, which a script may also hold by itself.
    if (text.includes("\ufffd") || text.includes("\0")) return examine(readFileSync(path));
    return { kind: "text", text: text.startsWith("\ufeff") ? text.slice(1) : text };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ENOENT" || code === "ENOTDIR" ? MISSING : unreadable(error);
  }
}

function examine(bytes: Buffer): FileText {
  if (!isUtf8(bytes)) {
    const offset = firstInvalid(bytes);
    const line = lineOf(bytes, offset);
    return { ...fault("not_utf8", `it is not UTF-8 (byte ${offset})`, "save it as UTF-8"), line };
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const line = lineOf(bytes, nul);
    const hint = "remove it; PostgreSQL takes no NUL in text";
    return { ...fault("nul_byte", `it holds a NUL byte (byte ${nul})`, hint), line };
  }
  const text = bytes.toString("utf8");
  return { kind: "text", text: text.startsWith("\ufeff") ? text.slice(1) : text };
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
