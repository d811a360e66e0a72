import type { Model } from "./model.ts";

/** What a person asked to see; empty texts ask for nothing. */
export interface Question {
  readonly words: string;
  readonly label: string;
  readonly state: string;
  readonly database: number | undefined;
}

/** Rows that answer it, newest first; undefined where nothing is asked. */
export function matchesOf(model: Model, question: Question): readonly number[] | undefined {
  const words = question.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0 && question.label === "" && question.state === "") return undefined;
  return [...model.revisions.keys()].filter(
    (row) =>
      (question.label === "" || model.branches[row]?.has(question.label)) &&
      (question.state === "" || model.state(row, question.database) === question.state) &&
      hasAll(words, model, row),
  );
}

/** Every word is somewhere in the id, the message or a label. */
function hasAll(words: readonly string[], model: Model, row: number): boolean {
  const { id, message, labels } = model.revision(row);
  const text = [id, message, ...labels].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The match after a row or, backwards, before it; around the end. */
export function nextMatch(matches: readonly number[], row: number | undefined, backwards: boolean): number | undefined {
  if (row === undefined) return backwards ? matches.at(-1) : matches[0];
  if (backwards) return matches.findLast((match) => match < row) ?? matches.at(-1);
  return matches.find((match) => match > row) ?? matches[0];
}
