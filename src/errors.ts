/**
 * Every error that migraph raises on purpose. Each carries a stable code, the exit code of the command line, what to do
 * about it (`hint`), and data that a program can read. Anything else that is thrown is a defect.
 */

import type { Blocker } from "./events.ts";

/** What the process exits with; 0 is success. */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6;

/** One fault among several that are reported together, with its place in a file where it has one. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Path as it was reached from the configured directory. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly revision?: string;
}

export interface ErrorDetails {
  readonly hint?: string | undefined;
  /** Extra keys of the JSON error object. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** The base of all: code, exit code, message, hint, data. */
export class MigraphError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: string, exitCode: ExitCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
    this.hint = details.hint;
    this.data = details.data ?? {};
  }
}

/** A command or a library call that was put wrongly. */
export class UsageError extends MigraphError {
  constructor(message: string, details: ErrorDetails & { code?: string } = {}) {
    super(details.code ?? "usage", 2, message, details);
  }
}

/** Files or directories that cannot be taken; all faults at once. */
export class FilesError extends MigraphError {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[], message = summary(findings, "fault", "in the revision files")) {
    super("bad_files", 2, message, { data: { findings }, hint: findings.length === 1 ? findings[0]?.hint : undefined });
    this.findings = findings;
  }
}

/** Why an address or a plan has no answer, or why revisions are not a graph (`bad_graph`, with findings). */
export type GraphErrorCode =
  | "bad_graph"
  | "bad_address"
  | "unknown_revision"
  | "ambiguous_prefix"
  | "unknown_branch"
  | "not_in_branch"
  | "multiple_heads"
  | "ambiguous_current"
  | "ambiguous_walk"
  | "out_of_range"
  | "not_ancestor"
  | "foreign_revision"
  | "out_of_order"
  /** The database has some of the revisions that were squashed into one, and not all. */
  | "midway";

export class GraphError extends MigraphError {
  declare readonly code: GraphErrorCode;
  /** The faults of `bad_graph`; empty for the other codes. */
  readonly findings: readonly Finding[];

  constructor(code: GraphErrorCode, message: string, details: ErrorDetails & { findings?: readonly Finding[] } = {}) {
    const findings = details.findings ?? [];
    super(code, 2, message, findings.length > 0 ? { ...details, data: { ...details.data, findings } } : details);
    this.findings = findings;
  }
}

/** The server cannot be reached, refuses us, or is not one that migraph may write to. */
export class DatabaseError extends MigraphError {
  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, 3, message, details);
  }
}

/** Another migraph holds the lock and did not let go in time. */
export class LockError extends MigraphError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("locked", 4, message, details);
  }
}

/** Stopped on request, at a place where nothing is half done. */
export class InterruptedError extends MigraphError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("interrupted", 1, message, details);
  }
}

/** The connection was lost at COMMIT, and whether it took effect is not known. */
export class OutcomeUnknownError extends MigraphError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("outcome_unknown", 5, message, details);
  }
}

/** A check that found something; not a failure of the tool. */
export class FoundError extends MigraphError {
  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, 6, message, details);
  }
}

/** A program of the user's own, a hook or an editor, that failed. What had been written by then is kept. */
export class ProgramError extends MigraphError {
  /** What the program printed. */
  readonly output: string;

  constructor(code: string, message: string, output: string, details: ErrorDetails = {}) {
    super(code, 1, message, { ...details, data: { ...details.data, output } });
    this.output = output;
  }
}

function summary(findings: readonly Finding[], noun: string, where: string): string {
  const [only] = findings;
  if (findings.length === 1 && only) return only.message;
  return `${findings.length} ${noun}s ${where}`;
}

