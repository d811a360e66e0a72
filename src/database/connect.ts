import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import type postgres from "postgres";
import { UsageError } from "../errors.ts";
import type { ConnectionSettings } from "./url.ts";

export type Driver = postgres.Sql;

export interface ConnectHooks {
  readonly onNotice: (notice: Readonly<Record<string, string | undefined>>) => void;
  readonly onClose: () => void;
}

/**
 * A driver instance that is one connection, and stays one: no pool, no life time after which it silently reconnects and
 * loses its locks, no queries of its own. It connects at the first query. The only place that knows the driver.
 */
export async function connect(settings: ConnectionSettings, hooks: ConnectHooks): Promise<Driver> {
  const { default: open } = await import("postgres");
  const [first] = settings.hosts;
  const socket = settings.hosts.length === 1 && first?.host.startsWith("/") ? first : undefined;
  const options: postgres.Options<Record<string, never>> = {
    ...(socket === undefined
      ? (severalHosts(settings) as { host: string; port: number })
      : { path: `${socket.host}/.s.PGSQL.${socket.port}` }),
    user: settings.user,
    // Undefined would make the driver look at PGPASSWORD by itself.
    password: settings.password ?? "",
    database: settings.database,
    ssl: socket === undefined ? tlsOptions(settings) : false,
    max: 1,
    fetch_types: false,
    prepare: false,
    idle_timeout: 0,
    // The type has no null, which is what switches it off; undefined means 30 to 60 minutes.
    max_lifetime: null as unknown as number,
    connect_timeout: settings.connectTimeout / 1000,
    connection: {
      application_name: settings.applicationName,
      ...(settings.options === undefined ? {} : { options: settings.options }),
    },
    onnotice: (notice) => hooks.onNotice(notice as unknown as Record<string, string>),
    onclose: hooks.onClose,
  };
  if (settings.targetSessionAttributes !== undefined) {
    options.target_session_attrs = targetSessionAttributes(settings.targetSessionAttributes);
  }
  return open(options);
}

/** The driver takes lists, though the type of its options object says otherwise. */
function severalHosts(settings: ConnectionSettings): unknown {
  return { host: settings.hosts.map(({ host }) => host), port: settings.hosts.map(({ port }) => port) };
}

function tlsOptions(settings: ConnectionSettings): false | "prefer" | ConnectionOptions {
  const { sslMode } = settings;
  if (sslMode === "disable") return false;
  if (sslMode === "allow" || sslMode === "prefer") return "prefer";
  const files = {
    ...(settings.sslRootCert === undefined || settings.sslRootCert === "system"
      ? {}
      : { ca: readFile(settings.sslRootCert) }),
    ...(settings.sslCert === undefined ? {} : { cert: readFile(settings.sslCert) }),
    ...(settings.sslKey === undefined ? {} : { key: readFile(settings.sslKey) }),
  };
  // As libpq: `require` with a root certificate is verify-ca.
  if (sslMode === "require" && settings.sslRootCert === undefined) return { ...files, rejectUnauthorized: false };
  if (sslMode !== "verify-full") return { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { ...files, rejectUnauthorized: true };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`the certificate file ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      code: "bad_url",
      hint: "check sslrootcert, sslcert and sslkey",
    });
  }
}

type DriverAttributes = NonNullable<postgres.Options<Record<string, never>>["target_session_attrs"]>;

/** The driver's `read-write` accepts a standby; `primary` means what is meant. */
function targetSessionAttributes(text: string): DriverAttributes {
  if (text === "any" || text === "read-write" || text === "primary") return "primary";
  throw new UsageError(`target_session_attrs=${text} names no server that can be migrated`, {
    code: "bad_url",
    hint: "use primary or read-write",
  });
}
