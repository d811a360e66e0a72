import type { ScriptFault } from "./faults.ts";
import { LineCounter } from "./position.ts";
import type { PsqlCommand, Sections } from "./sections.ts";

/** Lines that pg_dump writes to keep psql from obeying what stands in the data. */
const MEANINGLESS = /^\\(?:un)?restrict(?:[ \t]+[a-z0-9]+)?[ \t]*$/i;

/** A text in which there are blanks where these lines are. */
export function withoutRestrictions(text: string, { commands }: Sections): string {
  let blanked = "";
  let from = 0;
  for (const { start, end } of commands) {
    if (!isRestriction(text, { start, end })) continue;
    blanked += text.slice(from, start) + " ".repeat(end - start);
    from = end;
  }
  return blanked + text.slice(from);
}

/** Commands of psql, which no server knows. */
export function psqlFaults(text: string, { commands }: Sections): readonly ScriptFault[] {
  const lines = new LineCounter(text);
  return commands.flatMap((command) => {
    const name = isRestriction(text, command) ? undefined : commandName(text, command);
    return name === undefined ? [] : [psqlFault(name, lines.lineOf(command.start))];
  });
}

function isRestriction(text: string, { start, end }: PsqlCommand): boolean {
  return isFirstOfLine(text, start) && MEANINGLESS.test(text.slice(start, end));
}

function isFirstOfLine(text: string, offset: number): boolean {
  return /(?:^|[\n\r])[ \t]*$/.test(text.slice(Math.max(0, offset - 100), offset));
}

/** Where strings escape with a backslash by a setting of the server, one may stand behind what is a quote to us. */
function commandName(text: string, { start }: PsqlCommand): string | undefined {
  if (start > 0 && !/[\s;]/.test(text[start - 1] ?? "")) return undefined;
  const command = /\\([a-z_]+|\S?)/iy;
  command.lastIndex = start;
  return command.exec(text)?.[1];
}

function psqlFault(name: string, line: number): ScriptFault {
  return {
    code: "psql_command",
    message: `\\${name} is a command of psql, and no SQL`,
    hint: HINTS[name] ?? "remove it, or write SQL for it: only psql knows such commands",
    line,
  };
}

const INCLUDE = "put the SQL of that file in its place";
const CONNECT = "remove it: the database is the one that migraph is connected to";
const RESTRICT = "write it on a line of its own, as pg_dump does, or remove it";

const HINTS: Readonly<Record<string, string>> = {
  restrict: RESTRICT,
  unrestrict: RESTRICT,
  i: INCLUDE,
  ir: INCLUDE,
  include: INCLUDE,
  include_relative: INCLUDE,
  copy: "write COPY … FROM stdin with the rows below it, or INSERT … VALUES",
  ".": "it ends the data of a COPY … FROM stdin, which there is none above: end that statement with a semicolon",
  c: CONNECT,
  connect: CONNECT,
};