/** Where and why a script failed, and what had been done before. */
export interface ScriptFailure {
  readonly revision: string;
  readonly direction: "up" | "down";
  readonly file: string;
  readonly sqlstate: string;
  readonly place?: { readonly line: number; readonly column: number; readonly excerpt: string; readonly caret: number };
  readonly detail?: string;
  /** The server's hint; not migraph's. */
  readonly serverHint?: string;
  /** The server's account of the functions it was in. */
  readonly context?: string;
  /** The script itself passed, and the server refused the COMMIT: deferred constraints do that. */
  readonly atCommit: boolean;
  /** Who kept the script waiting for a lock. */
  readonly blockers?: readonly Blocker[];
  /** Steps that were committed in this run before the failure. */
  readonly applied: readonly { readonly revision: string; readonly direction: "up" | "down" }[];
  /** It ran in a scratch database, which is gone with all that was done in it. */
  readonly scratch?: true;
  /** The applied heads as they are now. */
  readonly heads: readonly string[];
  /**
   * Of a script that runs outside a transaction: which statement failed, from 1, and how many before it stay done. `left`:
   * it was in no transaction, and may have left something, which the next run clears away (`remains`), or committed parts
   * of what it does, which nobody finds (`parts`).
   */
  readonly outside?: {
    readonly statement: number;
    readonly total: number;
    readonly done: number;
    readonly left: "nothing" | "remains" | "parts";
  };
}

/** One thing that a verify.sql has found: a boolean that is not true, or a statement that failed. */
export interface VerifyFailure extends Finding {
  readonly code: "verify_false" | "verify_null" | "verify_failed" | "verify_left";
  readonly file: string;
  /** The place that the server points to; of what is false the line of the statement has to do. */
  readonly place?: NonNullable<ScriptFailure["place"]>;
  /** Of what is selected as false or null: its column's name, and the first such row, from 1. */
  readonly name?: string;
  readonly row?: number;
  readonly sqlstate?: string;
  readonly detail?: string;
  /** The server's hint; not migraph's. */
  readonly serverHint?: string;
  readonly context?: string;
}

/** A revision was run and did not pass its verify.sql. Nothing of it was kept, unless `data.kept` says so. */
export class VerifyError extends MigraphError {
  readonly failures: readonly VerifyFailure[];

  constructor(message: string, failures: readonly VerifyFailure[], details: ErrorDetails = {}) {
    const { file = null, line = null } = failures[0] ?? {};
    const data = { ...details.data, file, line, findings: failures.map(verifyDocument) };
    super("verify_failed", 1, message, { ...details, data });
    this.failures = failures;
  }
}

/** A finding of a verify.sql as JSON has it: always with the same keys. */
export function verifyDocument(failure: VerifyFailure): Readonly<Record<string, unknown>> {
  const { code, message, hint, file, line, place, name, row, sqlstate, detail, serverHint } = failure;
  return {
    code,
    message,
    hint: hint ?? null,
    file,
    line: line ?? null,
    column: place?.column ?? null,
    name: name ?? null,
    row: row ?? null,
    sqlstate: sqlstate ?? null,
    detail: detail ?? null,
    server_hint: serverHint ?? null,
  };
}

/** Something that was to be proved is not so. What was asked for was not done. */
export class ProofError extends MigraphError {
  readonly findings: readonly Finding[];
  /** Unified; empty where there is none. */
  readonly diff: string;

  constructor(
    code: string,
    message: string,
    found: { readonly findings: readonly Finding[]; readonly diff?: string },
    details: ErrorDetails = {},
  ) {
    const { findings, diff = "" } = found;
    super(code, 1, message, { ...details, data: { ...details.data, findings, ...(diff === "" ? {} : { diff }) } });
    this.findings = findings;
    this.diff = diff;
  }
}

/** A revision's script failed. Nothing of it was kept but what ran outside a transaction, and nothing ran after it. */
export class ScriptError extends MigraphError {
  readonly failure: ScriptFailure;

  constructor(message: string, failure: ScriptFailure, details: ErrorDetails = {}) {
    const { place, revision, direction, file, sqlstate, applied, heads, detail, serverHint, blockers, outside } =
      failure;
    super("script_failed", 1, message, {
      ...details,
      data: {
        revision,
        direction,
        file,
        line: place?.line ?? null,
        column: place?.column ?? null,
        sqlstate,
        detail: detail ?? null,
        server_hint: serverHint ?? null,
        ...(blockers === undefined ? {} : { blockers }),
        ...(outside === undefined
          ? {}
          : { statement: outside.statement, statements: outside.total, statements_done: outside.done }),
        applied,
        heads,
      },
    });
    this.failure = failure;
  }
}
