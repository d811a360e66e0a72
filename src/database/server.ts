import { DatabaseError } from "../errors.ts";
import { type Row, Session } from "./session.ts";
import { statement } from "./statement.ts";
import type { ConnectionSettings } from "./url.ts";

/** What the first question to a server brings back. */
export interface ServerFacts {
  /** As people say it: `15.18`. */
  readonly version: string;
  readonly versionNumber: number;
  readonly database: string;
  readonly role: string;
  readonly pid: number;
  readonly schemaExists: boolean;
  readonly inRecovery: boolean;
  readonly ledgerTables: readonly LedgerTable[];
}

export interface LedgerTable {
  readonly name: string;
  /** A table without triggers, rules or row security. */
  readonly plain: boolean;
  readonly owner: string;
  /** Our role is the owner, or a member of it. */
  readonly owned: boolean;
}

export interface Database {
  readonly session: Session;
  readonly server: ServerFacts;
  /** The ledger's schema. */
  readonly schema: string;
}

const OLDEST = 140_000;

/** Connects, and learns in the same round trip who and where we are, and whether there is a ledger. */
export async function openDatabase(settings: ConnectionSettings, schema: string): Promise<Database> {
  const { session, rows } = await Session.open(settings, question(schema));
  const server = serverFacts(rows);
  if (server.versionNumber >= OLDEST) return { session, server, schema };
  await session.close();
  throw new DatabaseError("unsupported_version", `the server is PostgreSQL ${server.version}`, {
    hint: "migraph needs PostgreSQL 14 or newer",
  });
}

/** Asks again: another migraph may have made the ledger since. */
export async function refreshDatabase({ session, schema }: Database): Promise<Database> {
  return { session, server: serverFacts(await session.send(question(schema))), schema };
}

function question(schema: string): string {
  return statement("catalogue/server.sql", { schema });
}

function serverFacts(rows: readonly Row[]): ServerFacts {
  const row = rows[0] ?? {};
  return {
    version: String(row["server_version"]).split(" ")[0] ?? "",
    versionNumber: Number(row["server_version_number"]),
    database: String(row["database"]),
    role: String(row["role"]),
    pid: Number(row["pid"]),
    schemaExists: row["schema_exists"] === true,
    inRecovery: row["in_recovery"] === true,
    ledgerTables: (row["ledger_tables"] ?? []) as readonly LedgerTable[],
  };
}
