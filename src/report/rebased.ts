import type { HeaderPlace, Rebased } from "../results.ts";
import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** What a rebase has changed, or would: each header line as it was and as it is. */
export function printRebased(result: Rebased, output: Output): void {
  const { onto, revisions, followed, redundant, heads, asked, dry_run: dryRun } = result;
  const [only, second] = revisions;
  if (only === undefined) {
    const what = onto.length === 0 ? "is a base" : `continues ${onto.join(" and ")}`;
    output.print(`Nothing to do: what was named ${what} already.`);
    return;
  }
  const become = second === undefined ? "a base" : "bases";
  if (onto.length === 0) output.print(`${dryRun ? "Would become" : "Made"} ${become}:`);
  else output.print(`${dryRun ? "Would continue" : "Now continuing"} ${onto.join(" and ")}:`);
  for (const { revision, path, before, after } of revisions) {
    output.print(`  ${output.colors.cyan(revision)}  ${output.colors.dim(`${escapeControls(path)}/up.sql`)}`);
    for (const line of changesOf(before, after, output.unicode ? "→" : "->")) output.print(`    ${line}`);
  }
  if (followed.length > 0)
    output.print(`What stands on ${itOrThem(revisions.length)} comes along: ${followed.join(", ")}`);
  for (const { revision, parent, through } of redundant) {
    output.print(
      `${revision} need not join ${parent} any more, since ${through} continues it now: leave ${parent} out of its ` +
        "parents, or delete the revision if it has nothing else to do.",
    );
  }
  if (!asked)
    output.print(
      `No database was asked whether ${itOrThem(revisions.length)} ${revisions.length === 1 ? "is" : "are"} applied.`,
    );
  const place = heads.length === 1 ? `the head is ${heads[0]}` : `there are ${heads.length} heads: ${heads.join(", ")}`;
  output.print(dryRun ? `Dry run: nothing was changed. Afterwards ${place}.` : `Now ${place}.`);
}

function changesOf(before: HeaderPlace, after: HeaderPlace, arrow: string): readonly string[] {
  const lines = [
    ["parents", list(before.parents), list(after.parents)],
    ["created", before.created ?? "none", after.created ?? "none"],
  ] as const;
  return lines.filter(([, was, is]) => was !== is).map(([key, was, is]) => `${key}: ${was} ${arrow} ${is}`);
}

function list(ids: readonly string[]): string {
  return ids.length === 0 ? "none" : ids.join(", ");
}

function itOrThem(count: number): string {
  return count === 1 ? "it" : "them";
}
