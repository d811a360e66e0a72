import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { type ConnectionSettings, type HostAddress, TLS_MODES, type TlsMode } from "./settings.ts";
import { badUrl, type Parameter, splitUrl } from "./url-parts.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment variable that stands in for each part that a URL leaves out. */
const VARIABLES: Readonly<Record<Parameter, string>> = {
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
};

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
  const value = (name: Parameter): string | undefined => given[name] ?? (environment[VARIABLES[name]] || undefined);
  const user = value("user") ?? accountName(environment);
  const options = value("options");
  return {
    hosts: parseHosts(value("host"), value("port")),
    user,
    password: value("password"),
    database: value("dbname") ?? user,
    tls: {
      mode: tlsMode(value("sslmode"), value("sslrootcert")),
      rootCert: value("sslrootcert"),
      cert: value("sslcert"),
      key: value("sslkey"),
    },
    parameters: {
      application_name: value("application_name") ?? "migraph",
      ...(options === undefined ? {} : { options }),
    },
    wanted: parseWanted(value("target_session_attrs") ?? "any"),
    connectTimeout: parseConnectTimeout(value("connect_timeout")),
  };
}

function parseHosts(host: string | undefined, port: string | undefined): HostAddress[] {
  const ports = (port ?? "").split(",").map(parsePort);
  const hosts = (host ?? "").split(",");
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw badUrl(`there are ${hosts.length} hosts and ${ports.length} ports`, "give one port for all, or one for each");
  }
  return hosts.map((name, index) => {
    const at = ports[index] ?? ports[0] ?? 5432;
    return { host: name || defaultHost(at), port: at };
  });
}

function parsePort(text: string): number {
  if (text === "") return 5432;
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65536) return port;
  throw badUrl(`${JSON.stringify(text)} is not a port`, "a port is a number from 1 to 65535");
}

/** As libpq: the unix socket where distributions put it, if one is there; else TCP. */
function defaultHost(port: number): string {
  return ["/var/run/postgresql", "/tmp"].find((path) => existsSync(`${path}/.s.PGSQL.${port}`)) ?? "localhost";
}

/** As libpq: the authorities of the system vouch for names only, and so for nothing less than the name. */
function tlsMode(text: string | undefined, rootCert: string | undefined): TlsMode {
  if (text === undefined) return rootCert === "system" ? "verify-full" : "prefer";
  const mode = TLS_MODES.find((known) => known === text);
  if (mode === undefined) throw badUrl(`unknown sslmode ${JSON.stringify(text)}`, `use one of ${TLS_MODES.join(", ")}`);
  if (rootCert === "system" && mode !== "verify-full") {
    throw badUrl(`sslmode ${mode} is too weak for sslrootcert=system`, "use sslmode=verify-full");
  }
  return mode === "require" && rootCert !== undefined ? "verify-ca" : mode;
}

function parseWanted(text: string): ConnectionSettings["wanted"] {
  if (text === "any" || text === "read-write" || text === "primary") return text;
  throw badUrl(
    `target_session_attrs=${JSON.stringify(text)} names no server that can be migrated`,
    "use primary or read-write",
  );
}

function parseConnectTimeout(text: string | undefined): number {
  if (text === undefined) return 10_000;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds <= 86_400) return seconds <= 0 ? 600_000 : seconds * 1000;
  throw badUrl(`connect_timeout ${JSON.stringify(text)} is not a number of seconds`, "write connect_timeout=10");
}

/** The operating system's name for us; in containers there may be none. */
function accountName(environment: Environment): string {
  try {
    return userInfo().username;
  } catch {
    const name = environment["USER"] ?? environment["LOGNAME"];
    if (name) return name;
    throw badUrl("no user is named, and this process has none by name", "put the user into the URL, or set PGUSER");
  }
}
