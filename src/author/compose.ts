import { UsageError } from "../errors.ts";
import { DOWN_KEYS, formatUpHeader, parseDownHeader, parseUpHeader, UP_KEYS } from "../revision/header.ts";
import { splitHeader } from "../revision/header-lines.ts";

type WrittenHeader = Parameters<typeof formatUpHeader>[0];

/** Keys of a new revision's header that are migraph's to write. */
const OURS: readonly string[] = ["revision", "parents", "message", "created", "labels", "depends", "replaces"];

/**
 * The text of a new `up.sql`: our header, and below it what is given. Header lines of the given text that say how the
 * script is run, such as `-- lock-timeout: 2s`, go into the header. `from` names the text in errors.
 */
export function composeUp(header: WrittenHeader, text: string, from: string): string {
  const { lines, bodyStart } = splitHeader(text);
  const own = lines.find(({ key }) => OURS.includes(key));
  if (own !== undefined) {
    throw new UsageError(`${from} begins with a header that has ${own.key}`, {
      code: "bad_script",
      hint: "leave that line out: migraph writes it",
    });
  }
  const isSetting = (index: number) => (UP_KEYS as readonly string[]).includes(lines[index]?.key ?? "");
  const top = text
    .slice(0, bodyStart)
    .split(/\r\n|\r|\n/)
    .slice(0, lines.length);
  const settings = top.filter((_, index) => isSetting(index)).map((line) => `${line}\n`);
  // Comments that look like a header's lines are comments behind a blank line.
  const comments = top.filter((_, index) => !isSetting(index)).map((line) => `${line}\n`);
  const body = (comments.join("") + text.slice(bodyStart)).replace(/^[\r\n]+/, "");
  const composed = `${formatUpHeader(header)}${settings.join("")}\n${body}`;
  assertNoFaults(from, parseUpHeader(composed).faults);
  return withLineEndsOf(text, composed);
}

/** The text of a new `down.sql`, which is what is given; comments that look like a header do not become one. */
export function composeDown(text: string, from: string): string {
  const { lines } = splitHeader(text);
  const isHeader = lines.some(({ key }) => (DOWN_KEYS as readonly string[]).includes(key));
  if (isHeader) assertNoFaults(from, parseDownHeader(text).faults);
  return lines.length > 0 && !isHeader ? withLineEndsOf(text, `\n${text}`) : text;
}

/** For texts that did not come from a file that has been looked at. */
export function assertText(text: string, from: string): void {
  if (!text.includes("\0") && text.isWellFormed()) return;
  throw new UsageError(`${from} has a NUL or half a character in it`, {
    code: "bad_script",
    hint: "give it as plain text",
  });
}

function assertNoFaults(from: string, faults: readonly { readonly message: string; readonly hint: string }[]): void {
  const [fault] = faults;
  if (fault === undefined) return;
  throw new UsageError(`${from} begins with a header that cannot be taken: ${fault.message}`, {
    code: "bad_script",
    hint: fault.hint,
  });
}

/** A file has one kind of line ends, that of the text that is given. */
function withLineEndsOf(text: string, composed: string): string {
  return /^[^\n]*\r\n/.test(text) ? composed.replace(/\r?\n/g, "\r\n") : composed;
}
