import { type MigraphError, ScriptError, VerifyError } from "../errors.ts";

interface Done {
  readonly revision: string;
  readonly direction: string;
}

const MOST_NAMED = 3;

/** Where a database stands after a run that was not finished; undefined for errors that tell nothing about it. */
export function stateAfter(error: MigraphError): string | undefined {
  if (error instanceof ScriptError && error.failure.scratch) return "it ran in a scratch database; yours is as it was";
  const { applied, heads } = error.data;
  if (!isListOf(applied, isDone) || !isListOf(heads, isText)) return undefined;
  const parts = [
    error instanceof ScriptError ? nothingOf(error) : undefined,
    error instanceof VerifyError ? unverified(error) : undefined,
    applied.length === 0 ? "no other revision was changed" : `done before, and kept: ${named(applied)}`,
    // Whether the last step counts is what is not known.
    error.code === "outcome_unknown" ? undefined : at(heads),
  ];
  return parts.filter((part) => part !== undefined).join("; ");
}

/** `base` where nothing is applied. */
export function at(heads: readonly string[]): string {
  return heads.length === 0 ? "no revision is applied" : `the database is at ${heads.join(", ")}`;
}

function nothingOf({ failure: { revision, direction, atCommit, outside } }: ScriptError): string {
  if (outside !== undefined && (outside.done > 0 || outside.left !== "nothing")) return partOf(revision, outside);
  const what = direction === "up" ? "was kept" : "was reverted";
  return `nothing of ${revision} ${what}${atCommit ? " (the server refused its COMMIT)" : ""}`;
}

function unverified({ data }: VerifyError): string {
  const { revision, kept } = data;
  return kept === true ? `${revision} is applied and stays recorded` : `nothing of ${revision} was kept`;
}

function partOf(revision: string, { statement, done, left }: NonNullable<ScriptError["failure"]["outside"]>): string {
  const before = done === 1 ? "statement 1" : `statements 1 to ${done}`;
  const kept =
    done === 0 ? `nothing of ${revision} is done` : `${before} of ${revision} stay${done === 1 ? "s" : ""} done`;
  if (left === "parts") return `${kept}; what statement ${statement} committed before it failed stays`;
  return left === "remains"
    ? `${kept}; what statement ${statement} may have left is cleared away by the next run`
    : kept;
}

function named(steps: readonly Done[]): string {
  const last = steps.slice(-MOST_NAMED).map(({ revision, direction }) => `${revision} (${direction})`);
  const more = steps.length - last.length;
  return more > 0 ? `${steps.length} steps, the last of them ${last.join(", ")}` : last.join(", ");
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isDone(value: unknown): value is Done {
  return typeof value === "object" && value !== null && "revision" in value && "direction" in value;
}
