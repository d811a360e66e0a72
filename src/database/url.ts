import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { UsageError } from "../errors.ts";
import { nearest } from "../near.ts";

/** Where a server is and how to get in, as libpq understands it. */
export interface ConnectionSettings {
  readonly hosts: readonly HostAddress[];
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly sslMode: SslMode;
  readonly sslRootCert: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  readonly applicationName: string;
  /** The `options` startup parameter, such as `-c search_path=app`. */
  readonly options: string | undefined;
  readonly targetSessionAttributes: string | undefined;
  /** Milliseconds. */
  readonly connectTimeout: number;
}

/** A host name, an IP address, or an absolute path: the directory of a unix socket. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof SSL_MODES)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** URL parameters that are read, with the environment variable that stands in for each. */
const PARAMETERS = {
  host: "PGHOST",
  port: "PGPORT",
  user: "PGUSER",
  password: "PGPASSWORD",
  dbname: "PGDATABASE",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  application_name: "PGAPPNAME",
  options: "PGOPTIONS",
  target_session_attrs: "PGTARGETSESSIONATTRS",
  connect_timeout: "PGCONNECT_TIMEOUT",
} as const;
type Parameter = keyof typeof PARAMETERS;

/** Parameters for other clients that share the URL: they change nothing here, so they stop nothing. */
const IGNORED = new Set(
  (
    "channel_binding gssencmode gssdelegation krbsrvname sslcompression sslnegotiation sslcrl sslsni keepalives " +
    "keepalives_idle keepalives_interval keepalives_count tcp_user_timeout client_encoding fallback_application_name " +
    "schema connection_limit pool_timeout socket_timeout pgbouncer statement_cache_size prepared_statements sslaccept " +
    "sslidentity sslpassword pool_max pool_size max_overflow prepare_threshold prepared_statement_cache_size " +
    "async_fallback command_timeout server_settings load_balance_hosts require_auth uselibpqcompat"
  ).split(" "),
);

const FORM = "write postgresql://user:password@host:5432/database, with % codes for special characters in each part";

/** The PG* variables that name a database; one of them is enough to go without a URL. */
export function environmentNamesDatabase(environment: Environment): boolean {
  return ["PGHOST", "PGDATABASE", "PGUSER", "PGPORT"].some((name) => environment[name]);
}

/**
 * A URL (or none: then the environment alone) as settings. Parts that the URL leaves out come from the PG* variables,
 * and then from libpq's defaults. No error tells any part of the password.
 */
export function parseDatabaseUrl(url: string | undefined, environment: Environment): ConnectionSettings {
  const given = url === undefined ? {} : splitUrl(url);
  const value = (name: Parameter): string | undefined => given[name] ?? (environment[PARAMETERS[name]] || undefined);
  const user = value("user") ?? userInfo().username;
  return {
    hosts: parseHosts(value("host"), value("port")),
    user,
    password: value("password"),
    database: value("dbname") ?? user,
    sslMode: parseSslMode(value("sslmode") ?? "prefer"),
    sslRootCert: value("sslrootcert"),
    sslCert: value("sslcert"),
    sslKey: value("sslkey"),
    applicationName: value("application_name") ?? "migraph",
    options: value("options"),
    targetSessionAttributes: value("target_session_attrs"),
    connectTimeout: parseConnectTimeout(value("connect_timeout")),
  };
}

