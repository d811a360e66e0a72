import type { Script } from "../../revision/folder.ts";
import type { ScriptFault } from "../../script/faults.ts";
import { lineOfOffset } from "../../script/position.ts";
import { prepareScript } from "../../script/prepare.ts";
import { divide } from "../../script/sections.ts";

/** A verify.sql as it is to be sent. */
export interface PreparedVerify {
  readonly script: Script;
  readonly text: string;
  /** It must not be run. */
  readonly faults: readonly ScriptFault[];
  /** There is data of COPY in it: each statement waits for the answer of the one before it. */
  readonly copies: boolean;
  /** The parser could not read it. */
  readonly unread: boolean;
}

/** Looks at a verify.sql before it is sent: it may not end the transaction that is to be rolled back. */
export async function prepareVerify(script: Script): Promise<PreparedVerify> {
  const { text, copies, faults, unread } = await prepareScript(script.text, { transaction: true });
  return {
    script,
    text,
    faults: unread === undefined ? faults : [...faults, ...lexedFaults(text)],
    copies: copies.length > 0,
    unread: unread !== undefined,
  };
}

/** Where only the lexer can read it, the first words of a statement have to do. */
function lexedFaults(text: string): readonly ScriptFault[] {
  return divide(text)
    .statements.filter(({ start, end }) => TRANSACTION_CONTROL.test(text.slice(start, end)))
    .map(({ start, words }) => ({
      code: "transaction_control",
      message: `${words[0]?.toUpperCase()} begins or ends a transaction, which is migraph's to do`,
      hint: "remove it: a verify.sql runs in a transaction that is rolled back",
      line: lineOfOffset(text, start),
    }));
}

const TRANSACTION_CONTROL =
  /^(?:commit|end|abort|begin|start\s+transaction|prepare\s+transaction|rollback(?!\s+(?:work\s+|transaction\s+)?to\b))\b/i;
