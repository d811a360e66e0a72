import type { ScriptFault } from "./faults.ts";
import { lineOfOffset } from "./position.ts";
import { psqlFaults, withoutRestrictions } from "./psql.ts";
import { type CopyStatement, divide } from "./sections.ts";
import { readStatements } from "./statements.ts";
import { transactionFaults } from "./transactions.ts";

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
const SUSPECTS = /\b(?:begin|start|commit|end|rollback|abort|prepare|copy)\b|\\/i;

/**
 * Looks at a script before it is sent: by PostgreSQL's own parser, and where that cannot read it, by its lexer, which is
 * left to say only what it can prove, since the parser may be older than the server.
 */
export async function prepareScript(text: string, options: { readonly transaction: boolean }): Promise<PreparedScript> {
  if (!SUSPECTS.test(text)) return { text, copies: [], faults: [], warnings: [], unread: undefined };
  const sections = divide(text);
  const blanked = withoutRestrictions(text, sections);
  const foreign = psqlFaults(text, sections);
  const common = { text: blanked, copies: sections.copies, warnings: [] };
  if (foreign.length > 0) return { ...common, faults: foreign, unread: undefined };
  const { statements, unread } = await readStatements(blanked, sections);
  const faults = options.transaction ? transactionFaults(statements) : [];
  return { ...common, faults, unread: unread && told(text, unread) };
}

function told(text: string, { message, offset }: { message: string; offset: number | undefined }): string {
  return offset === undefined ? message : `${message} in line ${lineOfOffset(text, offset)}`;
}
