import type { ScriptStatement } from "../../script/statements.ts";

/** What of a script is marked as one: a statement, or a transaction of the script's own. */
export interface Unit {
  /** From 1, of `total`. */
  readonly position: number;
  readonly total: number;
  /** As it stands in the script. */
  readonly text: string;
  /** Of what it means: neither comments nor white space count. */
  readonly checksum: string;
  /** First and last line in the file, from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly work: Work;
}

export type Work =
  /** `lasting`: it changes nothing but the session, and so belongs to every run of the script. */
  { readonly kind: "statement"; readonly statement: ScriptStatement; readonly lasting: boolean } | TransactionWork;

/** A transaction of the script's own. */
export interface TransactionWork {
  readonly kind: "transaction";
  /** Its first statement in the script: not always that which opens it. */
  readonly first: ScriptStatement;
  /** How it is begun, and made what an AND CHAIN before it hands on. */
  readonly opening: readonly ScriptStatement[];
  readonly body: readonly ScriptStatement[];
  readonly end: ScriptStatement;
  readonly ends: "commit" | "rollback" | "prepare";
  readonly readOnly: boolean;
}

/** It changes nothing but the session. */
export function isLasting({ work }: Unit): boolean {
  return work.kind === "statement" && work.lasting;
}

/** For people: which part of the script this is. */
export function unitName({ position, total, line, lastLine, work }: Unit): string {
  const lines = line === lastLine ? `line ${line}` : `lines ${line} to ${lastLine}`;
  return `${work.kind} ${position} of ${total} (${lines})`;
}
