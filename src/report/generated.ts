import type { CreatedFrom, SchemaDelta } from "../results.ts";
import type { Output } from "./output.ts";
import { printCreated } from "./revisions.ts";
import { escapeControls } from "./text.ts";

/** SQL goes to stdout as it stands, so that it may go into a file; what else is to be known to stderr. */
export function printDelta(delta: SchemaDelta, what: "up" | "down" | "findings", output: Output): void {
  if (delta.equal) {
    output.print("No difference.");
    return;
  }
  if (what === "findings") {
    for (const difference of delta.differences) output.print(escapeControls(difference));
  } else {
    const scripts = what === "up" ? delta.scripts : delta.scripts.toReversed();
    const texts = scripts.map(({ kind, [what]: text }) =>
      scripts.length === 1 ? text : `${INTRODUCTIONS[kind]}\n${text}`,
    );
    output.raw(texts.join("\n"));
  }
  printNotes(delta, output);
}

const INTRODUCTIONS = {
  values: "-- First, in a transaction of its own: values that cannot be used before it is committed.\n",
  main: "-- In a transaction.\n",
  outside: "-- Outside a transaction.\n",
  late: "-- When that is committed, in a transaction of its own: rows that are there are looked at.\n",
};

/** The revisions that were written, and what there is to be known of them. */
export function printCreatedFrom(created: CreatedFrom, output: Output): void {
  if (created.equal) {
    output.print("No difference: nothing was written.");
    return;
  }
  for (const revision of created.revisions) printCreated(revision, output);
  printNotes(created, output);
  const { version, embedded } = created.scratch;
  output.print(output.colors.dim(`Proved up and down on ${embedded ? "an embedded " : ""}PostgreSQL ${version}`));
  output.print("Next: read the scripts, then `migraph upgrade`.");
}

function printNotes({ scripts, possible_renames: renames, column_order: order }: SchemaDelta, output: Output): void {
  const { yellow } = output.colors;
  const note = (text: string) => output.complain(`${yellow("note:")} ${escapeControls(text)}`);
  for (const { destructive, fails_with_rows: fails } of scripts) {
    for (const loss of destructive) note(`destructive: ${loss}`);
    for (const failure of fails) note(`fails where the table has rows that stand against it: ${failure}`);
  }
  for (const rename of renames) note(`if this is a rename, say so: --rename ${rename}`);
  for (const message of order) note(`${message}; no script can put a column between others`);
}
