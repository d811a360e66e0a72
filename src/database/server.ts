import { DatabaseError } from "../errors.ts";
import type { Row } from "./answers.ts";
import type { Lock } from "./lock.ts";
import { reach } from "./reach.ts";
import { mayPass } from "./refusal.ts";
import type { Session } from "./session.ts";
import { type ConnectionSettings, describeSettings } from "./settings.ts";
import { statement } from "./statement.ts";

/** What the first question to a server brings back. */
export interface ServerFacts {
  /** As people say it: `15.18`. */
  readonly version: string;
  readonly versionNumber: number;
  readonly database: string;
  readonly encoding: string;
  readonly role: string;
  readonly pid: number;
  /** A pooler stands in between: nothing that is of the session alone lasts from one transaction to the next. */
  readonly pooled: boolean;
  readonly schemaExists: boolean;
  readonly inRecovery: boolean;
  /** What the role or the database begins transactions with, unless told otherwise. */
  readonly readOnly: boolean;
  readonly ledgerTables: readonly LedgerTable[];
}

interface LedgerTable {
  readonly name: string;
  /** A table without triggers, rules or row security. */
  readonly plain: boolean;
  readonly owner: string;
  /** Nobody but us, and those whom we cannot be safe from anyway, can give it a trigger. */
  readonly owned: boolean;
}

export interface Database {
  readonly session: Session;
  readonly server: ServerFacts;
  /** The ledger's schema. */
  readonly schema: string;
  /** With all the hosts that might answer. */
  readonly settings: ConnectionSettings;
  /** Ours, while we hold it. */
  readonly lock?: Lock;
}

const OLDEST = 140_000;

/**
 * Connects to the first host that will do, and learns in the same round trip who and where we are, and whether there is
 * a ledger. Another host is tried after one that does not answer or is not what is wanted, not after one that refuses us.
 */
export async function openDatabase(settings: ConnectionSettings, schema: string): Promise<Database> {
  const refusals: DatabaseError[] = [];
  for (const host of settings.hosts) {
    try {
      return await openHost({ ...settings, hosts: [host] }, settings, schema);
    } catch (error) {
      if (!(error instanceof DatabaseError) || !mayBeElsewhere(error)) throw error;
      refusals.push(error);
    }
  }
  const [only, second] = refusals;
  if (only === undefined) throw new TypeError("settings name a host");
  if (second === undefined) throw only;
  throw new DatabaseError("unreachable", `none of the hosts will do: ${refusals.map(firstWords).join("; ")}`, {
    hint: only.hint,
    data: { hosts: refusals.map(({ code, message }) => ({ code, message })), transient: refusals.some(mayPass) },
  });
}

/** Asks again: another migraph may have made the ledger since. */
export async function refreshDatabase({ session, server, schema, settings }: Database): Promise<Database> {
  const [row = {}] = await session.send(question(schema));
  const pooled = server.pooled || server.pid !== Number(row["pid"]);
  // What transactions begin with is ours by now.
  return { session, server: { ...serverFacts(row, pooled), readOnly: server.readOnly }, schema, settings };
}

async function openHost(host: ConnectionSettings, settings: ConnectionSettings, schema: string): Promise<Database> {
  const { session, rows } = await reach(host, question(schema));
  const [row = {}] = rows;
  const server = serverFacts(row, session.announcedPid !== Number(row["pid"]));
  const refusal = unfit(host, server);
  if (refusal === undefined) return { session, server, schema, settings };
  await session.close();
  throw refusal;
}

function unfit(settings: ConnectionSettings, server: ServerFacts): DatabaseError | undefined {
  if (server.versionNumber < OLDEST) {
    return new DatabaseError("unsupported_version", `the server is PostgreSQL ${server.version}`, {
      hint: "migraph needs PostgreSQL 14 or newer",
    });
  }
  const { wanted } = settings;
  if (wanted === "any" || !(server.inRecovery || (wanted === "read-write" && server.readOnly))) return undefined;
  const what = server.inRecovery ? "a standby" : "read-only";
  return new DatabaseError("not_wanted", `${describeSettings(settings)} is ${what}`, {
    hint: `target_session_attrs=${wanted} asks for another: name the primary among the hosts`,
    // Of several hosts one may be promoted in a moment.
    data: { transient: server.inRecovery },
  });
}

function mayBeElsewhere(error: DatabaseError): boolean {
  return error.code === "unreachable" || error.code === "not_wanted" || mayPass(error);
}

function firstWords({ message }: DatabaseError): string {
  return message.replace(/^no server can be reached at /, "");
}

function question(schema: string): string {
  return statement("catalogue/server.sql", { schema });
}

function serverFacts(row: Row, pooled: boolean): ServerFacts {
  return {
    version: String(row["server_version"]).split(" ")[0] ?? "",
    versionNumber: Number(row["server_version_number"]),
    database: String(row["database"]),
    encoding: String(row["encoding"]),
    role: String(row["role"]),
    pid: Number(row["pid"]),
    pooled,
    schemaExists: row["schema_exists"] === true,
    inRecovery: row["in_recovery"] === true,
    readOnly: row["read_only"] === true,
    ledgerTables: (row["ledger_tables"] ?? []) as readonly LedgerTable[],
  };
}
