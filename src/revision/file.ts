import { readFileSync, statSync } from "node:fs";

/** A file's text, or why there is none. */
export type FileText =
  /** `marked`: without the byte order mark that stood before it. */
  | { readonly kind: "text"; readonly text: string; readonly marked: boolean }
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
    if (text.includes("\ufffd") || text.includes("\0")) return decodeScript(readFileSync(path));
    return textOf(text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ENOENT" || code === "ENOTDIR" ? MISSING : unreadable(code);
  }
}

/** The text that bytes are, or why they are none. */
export function decodeScript(bytes: Buffer): FileText {
  const text = bytes.toString("utf8");
  const invalid = firstInvalid(bytes, text);
  if (invalid !== undefined) {
    const hint = isUtf16(bytes) ? "save it as UTF-8: it begins as UTF-16 does" : "save it as UTF-8";
    const line = lineOf(bytes, invalid);
    return { ...fault("not_utf8", `it is not UTF-8 at byte offset ${invalid}`, hint), line };
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const hint = "remove it, since PostgreSQL takes none in text; if there are many, save the file as UTF-8";
    return { ...fault("nul_byte", `it has a NUL at byte offset ${nul}`, hint), line: lineOf(bytes, nul) };
  }
  return textOf(text);
}

const REPLACEMENT = "\ufffd";
/** U+FFFD as it stands in a file, its bytes read as Latin-1. */
const REPLACEMENT_BYTES = "\u00ef\u00bf\u00bd";

/** Offset of the first byte that is not UTF-8: where the decoded text has a U+FFFD that the bytes have not. */
function firstInvalid(bytes: Buffer, text: string): number | undefined {
  let offset = 0;
  let counted = 0;
  for (let at = text.indexOf(REPLACEMENT); at !== -1; at = text.indexOf(REPLACEMENT, at + 1)) {
    offset += Buffer.byteLength(text.slice(counted, at));
    counted = at;
    if (bytes.toString("latin1", offset, offset + 3) !== REPLACEMENT_BYTES) return offset;
  }
  return undefined;
}

function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.toString("latin1", 0, 2);
  return mark === "\u00ff\u00fe" || mark === "\u00fe\u00ff";
}

function lineOf(bytes: Buffer, offset: number): number {
  return 1 + (bytes.toString("latin1", 0, offset).match(/\r\n?|\n/g)?.length ?? 0);
}

function textOf(text: string): FileText {
  const marked = text.startsWith("\ufeff");
  return { kind: "text", text: marked ? text.slice(1) : text, marked };
}

const ACCESS_HINTS: Readonly<Record<string, string>> = {
  EACCES: "check its permissions",
  EPERM: "check its permissions",
  ELOOP: "it is a link that leads back to itself",
};

function unreadable(code = "unknown"): FileText {
  return fault("unreadable", `it cannot be read (${code})`, ACCESS_HINTS[code] ?? "check the file");
}

function fault(code: string, message: string, hint: string): FileText & { kind: "fault" } {
  return { kind: "fault", code, message, hint };
}
