import { DURATION_FORM, parseDuration } from "../duration.ts";
import { NAME_FORM, nameFault } from "./id.ts";

/** A header value that cannot be taken: why, in words that follow the key, and what to write instead. */
export class BadValue extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

export function parseName(value: string): string {
  const fault = nameFault(value);
  if (fault !== undefined) throw new BadValue(`${quoted(value)} ${fault}`, NAME_FORM);
  return value;
}

/** Names with commas in between; letter case makes no second name of one. */
export function parseNames(value: string): readonly string[] {
  if (value === "") throw new BadValue("no value", "give names separated by commas, or leave the line out");
  if (!value.includes(",")) return [parseName(value)];
  const names = value.split(",").map((name) => parseName(name.trim()));
  const seen = new Set<string>();
  for (const name of names) {
    const small = name.toLowerCase();
    if (seen.has(small)) throw new BadValue(`${name} stands twice`, "name each once");
    seen.add(small);
  }
  return names;
}

export function parseNamesOrNone(value: string): readonly string[] {
  if (value === "none") return [];
  if (value === "") throw new BadValue("no value", "give ids separated by commas, or `none`");
  if (/(?:^|,)\s*none\s*(?:,|$)/i.test(value)) {
    throw new BadValue(`${quoted(value)} is neither \`none\` nor ids`, "write `none` in small letters and alone");
  }
  return parseNames(value);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not reach a terminal
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

export function parseMessage(value: string): string {
  if (value === "") throw new BadValue("no value", "say it in a few words");
  if (CONTROL.test(value)) throw new BadValue("it has control characters", "write it as plain text");
  if (!value.isWellFormed()) throw new BadValue("it has half a character", "write it as plain text");
  return value;
}

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):(\d{2}))$/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function parseTimestamp(value: string): string {
  const match = RFC3339.exec(value);
  if (match === null || !exists(match.slice(1).map((part = "0") => Number(part)))) {
    throw new BadValue(`${quoted(value)} is not a time`, "write RFC 3339, such as 2026-11-21T10:30:45Z");
  }
  return value;
}

/**
 * By the calendar rather than by Date, which takes 31 February for 3 March; and this is read for every revision. The
 * server, which is to keep the time, has no year 0 and no offset of 16 hours.
 */
function exists(parts: readonly number[]): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = parts;
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = (DAYS_IN_MONTH[month - 1] ?? 0) + (isLeap ? 1 : 0);
  const isDay = year >= 1 && day >= 1 && day <= days;
  return isDay && hour < 24 && minute < 60 && second < 60 && offsetHour < 16 && offsetMinute < 60;
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

/** As JSON, and with escapes for what would not be seen: that may be all that is wrong with it. */
function quoted(value: string): string {
  const text = JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  return text.replace(/[^\P{Z} ]|\p{Cf}/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
