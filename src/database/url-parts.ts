import { UsageError } from "../errors.ts";
import { nearest } from "../near.ts";

const PARAMETERS = [
  "host",
  "hostaddr",
  "port",
  "user",
  "password",
  "passfile",
  "dbname",
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
  "sslpassword",
  "application_name",
  "options",
  "target_session_attrs",
  "connect_timeout",
] as const;
/** What a URL can say, named as libpq names it. */
export type Parameter = (typeof PARAMETERS)[number];
export type Parts = Partial<Record<Parameter, string>>;

/** Parameters for other clients that share the URL: they change nothing here, so they stop nothing. */
const IGNORED = new Set(
  (
    "channel_binding gssencmode gssdelegation krbsrvname sslcompression sslnegotiation sslcrl sslcrldir sslsni " +
    "sslcertmode ssl_min_protocol_version ssl_max_protocol_version keepalives keepalives_idle keepalives_interval " +
    "keepalives_count tcp_user_timeout client_encoding fallback_application_name schema connection_limit pool_timeout " +
    "socket_timeout pgbouncer statement_cache_size prepared_statements sslaccept sslidentity pool_max " +
    "pool_size max_overflow prepare_threshold prepared_statement_cache_size async_fallback command_timeout " +
    "server_settings load_balance_hosts require_auth uselibpqcompat"
  ).split(" "),
);

const FORM = "write postgresql://user:password@host:5432/database, with % codes for special characters in each part";

/**
 * Takes a URL apart without looking at what the parts say. Not with WHATWG's URL: it refuses several hosts and encoded
 * socket paths, reads + as a space, and puts the password into its errors.
 */
export function splitUrl(text: string): Parts {
  const url = text.trim();
  const match = /^([a-z][a-z0-9]*)(\+[a-z0-9_]+)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?(?:#.*)?$/is.exec(url);
  const scheme = match?.[1]?.toLowerCase();
  if (match === null || (scheme !== "postgres" && scheme !== "postgresql")) {
    const what = /^[a-z][a-z0-9+]*:(?=\/\/)/i.exec(url)?.[0];
    const message = `the database URL ${what === undefined ? "has no scheme" : `begins with ${what}//`}`;
    throw badUrl(message, `${FORM}, or embedded:PATH`);
  }
  const [, , , authority = "", path = "", query = ""] = match;
  // An @ behind the authority, or a fragment, is what an unencoded character in the password leads to.
  const rest = url.slice(url.indexOf("//") + 2 + authority.length);
  if (path.includes("@") || rest.includes("#") || (!authority.includes("@") && mayHoldPassword(query))) {
    throw badUrl("the database URL holds a #, a ?, a / or an @ where it means something else", FORM);
  }
  const parts: Parts = {};
  // The last @: a password with an unencoded one is common, a host with one is impossible.
  const at = authority.lastIndexOf("@");
  if (at !== -1) {
    const [user = "", ...password] = authority.slice(0, at).split(":");
    set(parts, "user", user);
    set(parts, "password", password.join(":"));
  }
  const hosts = authority.slice(at + 1);
  if (hosts !== "") {
    const addresses = hosts.split(",").map(splitHost);
    set(parts, "host", addresses.map(({ host }) => host).join(","));
    if (addresses.some(({ port }) => port !== "")) set(parts, "port", addresses.map(({ port }) => port).join(","));
  }
  set(parts, "dbname", path);
  for (const parameter of query.split("&").filter((part) => part !== "")) {
    const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(parameter) ?? [];
    setParameter(parts, name, value);
  }
  return parts;
}

export function badUrl(message: string, hint: string): UsageError {
  return new UsageError(message, { code: "bad_url", hint });
}

/** A service file says where to go, and we cannot read it: what it may mean is not to be guessed. */
export function noServices(what: string): UsageError {
  const hint = "name host and database in the URL instead: postgresql://user@host/database";
  return badUrl(`${what}, and migraph reads no service files`, hint);
}

/** `ssl=true` is how drivers of other languages say it. */
const SSL_SWITCH: Readonly<Record<string, string>> = {
  true: "require",
  "1": "require",
  false: "disable",
  "0": "disable",
};

function setParameter(parts: Parts, name: string, text: string): void {
  const known = name === "database" ? "dbname" : name === "ssl" ? "sslmode" : name;
  if (isParameter(known)) set(parts, known, name === "ssl" ? (SSL_SWITCH[text] ?? text) : text);
  else if (name === "service") throw noServices("the database URL names a service");
  else if (!IGNORED.has(name)) {
    const [near] = nearest(name, PARAMETERS);
    throw badUrl(
      `the database URL has an unknown parameter ${JSON.stringify(name)}`,
      near === undefined ? `the known ones are ${PARAMETERS.join(", ")}` : `did you mean ${near}?`,
    );
  }
}

function set(parts: Parts, name: Parameter, text: string): void {
  if (text === "") return;
  const value = decode(text, name);
  // The protocol ends every text with a NUL: what follows one would be read as another parameter.
  if (value.includes("\0")) throw badUrl(`the ${name} in the database URL holds a NUL character`, FORM);
  parts[name] = value;
}

function splitHost(text: string): { host: string; port: string } {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(text);
  if (match === null) throw badUrl("the host in the database URL cannot be read", FORM);
  return { host: (match[1] ?? "").replace(/^\[|\]$/g, ""), port: match[2] ?? "" };
}

/** Whether a query string may be the rest of a password that had a question mark in it. */
function mayHoldPassword(query: string): boolean {
  return query.split("&").some((part) => part.includes("@") && !isParameter(part.split("=", 1)[0] ?? ""));
}

function isParameter(name: string): name is Parameter {
  return (PARAMETERS as readonly string[]).includes(name);
}

function decode(text: string, name: Parameter): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl(`the ${name} in the database URL has a % that no code follows`, "write %25 for a percent sign");
  }
}
