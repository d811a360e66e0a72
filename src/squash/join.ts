import { identifier } from "../database/statement.ts";
import { type Leftovers, leftoversOf } from "../script/leftovers.ts";
import { divide } from "../script/sections.ts";

/** A script that becomes a part of a longer one. */
export interface Part {
  /** Whose it is: the id. */
  readonly revision: string;
  readonly message: string;
  /** Without its header. */
  readonly text: string;
}

/** Settings that a run makes for each script, and which only it knows. */
const GIVEN = ["lock_timeout", "role", "statement_timeout"] as const;

/**
 * One script that does what several do one after the other: their texts, as they are, each with a line that says whose it
 * is; and where one of them leaves something in the session, what takes it back. `deferring`: there are constraints that
 * are checked at COMMIT, and so are to be checked between them.
 */
export async function joinParts(parts: readonly Part[], deferring = false): Promise<string> {
  const boundaries = await Promise.all(
    // Behind the last one the script ends.
    parts.map(async ({ text }, index) =>
      index === parts.length - 1 ? END : boundary(await leftoversOf(text), deferring),
    ),
  );
  const given = [...new Set(boundaries.flatMap((each) => each.given))].sort();
  const pieces = parts.map((part, index) => {
    const { statements } = boundaries[index] ?? { statements: [] };
    const reset = statements.length === 0 ? "" : `\n${RESET}\n${statements.map((line) => `${line};\n`).join("")}`;
    return `${headingOf(part, index, parts)}${ended(part.text)}${reset}`;
  });
  const kept = given.length === 0 ? [] : [`${KEEP}\n${keeping(given)};\n`];
  return [...kept, ...pieces].join("\n");
}

/** As joinParts, for scripts of which nothing is to stay: what one of them does is taken back before the next. */
export function joinChecks(parts: readonly Part[]): string {
  const pieces = parts.map((part, index) => {
    const heading = headingOf(part, index, parts);
    return `${heading}savepoint before_check;\n${ended(part.text)}rollback to savepoint before_check;\n`;
  });
  return pieces.join("\n");
}

function headingOf({ revision, message }: Part, index: number, parts: readonly Part[]): string {
  return `-- ${index + 1} of ${parts.length}, ${revision}${message === "" ? "" : ` ${message}`}\n`;
}

const CHECKED = "set constraints all immediate";
const RESET = "-- Each of them begins with the same session.";
const KEEP = "-- What the first of them finds is kept for those behind one that changes it.";

interface Boundary {
  readonly statements: readonly string[];
  /** Which of what a run gives has to be given again. */
  readonly given: readonly string[];
}

const END: Boundary = { statements: [], given: [] };

function boundary({ settings, resets }: Leftovers, deferring: boolean): Boundary {
  const isGiven = (name: string) => (GIVEN as readonly string[]).includes(name);
  // Another user of the session has no role set.
  const ofUser = resets.includes("reset session authorization") ? ["role"] : [];
  const given = [...new Set([...settings.filter(isGiven), ...ofUser])].sort();
  const others = settings.filter((name) => !isGiven(name));
  return {
    given,
    statements: [
      ...(deferring ? [CHECKED, "set constraints all deferred"] : resets.filter((reset) => reset === CHECKED)),
      ...resets.filter((reset) => reset !== CHECKED),
      ...others.map((name) => `reset ${name.split(".").map(quotedName).join(".")}`),
      ...(given.length === 0 ? [] : [giving(given)]),
    ],
  };
}

function quotedName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : identifier(name);
}

function keeping(names: readonly string[]): string {
  return block(names.map((name) => `set_config('migraph.${name}', pg_catalog.current_setting('${name}'), true)`));
}

function giving(names: readonly string[]): string {
  return block(names.map((name) => `set_config('${name}', pg_catalog.current_setting('migraph.${name}'), true)`));
}

/** Calls whose answers nobody wants to see. */
function block(calls: readonly string[]): string {
  return `do $migraph$ begin\n${calls.map((call) => `  perform pg_catalog.${call};\n`).join("")}end $migraph$`;
}

/** With its last statement closed, so that another one may follow. */
function ended(text: string): string {
  const { copies } = divide(text);
  const copy = copies.at(-1);
  if (copy !== undefined && copy.next === text.length && !/(?:^|\n)\\\.\s*$/.test(text)) {
    return `${text.replace(/^(?:[^\S\n]*\r?\n)+/, "")}${text.endsWith("\n") ? "" : "\n"}\\.\n`;
  }
  const body = text.replace(/^(?:[^\S\n]*\r?\n)+/, "").trimEnd();
  if (body === "") return "";
  // What is behind the last semicolon may be a comment, in whose line nothing can follow.
  return /[;.]$/.test(body) && (body.endsWith(";") || /\n\\\.$/.test(body)) ? `${body}\n` : `${body}\n;\n`;
}
