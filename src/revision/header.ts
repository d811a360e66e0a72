import type { Finding } from "../errors.ts";
import { nearest } from "../near.ts";
import { lineLikeKey, splitHeader } from "./header-lines.ts";
import {
  BadValue,
  parseMessage,
  parseName,
  parseNames,
  parseNamesOrNone,
  parseSwitch,
  parseTimeout,
  parseTimestamp,
} from "./values.ts";

/** What the top of `up.sql` says. */
export interface UpHeader {
  readonly revision: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** RFC 3339, as written; undefined where the header has none. */
  readonly created: string | undefined;
  readonly labels: readonly string[];
  readonly depends: readonly string[];
  /** Ids of the revisions that were squashed into this one. */
  readonly replaces: readonly string[];
  /** The script's own text is kept out of the ledger, echo and events. */
  readonly secret: boolean;
  readonly settings: ScriptSettings;
}

/** What the top of `down.sql` says. */
export interface DownHeader {
  /** Why there is no way back; undefined where there is one. */
  readonly irreversible: string | undefined;
  readonly settings: ScriptSettings;
}

/** How a script is to be run. Durations in milliseconds; undefined leaves the configured value. */
export interface ScriptSettings {
  readonly transaction: boolean;
  readonly lockTimeout: number | undefined;
  readonly statementTimeout: number | undefined;
}

export interface ParsedHeader<Header> {
  readonly header: Header;
  /** Offset in the text of the first character after the header. */
  readonly bodyStart: number;
  /** Without file names: the reader of the file adds them. */
  readonly faults: readonly HeaderFault[];
}

export type HeaderFault = Pick<Finding, "code" | "message"> & { readonly hint: string; readonly line: number };

interface Entry {
  readonly value: string;
  readonly line: number;
}

const SETTING_KEYS = ["transaction", "lock-timeout", "statement-timeout"] as const;
export const UP_KEYS = [
  "revision",
  "parents",
  "message",
  "created",
  "labels",
  "depends",
  "replaces",
  ...SETTING_KEYS,
  "secret",
] as const;
export const DOWN_KEYS = [...SETTING_KEYS, "irreversible"] as const;

/** Reads the header of an `up.sql`; never throws. Undefined where a required key is missing or unusable. */
export function parseUpHeader(text: string): ParsedHeader<UpHeader | undefined> {
  const fields = new Fields(text, UP_KEYS, "up.sql");
  const revision = fields.take("revision", parseName);
  const parents = fields.take("parents", parseNamesOrNone);
  const message = fields.take("message", parseMessage) ?? "";
  const created = fields.take("created", parseTimestamp);
  const labels = fields.take("labels", parseNames) ?? [];
  const depends = fields.take("depends", parseNamesOrNone) ?? [];
  const replaces = fields.take("replaces", parseNames) ?? [];
  const secret = fields.take("secret", parseSwitch) ?? false;
  const settings = takeSettings(fields);
  fields.require("revision", "an id, as in `-- revision: 3f2a9c81d0e4`");
  fields.require("parents", "the ids of the parents or none, as in `-- parents: none`");
  const header =
    revision === undefined || parents === undefined
      ? undefined
      : { revision, parents, message, created, labels, depends, replaces, secret, settings };
  return { header, bodyStart: fields.bodyStart, faults: fields.faults() };
}

/** Reads the header of a `down.sql`, which may have none. */
export function parseDownHeader(text: string): ParsedHeader<DownHeader> {
  const fields = new Fields(text, DOWN_KEYS, "down.sql");
  const irreversible = fields.take("irreversible", parseMessage);
  const settings = takeSettings(fields);
  return { header: { irreversible, settings }, bodyStart: fields.bodyStart, faults: fields.faults() };
}

/** Header lines for a new `up.sql`, without the blank line that follows them. */
export function formatUpHeader(
  header: Omit<UpHeader, "settings" | "secret" | "replaces"> & Partial<Pick<UpHeader, "replaces">>,
): string {
  const { replaces = [] } = header;
  const lines = [
    `-- revision: ${header.revision}`,
    `-- parents: ${header.parents.length === 0 ? "none" : header.parents.join(", ")}`,
  ];
  if (header.message !== "") lines.push(`-- message: ${header.message}`);
  if (header.created !== undefined) lines.push(`-- created: ${header.created}`);
  if (header.labels.length > 0) lines.push(`-- labels: ${header.labels.join(", ")}`);
  if (header.depends.length > 0) lines.push(`-- depends: ${header.depends.join(", ")}`);
  if (replaces.length > 0) lines.push(`-- replaces: ${replaces.join(", ")}`);
  return `${lines.join("\n")}\n`;
}

class Fields {
  readonly bodyStart: number;
  readonly #text: string;
  readonly #lineCount: number;
  readonly #faults: HeaderFault[] = [];
  readonly #entries = new Map<string, Entry>();
  /** Keys that unknown ones are near to: they are not missing as well. */
  readonly #meant = new Set<string>();

  constructor(text: string, keys: readonly string[], file: "up.sql" | "down.sql") {
    const { lines, bodyStart } = splitHeader(text);
    this.bodyStart = bodyStart;
    this.#text = text;
    this.#lineCount = lines.length;
    for (const [index, { key, value }] of lines.entries()) {
      const line = index + 1;
      const first = this.#entries.get(key);
      if (!keys.includes(key)) this.#unknown(key, line, keys, file);
      else if (first === undefined) this.#entries.set(key, { value, line });
      else {
        const message = `header key ${key} stands on line ${first.line} already`;
        this.#fault("repeated_header_key", line, message, "keep one of the two lines");
      }
    }
  }

  /** In the order of their lines. */
  faults(): readonly HeaderFault[] {
    return this.#faults.sort((a, b) => a.line - b.line);
  }

  take<Value>(key: string, parse: (value: string) => Value): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    try {
      return parse(entry.value);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.#fault("bad_header_value", entry.line, `header key ${key}: ${error.message}`, error.hint);
      return undefined;
    }
  }

  require(key: string, form: string): void {
    if (this.#entries.has(key) || this.#meant.has(key)) return;
    const end = this.#lineCount + 1;
    const line = lineLikeKey(this.#text, key, end);
    const gap = end === 1 ? "line 1 is no line of a header" : `this one ends before line ${end}`;
    const why = `line ${line} is not in it: a header begins on line 1 and has no gap, and ${gap}`;
    const hint = line === undefined || line === end ? `write ${form}` : why;
    this.#fault("missing_header_key", line ?? 1, `the header has no ${key}`, hint);
  }

  #unknown(key: string, line: number, keys: readonly string[], file: string): void {
    const other: readonly string[] = file === "up.sql" ? DOWN_KEYS : UP_KEYS;
    const [near] = nearest(key, keys, 1);
    if (near !== undefined) this.#meant.add(near);
    const comment = "if it is a comment, put a blank line between it and the header";
    const hint = other.includes(key)
      ? `${key} belongs in ${file === "up.sql" ? "down.sql" : "up.sql"}`
      : near === undefined
        ? `the keys of ${file} are ${keys.join(", ")}; ${comment}`
        : `did you mean ${near}? ${comment}`;
    this.#fault("unknown_header_key", line, `unknown header key ${key}`, hint);
  }

  #fault(code: string, line: number, message: string, hint: string): void {
    this.#faults.push({ code, message, hint, line });
  }
}

function takeSettings(fields: Fields): ScriptSettings {
  return {
    transaction: fields.take("transaction", parseSwitch) ?? true,
    lockTimeout: fields.take("lock-timeout", parseTimeout),
    statementTimeout: fields.take("statement-timeout", parseTimeout),
  };
}
