/** What a unified diff names its two sides. */
export interface Sides {
  readonly before: string;
  readonly after: string;
}

const CONTEXT = 3;
/** Finding the shortest way between texts that have little in common takes time by the square of what is different. */
const MOST_EDITS = 2000;

/**
 * A unified diff of two texts; empty where their lines are the same. Ends of lines do not count, since every line would
 * be another one in a file that was saved with CRLF, and what was changed would not be found among them.
 */
export async function unifiedDiff(before: string, after: string, sides: Sides): Promise<string> {
  const { formatPatch, structuredPatch } = await import("diff");
  const options = { context: CONTEXT, stripTrailingCr: true, maxEditLength: MOST_EDITS };
  const patch = structuredPatch(sides.before, sides.after, before, after, undefined, undefined, options);
  if (patch === undefined) return replacement(before, after, sides);
  if (patch.hunks.length === 0) return "";
  return formatPatch(patch, { includeIndex: false, includeUnderline: false, includeFileHeaders: true });
}

/** All lines of the one text taken out, all of the other put in. */
function replacement(before: string, after: string, sides: Sides): string {
  const removed = linesOf(before);
  const added = linesOf(after);
  const span = (count: number) => (count === 0 ? "0,0" : `1,${count}`);
  return [
    `--- ${sides.before}`,
    `+++ ${sides.after}`,
    `@@ -${span(removed.length)} +${span(added.length)} @@`,
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    "",
  ].join("\n");
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
}
