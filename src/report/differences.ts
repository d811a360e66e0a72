import type { Differences, FileDifference, Repaired, RevisionDifference } from "../results.ts";
import { diffLines } from "./difference.ts";
import { ellipsisOf, type Output } from "./output.ts";
import { lineParts } from "./revisions.ts";
import { fitText } from "./text.ts";

/** Each revision with what is different in its files. `addressed`: they are those that somebody asked for. */
export function printDifferences({ revisions, reformatted }: Differences, addressed: boolean, output: Output): void {
  if (addressed && revisions.length === 0)
    output.print("The address names no revision: it is the state before the first.");
  for (const [index, revision] of revisions.entries()) {
    if (index > 0) output.print("");
    for (const line of differenceLines(revision, output)) output.print(line);
  }
  if (addressed) return;
  if (revisions.length === 0) output.print("No difference: every applied revision on disk means what was run.");
  if (reformatted.length > 0) output.print(`${revisions.length === 0 ? "" : "\n"}${reformattedText(reformatted)}`);
}

/** What `repair` is about to do, or has been asked not to do yet. */
export function repairLines(revisions: readonly RevisionDifference[], output: Output): readonly string[] {
  const edited = revisions.filter(isEdited);
  const reformatted = revisions.filter((revision) => !isEdited(revision)).map(({ revision }) => revision);
  return [
    ...edited.flatMap((revision) => [...differenceLines(revision, output), ""]),
    ...(reformatted.length === 0 ? [] : [reformattedText(reformatted)]),
    `${output.colors.bold("What is on disk is taken into the ledger as if it had been run.")} Nothing is run: the database stays as it is.`,
  ];
}

export function printRepaired({ revisions, dry_run: dryRun }: Repaired, output: Output): void {
  if (revisions.length === 0) {
    output.print("Nothing to repair: what is on disk is what was run.");
    return;
  }
  const edited = revisions.filter(isEdited).map(({ revision }) => revision);
  const same = revisions.length - edited.length;
  const parts = [
    ...(edited.length === 0 ? [] : [named(edited)]),
    ...(same === 0 ? [] : [`${same} reformatted ${same === 1 ? "revision" : "revisions"}`]),
  ];
  const what = `${parts.join(" and ")} as on disk`;
  output.print(dryRun ? `Dry run: nothing was changed. It would take ${what}.` : `Done. The ledger has ${what}.`);
}

export function isEdited({ edited }: RevisionDifference): boolean {
  return edited.length > 0;
}

function differenceLines(revision: RevisionDifference, output: Output): readonly string[] {
  const line = fitText(lineParts(revision, [], output), output.width ?? Number.POSITIVE_INFINITY, ellipsisOf(output));
  return [line, ...standing(revision), ...revision.files.flatMap((file) => ["", ...fileLines(file, revision, output)])];
}

function standing({ state, files }: RevisionDifference): readonly string[] {
  if (state === "foreign") return ["It is applied, and not on disk: there is no file to compare with what ran."];
  if (state === "pending") return ["It is not applied: there is nothing that ran to compare with."];
  return files.length === 0 ? ["No difference: what is on disk is what was run."] : [];
}

function fileLines(
  { file, diff, meaning_changed: meaningChanged }: FileDifference,
  { secret }: RevisionDifference,
  output: Output,
): readonly string[] {
  const same = meaningChanged ? "" : `${file} is written in another way; it means the same.`;
  if (secret) return [same || `${file} is not what was run. What is different is not shown: the revision is secret.`];
  if (diff === null) return [same || `${file} is not what was run, of which the ledger has no text.`];
  if (diff === "") return [`${file}: only ends of lines or a byte order mark are different; it means the same.`];
  return [...diffLines(diff, output), ...(same === "" ? [] : [output.colors.dim(same)])];
}

function reformattedText(ids: readonly string[]): string {
  return `Written in another way, and meaning the same: ${named(ids)}.`;
}

const MOST_NAMED = 10;

function named(ids: readonly string[]): string {
  const more = ids.length - MOST_NAMED;
  return ids.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
