import type { Squashed, SquashProof } from "../results.ts";
import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** So many folders are named. */
const LISTED = 10;

/** What a squash has made, or would. */
export function printSquashed(squashed: Squashed, output: Output): void {
  const { removed, revision, path, heads, dry_run: dryRun } = squashed;
  const count = removed.length + 1;
  const { bold } = output.colors;
  const into = `${count} revisions into ${bold(revision)}, ${escapeControls(path)}`;
  output.print(dryRun ? `Would squash ${into}` : `Squashed ${into}`);
  for (const line of squashedLines(squashed, output)) output.print(line);
  const place = heads.length === 1 ? `the head is ${heads[0]}` : `there are ${heads.length} heads: ${heads.join(", ")}`;
  output.print(dryRun ? `Dry run: nothing was changed. Afterwards ${place}.` : `Now ${place}.`);
}

/** The plan and the proof. */
export function squashedLines(squashed: Squashed, output: Output): readonly string[] {
  const { dim, cyan, yellow } = output.colors;
  const { removed, carried, verified, unverified, notes, proof, irreversible, database, message, parents } = squashed;
  const row = (name: string, text: string) => `${dim(name.padEnd(9))} ${text}`;
  const arrow = output.unicode ? "→" : "->";
  const more = removed.length - LISTED;
  return [
    row("message", escapeControls(message)),
    row("parents", list(parents)),
    ...(squashed.depends.length === 0 ? [] : [row("depends", list(squashed.depends))]),
    ...(squashed.labels.length === 0 ? [] : [row("labels", list(squashed.labels))]),
    ...removed.slice(0, LISTED).map((path) => row("deleted", escapeControls(path))),
    ...(more > 0 ? [row("", `and ${more} more`)] : []),
    ...carried.map(({ revision, key, before, after }) =>
      row("header", `${cyan(revision)} ${key}: ${list(before)} ${arrow} ${list(after)}`),
    ),
    ...(verified.length === 0 ? [] : [row("verify", `verify.sql of ${verified.join(", ")}`)]),
    ...unverified.map(({ revision, message: why }) =>
      row("left out", yellow(`verify.sql of ${revision}, which does not pass at the end: ${escapeControls(why)}`)),
    ),
    ...notes.map((note) => row("note", yellow(escapeControls(note)))),
    ...proofLines(proof, irreversible).map(([name, text]) => row(name, escapeControls(text))),
    row("database", standing(database)),
  ];
}

function proofLines(
  proof: SquashProof,
  irreversible: string | null,
): readonly (readonly [name: string, text: string])[] {
  const { server, tables, rows, sequences, ignored, down, left } = proof;
  const wanted = server.wanted_major === undefined ? "" : `, there being no ${server.wanted_major}`;
  const counted = `${plural(rows, "row")} in ${plural(tables, "table")}, ${plural(sequences, "sequence")}`;
  return [
    ["proved", `the same schema, ${counted}, on PostgreSQL ${server.version}${wanted}`],
    ...ignored.map(
      ({ table, columns }) => ["", `but for ${columns.join(", ")} of ${table}, other in each run`] as const,
    ),
    ["way back", wayBack(down, irreversible)],
    ...left.map((message) => ["", message] as const),
  ];
}

function wayBack(down: SquashProof["down"], irreversible: string | null): string {
  switch (down) {
    case "restores":
      return "restores the schema";
    case "as before":
      return "does what the old ones do, which do not restore the schema:";
    case "irreversible":
      return `none: ${irreversible ?? "down.sql says that there is none"}`;
  }
}

function standing(database: Squashed["database"]): string {
  switch (database) {
    case "all":
      return "has the whole run, and needs nothing";
    case "none":
      return "has nothing of the run, and will run it as one";
    default:
      return "none was asked; one that has only some of the run has to finish it with the old files first";
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
