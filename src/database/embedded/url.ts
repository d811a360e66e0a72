import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { UsageError } from "../../errors.ts";
import type { EmbeddedRequest } from "./join.ts";

const FORM = "write embedded:PATH, with ?major=16 or ?database=app behind it where they are wanted";
const PARAMETERS = ["major", "database"];
/** What PostgreSQL keeps of a name. */
const LONGEST_NAME = 63;

/**
 * `embedded:./pgdata?major=16&database=app`. A path is taken as on a command line, from `cwd`, with `%` as in URLs;
 * without one the server is temporary.
 */
export function parseEmbeddedUrl(url: string, cwd: string): EmbeddedRequest {
  const [, path = "", query = ""] = /^embedded:([^?]*)(?:\?(.*))?$/is.exec(url) ?? [];
  if (!/^embedded:/i.test(url)) throw badUrl("the URL does not begin with embedded:", FORM);
  if (/^\/\/[^/]/.test(path)) {
    const meant = path.slice(2);
    throw badUrl(
      "an embedded: URL has no host",
      `write embedded:${meant} for a folder here, embedded:/${meant} for one at the root`,
    );
  }
  const { major, database } = parseQuery(query);
  return {
    ...(path === "" ? {} : { path: resolve(cwd, expandHome(decode(path, "path"))) }),
    ...(major === undefined ? {} : { major: parseMajor(major) }),
    ...(database === undefined ? {} : { database: checkDatabase(database) }),
  };
}

function parseQuery(query: string): Readonly<Record<string, string | undefined>> {
  const values: Record<string, string> = {};
  for (const part of query.split("&").filter((text) => text !== "")) {
    const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    if (!PARAMETERS.includes(name)) {
      throw badUrl(
        `unknown parameter ${JSON.stringify(name)} in the embedded: URL`,
        `known are ${PARAMETERS.join(" and ")}; ${FORM}`,
      );
    }
    if (values[name] !== undefined) throw badUrl(`the embedded: URL gives ${name} twice`, "give it once");
    values[name] = decode(value, name);
  }
  return values;
}

function parseMajor(text: string): number {
  if (/^[1-9][0-9]$/.test(text)) return Number(text);
  throw badUrl(
    `${JSON.stringify(text)} is not a major version of PostgreSQL`,
    "write a whole number such as ?major=16, or leave it out for the newest that is found",
  );
}

function checkDatabase(name: string): string {
  if (name === "" || name.includes("\0"))
    throw badUrl("the database in the embedded: URL has no name", "write ?database=app");
  if (Buffer.byteLength(name) > LONGEST_NAME) {
    throw badUrl(`the database name in the embedded: URL is too long`, `names have at most ${LONGEST_NAME} bytes`);
  }
  return name;
}

/** Shells leave a tilde alone in the middle of a word, and nobody wants a folder of that name. */
function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

function decode(text: string, what: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw badUrl(`the ${what} in the embedded: URL has a % that no code follows`, "write %25 for a percent sign");
  }
  if (decoded.includes("\0")) throw badUrl(`the ${what} in the embedded: URL holds a NUL character`, FORM);
  return decoded;
}

function badUrl(message: string, hint: string): UsageError {
  return new UsageError(message, { code: "bad_url", hint });
}
