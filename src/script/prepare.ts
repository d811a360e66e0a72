import { copyFaults } from "./copy-faults.ts";
import { ENUM_SUSPECTS, enumFaults } from "./enum-values.ts";
import type { ScriptFault } from "./faults.ts";
import { OUTSIDE_SUSPECTS, outsideFaults } from "./outside.ts";
import { lineOfOffset } from "./position.ts";
import { psqlFaults, withoutRestrictions } from "./psql.ts";
import { type CopyStatement, divide } from "./sections.ts";
import { readStatements, type ScriptStatement } from "./statements.ts";
import { ownTransactionFaults, transactionFaults } from "./transactions.ts";

/** A script as it is to be sent, and what is known against it. */
export interface PreparedScript {
  /**
   * psql's \restrict and \unrestrict lines are blanks of the same length, so that offsets and positions stay those of the
   * file.
   */
  readonly text: string;
  /** COPY … FROM stdin with their data, in order; empty for most scripts. */
  readonly copies: readonly CopyStatement[];
  /** It must not be run. */
  readonly faults: readonly ScriptFault[];
  /** To be told; the server decides. */
  readonly warnings: readonly ScriptFault[];
  /** Why the parser could not read it; undefined where it could, or where nothing in it needed to be looked at. */
  readonly unread: string | undefined;
}

/** Only a script with one of these can hold what is looked for; most have none and are not parsed at all. */
const SUSPECTS = [/\b(?:begin|start|commit|end|rollback|abort|prepare|copy)\b|\\/i, OUTSIDE_SUSPECTS, ENUM_SUSPECTS];

export interface PrepareOptions {
  readonly transaction: boolean;
  /** Parses it also where nothing in it has to be found before it runs: to know whether it can be read. */
  readonly thorough?: boolean;
}

/**
 * Looks at a script before it is sent: by PostgreSQL's own parser, and where that cannot read it, by its lexer, which is
 * left to say only what it can prove, since the parser may be older than the server.
 */
export async function prepareScript(text: string, options: PrepareOptions): Promise<PreparedScript> {
  if (!options.thorough && !SUSPECTS.some((suspect) => suspect.test(text))) {
    return { text, copies: [], faults: [], warnings: [], unread: undefined };
  }
  const sections = divide(text);
  const { copies } = sections;
  const foreign = [...psqlFaults(text, sections), ...copyFaults(text, sections)];
  if (foreign.length > 0) return { text, copies, faults: foreign, warnings: [], unread: undefined };
  const sent = withoutRestrictions(text, sections);
  const { statements, unread } = await readStatements(sent, sections);
  const found = options.transaction ? inTransaction(statements) : [ownTransactionFaults(statements)];
  const [faults = [], warnings = []] = found.map((all) => all.toSorted((a, b) => a.line - b.line));
  return { text: sent, copies, faults, warnings, unread: unread && told(text, unread) };
}

/** Faults and warnings of a script that is run in a transaction. */
function inTransaction(statements: readonly ScriptStatement[]): readonly (readonly ScriptFault[])[] {
  const outside = outsideFaults(statements);
  const values = enumFaults(statements);
  return [
    [...transactionFaults(statements), ...outside.faults, ...values.faults],
    [...outside.warnings, ...values.warnings],
  ];
}

function told(text: string, { message, offset }: { message: string; offset: number | undefined }): string {
  return offset === undefined ? message : `${message} in line ${lineOfOffset(text, offset)}`;
}
