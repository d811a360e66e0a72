import { DURATION_FORM, parseDuration } from "../duration.ts";
import { nameFault } from "./id.ts";

/** A header value that cannot be taken: why, in words that follow the key, and what to write instead. */
export class BadValue extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

export function parseName(value: string): string {
  const fault = value === "" ? "is empty" : nameFault(value);
  if (fault !== undefined) throw new BadValue(`${quoted(value)} ${fault}`, "use 1 to 64 of A-Z, a-z, 0-9 and _");
  return value;
}

export function parseNames(value: string): readonly string[] {
  if (value === "") throw new BadValue("no value", "give ids separated by commas, or `none` for no parents");
  const names = value.split(",").map((name) => parseName(name.trim()));
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) throw new BadValue(`${name} stands twice`, "name each once");
  }
  return names;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not reach a terminal
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

export function parseMessage(value: string): string {
  if (value === "") throw new BadValue("no value", "say it in a few words");
  if (CONTROL.test(value)) throw new BadValue("it has control characters", "write it as plain text");
  return value;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

export function parseTimestamp(value: string): string {
  if (!RFC3339.test(value) || Number.isNaN(Date.parse(value)) || !dayExists(value.slice(0, 10))) {
    throw new BadValue(`${quoted(value)} is not a time`, "write RFC 3339, such as 2026-11-21T10:30:45Z");
  }
  return value;
}

/** Date takes 31 February for 3 March: a day that does not survive the round trip does not exist. */
function dayExists(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

export function parseSwitch(value: string): boolean {
  if (value === "on") return true;
  if (value === "off") return false;
  throw new BadValue(`${quoted(value)} is neither on nor off`, "write on or off");
}

/** In milliseconds. */
export function parseTimeout(value: string): number {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) throw new BadValue(`${quoted(value)} is not a duration`, DURATION_FORM);
  return milliseconds;
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
