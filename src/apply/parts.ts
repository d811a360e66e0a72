import type { ServerError } from "../database/answers.ts";
import { codePointsBefore } from "../script/position.ts";
import type { PreparedScript } from "../script/prepare.ts";

/** A part of a script that is sent as a message of its own. Offsets in code units of the script. */
export interface ScriptPart {
  readonly text: string;
  readonly start: number;
  /** What a COPY … FROM stdin reads; undefined for all else. */
  readonly data: { readonly text: string; readonly start: number } | undefined;
}

/** The SQL between the COPYs of a script, and the COPYs with their data, in order. */
export function partsOf({ text, copies }: PreparedScript): readonly ScriptPart[] {
  const parts: ScriptPart[] = [];
  const sql = (start: number, end: number) => {
    const between = text.slice(start, end);
    if (between.trim() !== "") parts.push({ text: between, start, data: undefined });
  };
  let from = 0;
  for (const { start, end, dataStart, dataEnd, next } of copies) {
    sql(from, start);
    const data = { text: text.slice(dataStart, dataEnd), start: dataStart };
    parts.push({ text: text.slice(start, end), start, data });
    from = next;
  }
  sql(from, text.length);
  return parts;
}

/** The same error with its place in the whole script: where the server points to, or the line of the data that it names. */
export function placedIn(text: string, part: ScriptPart, error: ServerError): ServerError {
  if (error.position !== undefined) return error.at(codePointsBefore(text, part.start) + error.position);
  const line = /^COPY .*?, line (\d+)/.exec(error.where ?? "")?.[1];
  if (line === undefined || part.data === undefined) return error;
  let offset = part.data.start;
  for (let left = Number(line) - 1; left > 0; left--) {
    const end = text.indexOf("\n", offset);
    if (end === -1) break;
    offset = end + 1;
  }
  return error.at(codePointsBefore(text, offset) + 1);
}
