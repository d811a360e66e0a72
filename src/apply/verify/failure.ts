import type { ServerError } from "../../database/answers.ts";
import type { VerifyFailure } from "../../errors.ts";
import { placeOf } from "../../script/position.ts";

/** A column of one statement in which some boolean is false or null. */
export interface BadColumn {
  readonly name: string;
  /** In the list of what is selected, from 1. */
  readonly position: number;
  /** The first such row, from 1. */
  readonly row: number;
  readonly isNull: boolean;
  /** How many rows are so. */
  readonly count: number;
}

interface Where {
  readonly file: string;
  /** The statement's. */
  readonly line: number;
  readonly secret: boolean;
}

/** A statement that the server has refused. */
export function statementFailure(text: string, error: ServerError, { file, line, secret }: Where): VerifyFailure {
  if (error.constraint?.endsWith(".event.event_unfinished")) return leftFailure(file);
  const place = error.position === undefined ? undefined : placeOf(text, error.position);
  const at = { code: "verify_failed" as const, file, line: place?.line ?? line, sqlstate: error.sqlState };
  if (secret) return { ...at, message: "the server refused a statement; its words are not shown, as it is secret" };
  return {
    ...at,
    message: error.message,
    ...(place === undefined ? {} : { place }),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.serverHint === undefined ? {} : { serverHint: error.serverHint }),
    ...(error.where === undefined ? {} : { context: error.where }),
  };
}

/** Columns of one statement that are not true all the way down. */
export function falseFailures(
  columns: readonly BadColumn[],
  { file, line, rows, secret }: Where & { readonly rows: number },
): readonly VerifyFailure[] {
  return columns
    .toSorted((one, other) => one.position - other.position)
    .map((column) => {
      const { name, position, row, isNull, count } = column;
      const which = secret || name === UNNAMED ? `column ${position}` : `column ${JSON.stringify(name)}`;
      return {
        code: isNull ? ("verify_null" as const) : ("verify_false" as const),
        message: `${which} is ${isNull ? "null" : "false"}${rowsOf(row, count, rows)}`,
        file,
        line,
        ...(secret ? {} : { name }),
        row,
      };
    });
}

/** What PostgreSQL calls an expression that nobody has named. */
const UNNAMED = "?column?";

function rowsOf(row: number, count: number, rows: number): string {
  if (rows === 1) return "";
  return count === 1 ? ` in row ${row} of ${rows}` : ` in row ${row} and ${count - 1} more of ${rows}`;
}

/** Nobody could read it, and it has ended the transaction that it was run in. */
export function leftFailure(file: string): VerifyFailure {
  return {
    code: "verify_left",
    message: "it ends its transaction itself: what it did may have been kept",
    hint: "take COMMIT, ROLLBACK and their like out of it",
    file,
  };
}
