import type { Duplex } from "node:stream";
import type postgres from "postgres";
import { DatabaseError, UsageError } from "../errors.ts";
import { CopyGate } from "./copy.ts";
import { hungUp } from "./fault.ts";
import { guardGreeting } from "./greeting.ts";
import type { ConnectionSettings, HostAddress, PasswordSource, TlsSettings } from "./settings.ts";
import { openSocket } from "./socket.ts";

export type Driver = postgres.Sql;

/** What of a `postgres()` instance is looked at: where it connects to, and how. */
export interface DriverInstance {
  readonly options: object;
}

export interface ConnectHooks {
  readonly onNotice: (notice: Readonly<Record<string, string | undefined>>) => void;
  readonly onClose: () => void;
}

export interface Connection {
  readonly driver: Driver;
  /** What is sent in this turn of the event loop goes out in one piece, for which the server wakes up once. */
  gather(): void;
  /** Data for a COPY … FROM stdin that the next query is; every query before it must have been answered. */
  offer(data: string): void;
  /** The error with which the server hung up, if it had time for one. */
  farewell(): Error | undefined;
  /** Destroys the socket, whatever it is doing. */
  cut(): void;
}

/**
 * A driver instance that is one connection, and stays one: no pool, no second dialling after which our locks would be
 * gone, no queries of its own. It connects at the first query. The only place that knows the driver.
 */
export async function connect(
  settings: ConnectionSettings,
  host: HostAddress,
  hooks: ConnectHooks,
): Promise<Connection> {
  const { default: open } = await import("postgres");
  const password = await passwordOf(settings, host);
  const cutting = new AbortController();
  let socket: Duplex | undefined;
  let dialled = false;
  let heard: Buffer | undefined;
  let gate: CopyGate | undefined;
  const options: postgres.Options<Record<string, never>> & {
    socket: () => Promise<Duplex>;
    sslnegotiation: null;
    max_pipeline: number;
  } = {
    // Left out or empty, each of these would be looked for among the variables of the process's environment.
    host: host.host,
    port: host.port,
    user: settings.user,
    password: () => password,
    database: settings.database,
    ssl: false,
    sslnegotiation: null,
    max: 1,
    // How many messages are under way is for us to say.
    max_pipeline: Number.MAX_SAFE_INTEGER,
    fetch_types: false,
    prepare: false,
    debug: false,
    idle_timeout: 0,
    // The type has no null, which is what switches it off; undefined means 30 to 60 minutes.
    max_lifetime: null as unknown as number,
    connect_timeout: 0,
    connection: settings.parameters,
    onnotice: (notice) => hooks.onNotice(notice as unknown as Record<string, string>),
    onclose: hooks.onClose,
    socket: async () => {
      // The driver dials again when a connection ends before it was greeted, as often as it takes.
      if (dialled) throw hungUp();
      dialled = true;
      socket = await openSocket(settings, host, cutting.signal);
      guardGreeting(socket);
      socket.on("data", (bytes: Buffer) => {
        heard = bytes;
      });
      gate = new CopyGate(socket);
      return socket;
    },
  };
  return {
    driver: withoutVariable("PGTARGETSESSIONATTRS", () => open(options)),
    gather: () => {
      const gathering = socket;
      if (gathering === undefined || gathering.writableCorked > 0) return;
      gathering.cork();
      // The driver hands messages over in a microtask, and keeps what is small until the next turn: this comes behind both.
      const after = () => setImmediate(() => gathering.uncork());
      queueMicrotask(() => queueMicrotask(() => queueMicrotask(after)));
    },
    offer: (data) => gate?.offer(data),
    farewell: () => farewellIn(heard),
    cut: () => {
      cutting.abort();
      socket?.destroy();
    },
  };
}

