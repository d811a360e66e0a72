import { fileURLToPath } from "node:url";
import { DatabaseError } from "../errors.ts";
import type { Direction } from "../events.ts";
import { sqlFile } from "../resources.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import { readRevisions } from "../revision/read.ts";
import { type Row, ServerError } from "./answers.ts";
import type { Database } from "./server.ts";
import { statement } from "./statement.ts";

/** A row of the ledger: a revision that is applied here. */
export interface AppliedRevision {
  readonly id: string;
  readonly parents: readonly string[];
  readonly depends: readonly string[];
  readonly labels: readonly string[];
  readonly message: string;
  /** RFC 3339. */
  readonly created: string | undefined;
  readonly upChecksum: string;
  readonly downChecksum: string;
  readonly verifyChecksum: string | undefined;
  readonly upRaw: string;
  readonly downRaw: string;
  readonly verifyRaw: string | undefined;
  readonly appliedBy: string;
  /** RFC 3339, the server's clock. */
  readonly appliedAt: string;
  /** Milliseconds; undefined for a stamped revision. */
  readonly duration: number | undefined;
  readonly stamped: boolean;
}

/** A revision some of whose statements are done, and which is not recorded: its script runs outside a transaction. */
export interface InterruptedRevision {
  readonly revision: string;
  readonly direction: Direction;
  /** Where it goes on, of so many; from 1. */
  readonly statement: number;
  readonly total: number;
  /** RFC 3339. */
  readonly since: string;
}

export interface LedgerState {
  /** False before the first write: reading makes nothing. */
  readonly exists: boolean;
  /** The ledger's own revisions that this database has. */
  readonly version: readonly string[];
  /** In the order in which they were applied. */
  readonly applied: readonly AppliedRevision[];
  /** The one that was begun first comes first. */
  readonly interrupted: readonly InterruptedRevision[];
}

const NOTHING: LedgerState = { exists: false, version: [], applied: [], interrupted: [] };
/** Of the ledger's schema. */
export const LEDGER_TABLES = ["revision", "edge", "event", "step", "lease", "ledger_revision"];

/** One round trip; none when there is no ledger. Needs USAGE on the schema and SELECT on its tables. */
export async function readLedger(
  { session, server, schema }: Database,
  known: readonly string[],
): Promise<LedgerState> {
  if (server.ledgerTables.length === 0) return NOTHING;
  const missing = LEDGER_TABLES.filter((name) => !server.ledgerTables.some((table) => table.name === name));
  if (missing.length > 0) throw notALedger(schema, `it has no table ${missing.join(", ")}`);
  // What stands behind a view or a policy would run with our rights.
  const odd = server.ledgerTables.find(({ plain }) => !plain);
  if (odd !== undefined) {
    throw notALedger(schema, `${odd.name} is not a plain table without triggers, rules and row security`);
  }
  const [version, applied, interrupted] = await session.pipeline([
    statement("catalogue/ledger_version.sql", { schema }),
    statement("catalogue/applied.sql", { schema }),
    statement("catalogue/interrupted.sql", { schema }),
  ]);
  if (version === undefined || applied === undefined || interrupted === undefined) {
    throw new TypeError("every message has an outcome");
  }
  for (const outcome of [version, applied, interrupted]) {
    if (!outcome.ok) throw outcome.error instanceof ServerError ? unreadable(schema, outcome.error) : outcome.error;
  }
  const ids = version.ok ? version.rows.map((row) => String(row["id"])) : [];
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new DatabaseError("ledger_newer", `the ledger in schema ${schema} was made by a newer migraph (${unknown})`, {
      hint: "use that version here too: an older one cannot keep its promises",
    });
  }
  return {
    exists: true,
    version: ids,
    applied: applied.ok ? applied.rows.map(appliedRevision) : [],
    interrupted: interrupted.ok ? interrupted.rows.map(interruptedRevision) : [],
  };
}

/** The texts that the ledger kept of an applied revision; null for those that it has not. */
export interface KeptTexts {
  readonly up: string | null;
  readonly down: string | null;
  readonly verify: string | null;
}

/** By revision. One round trip; none for no revisions. */
export async function readTexts(
  { session, schema }: Database,
  revisions: readonly string[],
): Promise<ReadonlyMap<string, KeptTexts>> {
  if (revisions.length === 0) return new Map();
  const rows = await session.send(statement("catalogue/texts.sql", { schema, revisions }));
  const text = (row: Row, name: string) => (row[name] ?? null) as string | null;
  return new Map(
    rows.map((row) => {
      const texts = { up: text(row, "up_sql"), down: text(row, "down_sql"), verify: text(row, "verify_sql") };
      return [String(row["id"]), texts];
    }),
  );
}

/** Refuses to write to a server or ledger that is not what it must be. Looks only at what is known already. */
export function assertWritable({ server, schema }: Database): void {
  const { database, role } = server;
  if (server.inRecovery) {
    throw new DatabaseError("standby", `the server of database ${database} is a standby, which takes no changes`, {
      hint: "connect to the primary; target_session_attrs=primary finds it among several hosts",
    });
  }
  if (server.readOnly) {
    throw new DatabaseError("read_only", `database ${database} is read-only for role ${role}`, {
      hint: "somebody has set default_transaction_read_only; reset it, or connect as another role",
    });
  }
  for (const { owned, name, owner } of server.ledgerTables) {
    if (owned) continue;
    throw new DatabaseError("ledger_owner", `the ledger's table ${schema}.${name} belongs to role ${owner}`, {
      hint: `connect as ${owner}, or grant it to ${role}: a ledger that others can rewrite is no record`,
    });
  }
}

/** The ledger's schema as revisions of our own: the first user of the tool is the tool. */
export function ledgerRevisions(): readonly RevisionFolder[] {
  return readRevisions([fileURLToPath(sqlFile("ledger"))], "scripts");
}

function appliedRevision(row: Row): AppliedRevision {
  return {
    id: String(row["id"]),
    parents: row["parents"] as readonly string[],
    depends: row["depends"] as readonly string[],
    labels: row["labels"] as readonly string[],
    message: String(row["message"]),
    created: (row["created"] as string | null) ?? undefined,
    upChecksum: String(row["up_checksum"]),
    downChecksum: String(row["down_checksum"]),
    verifyChecksum: (row["verify_checksum"] as string | null) ?? undefined,
    upRaw: String(row["up_raw"]),
    downRaw: String(row["down_raw"]),
    verifyRaw: (row["verify_raw"] as string | null) ?? undefined,
    appliedBy: String(row["applied_by"]),
    appliedAt: String(row["applied_at"]),
    duration: (row["duration_ms"] as number | null) ?? undefined,
    stamped: row["stamped"] === true,
  };
}

function interruptedRevision(row: Row): InterruptedRevision {
  return {
    revision: String(row["revision"]),
    direction: row["direction"] === "down" ? "down" : "up",
    statement: Number(row["statement"]),
    total: Number(row["total"]),
    since: String(row["since"]),
  };
}

function notALedger(schema: string, why: string): DatabaseError {
  return new DatabaseError("not_a_ledger", `schema ${schema} holds tables named as the ledger's, but ${why}`, {
    hint: 'give migraph a schema of its own with "schema" in the config file',
  });
}

function unreadable(schema: string, error: ServerError): DatabaseError {
  return new DatabaseError("ledger_unreadable", `the ledger in schema ${schema} cannot be read: ${error.message}`, {
    hint: "the role needs USAGE on the schema and SELECT on its tables",
    data: { sqlstate: error.sqlState },
    cause: error,
  });
}
