import type { ScriptFault } from "./faults.ts";
import { LineCounter } from "./position.ts";
import type { CopyStatement, Sections } from "./sections.ts";

/** What may stand behind a COPY … FROM stdin on its line: its data begin on the next one, and what is there comes after. */
const NOTHING_MORE = /^(?:[\s;]|--[^\n]*(?:\n|$)|\/\*(?:(?!\*\/|\/\*)[^\n])*\*\/)*$/;

/** COPY … FROM stdin that no text can give its data to as it stands. */
export function copyFaults(text: string, { copies }: Sections): readonly ScriptFault[] {
  const lines = new LineCounter(text);
  return copies.flatMap((copy) => {
    const fault = copyFault(text, copy);
    return fault === undefined ? [] : [{ code: "copy_data" as const, ...fault, line: lines.lineOf(copy.start) }];
  });
}

function copyFault(
  text: string,
  { start, end, dataStart }: CopyStatement,
): Pick<ScriptFault, "message" | "hint"> | undefined {
  if (!NOTHING_MORE.test(text.slice(end, dataStart))) {
    return {
      message: "there is more on the line on which a COPY … FROM stdin ends",
      hint: "put its data on the lines below it, and what comes next behind a line with \\. alone",
    };
  }
  if (!BINARY.test(text.slice(start, end))) return undefined;
  return {
    message: "COPY … FROM stdin in the binary format needs data that no text holds",
    hint: "use the text format, which pg_dump writes",
  };
}

const BINARY = /^copy\s+binary\b|\bstd(?:in|out)\s+(?:with\s*)?(?:binary\b|\([^)]*\bformat\s+["']?binary\b)/is;
