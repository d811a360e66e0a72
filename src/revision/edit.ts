import { splitHeader } from "./header-lines.ts";

/**
 * A script with another value for a header key, and every other character of it as it was: space around the value, line
 * ends, a byte order mark. A key that the header lacks gets a line behind that of `after`.
 */
export function withHeaderValue(script: string, key: string, value: string, after: string): string {
  const mark = script.startsWith("\ufeff") ? "\ufeff" : "";
  const text = script.slice(mark.length);
  const { lines } = splitHeader(text);
  const index = lines.findIndex((line) => line.key === key);
  if (index !== -1) {
    const { start, end } = lineAt(text, index);
    const [, before = "", behind = ""] = /^(--\s*[\w-]+\s*:[^\S\r\n]*).*?(\s*)$/.exec(text.slice(start, end)) ?? [];
    const gap = /\s$/.test(before) ? "" : " ";
    return mark + text.slice(0, start) + before + gap + value + behind + text.slice(end);
  }
  const { end, next } = lineAt(
    text,
    lines.findIndex((line) => line.key === after),
  );
  const lineEnd = text.slice(end, next) || "\n";
  return `${mark}${text.slice(0, end)}${lineEnd}-- ${key}: ${value}${text.slice(end)}`;
}

/** Offsets of a line: `end` is where its line end begins, `next` where the line below does. */
function lineAt(text: string, index: number): { readonly start: number; readonly end: number; readonly next: number } {
  const lineEnd = /\r\n|\r|\n|$/g;
  let start = 0;
  for (let line = 0; ; line++) {
    lineEnd.lastIndex = start;
    const match = lineEnd.exec(text);
    const end = match?.index ?? text.length;
    const next = end + (match?.[0].length ?? 0);
    if (line >= index || next >= text.length) return { start, end, next };
    start = next;
  }
}
