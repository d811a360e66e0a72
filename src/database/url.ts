import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { parseHosts } from "./hosts.ts";
import { type ConnectionSettings, TLS_MODES, type TlsMode, type TlsSettings } from "./settings.ts";
import { badUrl, noServices, type Parameter, type Parts, splitUrl } from "./url-parts.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

type Lookup = (name: Parameter) => string | undefined;

/** The environment variable that stands in for each part that a URL leaves out. */
const VARIABLES: Readonly<Record<Parameter, string | undefined>> = {
  host: "PGHOST",
  hostaddr: "PGHOSTADDR",
  port: "PGPORT",
  user: "PGUSER",
  password: "PGPASSWORD",
  passfile: "PGPASSFILE",
  dbname: "PGDATABASE",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  sslpassword: undefined,
  application_name: "PGAPPNAME",
  options: "PGOPTIONS",
  target_session_attrs: "PGTARGETSESSIONATTRS",
  connect_timeout: "PGCONNECT_TIMEOUT",
};

/** The PG* variables that name a database; one of them is enough to go without a URL. */
export function environmentNamesDatabase(environment: Environment): boolean {
  return ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGPORT", "PGSERVICE"].some((name) => environment[name]);
}

/**
 * A URL (or none: then the environment alone) as settings. Parts that the URL leaves out come from the PG* variables,
 * and then from libpq's defaults. No error tells any part of the password.
 */
export function parseDatabaseUrl(url: string | undefined, environment: Environment): ConnectionSettings {
  const given = url === undefined ? {} : splitUrl(url);
  const value = (name: Parameter): string | undefined =>
    given[name] ?? (environment[VARIABLES[name] ?? ""] || undefined);
  refuseService(given, environment);
  const user = value("user") ?? accountName(environment);
  const options = value("options");
  return {
    hosts: parseHosts(...hostParts(given, value), value("port")),
    user,
    password: value("password"),
    passwordFile: value("passfile") ?? personalFile(environment, ".pgpass", "pgpass.conf"),
    database: value("dbname") ?? user,
    tls: parseTls(value, environment),
    parameters: {
      application_name: value("application_name") ?? "migraph",
      ...(options === undefined ? {} : { options }),
    },
    wanted: parseWanted(value("target_session_attrs") ?? "any"),
    connectTimeout: parseConnectTimeout(value("connect_timeout")),
  };
}

/** A host that the URL names is not one whose address the environment knows. */
function hostParts(given: Parts, value: Lookup): [host: string | undefined, address: string | undefined] {
  const { host, hostaddr } = given;
  if (host !== undefined || hostaddr !== undefined) return [host, hostaddr];
  return [value("host"), value("hostaddr")];
}

/** With a service, libpq would take from its file what the URL does not say. */
function refuseService(given: Parts, { PGSERVICE: service }: Environment): void {
  const isNamed = (given.host ?? given.hostaddr) !== undefined && given.dbname !== undefined;
  if (service && !isNamed) throw noServices(`PGSERVICE is ${service}`);
}

function parseTls(value: Lookup, environment: Environment): TlsSettings {
  const own = (name: string) => {
    const path = personalFile(environment, join(".postgresql", name), name);
    return path !== undefined && existsSync(path) ? path : undefined;
  };
  const mode = tlsMode(value("sslmode"), value("sslrootcert"));
  const cert = value("sslcert") ?? own("postgresql.crt");
  return {
    mode,
    rootCert: value("sslrootcert") ?? own("root.crt"),
    cert,
    key: value("sslkey") ?? (cert === undefined ? undefined : own("postgresql.key")),
    keyPassword: value("sslpassword"),
  };
}

/** Where libpq looks for a person's own files; undefined where the environment knows of no such person. */
function personalFile(environment: Environment, name: string, windowsName: string): string | undefined {
  const { HOME: home, APPDATA: applications } = environment;
  if (process.platform === "win32") return applications && join(applications, "postgresql", windowsName);
  return home && join(home, name);
}

/** As libpq: the authorities of the system vouch for names only, and so for nothing less than the name. */
function tlsMode(text: string | undefined, rootCert: string | undefined): TlsMode {
  if (text === undefined) return rootCert === "system" ? "verify-full" : "prefer";
  const mode = TLS_MODES.find((known) => known === text);
  if (mode === undefined) throw badUrl(`unknown sslmode ${JSON.stringify(text)}`, `use one of ${TLS_MODES.join(", ")}`);
  if (rootCert === "system" && mode !== "verify-full") {
    throw badUrl(`sslmode ${mode} is too weak for sslrootcert=system`, "use sslmode=verify-full");
  }
  return mode;
}

const STANDBYS = new Set(["read-only", "standby", "prefer-standby"]);

function parseWanted(text: string): ConnectionSettings["wanted"] {
  if (text === "any" || text === "read-write" || text === "primary") return text;
  const what = STANDBYS.has(text) ? "asks for a server that cannot be migrated" : "is not known";
  throw badUrl(`target_session_attrs=${text} ${what}`, "use primary, read-write or any");
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