/** The settings in one line for people, without the password. */
export function describeSettings(settings: ConnectionSettings): string {
  const hosts = settings.hosts.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`);
  return `${settings.user}@${hosts.join(",")}/${settings.database}`;
}

function splitUrl(url: string): Partial<Record<Parameter, string>> {
  const match = /^([a-z][a-z0-9]*)(\+[a-z0-9_]+)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?(?:#.*)?$/i.exec(
    url.trim(),
  );
  const scheme = match?.[1]?.toLowerCase();
  if (match === null || (scheme !== "postgres" && scheme !== "postgresql")) {
    const what = /^[a-z][a-z0-9+]*:/i.exec(url)?.[0];
    throw badUrl(
      `the database URL ${what === undefined ? "has no scheme" : `begins with ${what}`}`,
      `${FORM}, or embedded:PATH`,
    );
  }
  const [, , , authority = "", path = "", query = ""] = match;
  const parts: Partial<Record<Parameter, string>> = {};
  const set = (name: Parameter, text: string) => {
    if (text !== "") parts[name] = decode(text, name);
  };
  // The last @: a password with an unencoded one is common, a host with one is impossible.
  const at = authority.lastIndexOf("@");
  if (at !== -1) {
    const [user = "", ...password] = authority.slice(0, at).split(":");
    set("user", user);
    set("password", password.join(":"));
  }
  const hosts = authority.slice(at + 1);
  if (hosts !== "") {
    const addresses = hosts.split(",").map(splitHost);
    set("host", addresses.map(({ host }) => host).join(","));
    if (addresses.some(({ port }) => port !== "")) set("port", addresses.map(({ port }) => port).join(","));
  }
  set("dbname", path);
  for (const [name, text] of new URLSearchParams(query)) setParameter(parts, name, text);
  return parts;
}

function setParameter(parts: Partial<Record<Parameter, string>>, name: string, text: string): void {
  const known = name === "database" ? "dbname" : name === "ssl" ? "sslmode" : name;
  if (known in PARAMETERS) {
    const value = name === "ssl" ? (SSL_SWITCH[text] ?? text) : text;
    if (value !== "") parts[known as Parameter] = value;
  } else if (!IGNORED.has(name)) {
    const [near] = nearest(name, Object.keys(PARAMETERS));
    throw badUrl(
      `the database URL has an unknown parameter ${JSON.stringify(name)}`,
      near === undefined ? `the known ones are ${Object.keys(PARAMETERS).join(", ")}` : `did you mean ${near}?`,
    );
  }
}

/** `ssl=true` is how drivers of other languages say it. */
const SSL_SWITCH: Readonly<Record<string, SslMode>> = {
  true: "require",
  "1": "require",
  false: "disable",
  "0": "disable",
};

function splitHost(text: string): { host: string; port: string } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(text);
  if (match === null) throw badUrl("the host in the database URL cannot be read", FORM);
  return { host: (match[1] ?? "").replace(/^\[|\]$/g, ""), port: match[2] ?? "" };
}

function parseHosts(host: string | undefined, port: string | undefined): HostAddress[] {
  const hosts = host === undefined ? [defaultHost(port ?? "5432")] : host.split(",");
  const ports = (port ?? "").split(",").map((text) => parsePort(text));
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw badUrl(`there are ${hosts.length} hosts and ${ports.length} ports`, "give one port for all, or one for each");
  }
  return hosts.map((name, index) => ({ host: name || "localhost", port: ports[index] ?? ports[0] ?? 5432 }));
}

function parsePort(text: string): number {
  if (text === "") return 5432;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw badUrl(`${JSON.stringify(text)} is not a port`, "a port is a number from 1 to 65535");
}

/** As libpq: the unix socket where distributions put it, if one is there; else TCP. */
function defaultHost(port: string): string {
  return ["/var/run/postgresql", "/tmp"].find((path) => existsSync(`${path}/.s.PGSQL.${port}`)) ?? "localhost";
}

function parseSslMode(text: string): SslMode {
  const mode = SSL_MODES.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw badUrl(`unknown sslmode ${JSON.stringify(text)}`, `use one of ${SSL_MODES.join(", ")}`);
}

function parseConnectTimeout(text: string | undefined): number {
  if (text === undefined) return 10_000;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds === 0 ? 600_000 : seconds * 1000;
  throw badUrl(`connect_timeout ${JSON.stringify(text)} is not a number of seconds`, "write connect_timeout=10");
}

function decode(text: string, name: Parameter): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl(`the ${name} in the database URL has a % that no code follows`, "write %25 for a percent sign");
  }
}

function badUrl(message: string, hint: string): UsageError {
  return new UsageError(message, { code: "bad_url", hint });
}