/** The settings of the caller's own instance, for a connection of ours beside it. */
export function instanceSettings({ options }: DriverInstance): ConnectionSettings {
  const parsed = options as Partial<ParsedOptions>;
  const { host, port, user, database } = parsed;
  if (!Array.isArray(host) || !Array.isArray(port) || typeof user !== "string" || typeof database !== "string") {
    throw new UsageError("`sql` is not an instance of the postgres package", {
      hint: 'give what postgres("postgresql://…") returns, or `url` instead',
    });
  }
  const { path, socket } = parsed;
  const wanted = parsed.target_session_attrs;
  return {
    hosts: path ? [socketAddress(path)] : host.map((name, index) => ({ host: name, port: port[index] ?? 5432 })),
    user,
    password: parsed.pass ?? undefined,
    database,
    tls: instanceTls(parsed.ssl),
    parameters: ownParameters(parsed.connection ?? {}),
    wanted: wanted === "primary" || wanted === "read-write" ? wanted : "any",
    connectTimeout: (parsed.connect_timeout || 30) * 1000,
    dial: socket ? async () => socket(options) : undefined,
  };
}

/** What the driver makes of its options; its own type leaves half of it out. */
interface ParsedOptions {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false;
  readonly user: string;
  readonly pass: string | PasswordSource | null;
  readonly database: string;
  readonly ssl: unknown;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly connect_timeout: number;
  readonly target_session_attrs: string | undefined;
  readonly socket: ((options: object) => Duplex | Promise<Duplex>) | undefined;
}

/** `/run/postgresql/.s.PGSQL.5432` as directory and port; any other path has no directory, and no name we could make. */
function socketAddress(path: string): HostAddress {
  const [, directory, port] = /^(.*)\/\.s\.PGSQL\.(\d+)$/s.exec(path) ?? [];
  if (directory !== undefined) return { host: directory, port: Number(port) };
  throw new UsageError(`the socket ${path} of the \`sql\` instance is not named as PostgreSQL names its sockets`, {
    hint: "give `url` instead",
  });
}

/** As the driver takes them: its `require` and `allow` verify nothing, all else does, against what Node knows. */
function instanceTls(ssl: unknown): TlsSettings {
  if (!ssl) return { mode: "disable" };
  if (ssl === "prefer") return { mode: "prefer" };
  if (ssl === "require" || ssl === "allow") return { mode: "require" };
  return { mode: "verify-full", rootCert: "system", ...(typeof ssl === "object" ? { options: ssl } : {}) };
}

/** A name that the caller gave stays; the driver's own says nothing to somebody who waits for our lock. */
function ownParameters(parameters: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  const texts = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  return texts["application_name"] === "postgres.js" ? { ...texts, application_name: "migraph" } : texts;
}

async function passwordOf(settings: ConnectionSettings, host: HostAddress): Promise<string> {
  const { password, user, database, redactor } = settings;
  if (typeof password !== "function") return password ?? "";
  try {
    const answer = String((await password(host)) ?? "");
    redactor?.learn(answer, [user, database, host.host]);
    return answer;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DatabaseError("no_password", `the password cannot be had: ${why}`, {
      hint: "the function that was given as the password failed",
      cause: error,
    });
  }
}

/**
 * Why the server hung up. The driver keeps an error back until the server is ready for the next query, which it never is
 * after a fatal one, and tells only of a closed connection.
 */
function farewellIn(bytes: Buffer | undefined): Error | undefined {
  // Poolers have no V, which is S untranslated.
  const fields = /[VS](FATAL|PANIC)\0C([0-9A-Z]{5})\0M([^\0]*)\0/.exec(bytes?.toString() ?? "");
  if (fields === null) return undefined;
  const [, severity, code, message] = fields;
  return Object.assign(new Error(message), { name: "PostgresError", severity, code });
}

/** The driver reads this one even where nothing is to be read, and throws if it does not like it. */
function withoutVariable<Result>(name: string, work: () => Result): Result {
  const { [name]: value } = process.env;
  delete process.env[name];
  try {
    return work();
  } finally {
    if (value !== undefined) process.env[name] = value;
  }
}
