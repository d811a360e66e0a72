import { DatabaseError } from "../errors.ts";

export type Row = Readonly<Record<string, unknown>>;

/** What came of one message. */
export type Outcome =
  /** The rows of the last statement that gave any, and the tag of the last statement. `sets`: of each that gave any. */
  | {
      readonly ok: true;
      readonly rows: readonly Row[];
      readonly tag: string;
      readonly sets?: readonly (readonly Row[])[];
    }
  | { readonly ok: false; readonly error: ServerError | ConnectionLost };

/** An error that the server sent in answer to a statement. The session is alive. */
export class ServerError extends DatabaseError {
  readonly #fields: ServerFields;
  readonly sqlState: string;
  readonly detail: string | undefined;
  readonly serverHint: string | undefined;
  /** The server's account of the functions that it was in. */
  readonly where: string | undefined;
  /** In the message that was sent, in code points from 1. */
  readonly position: number | undefined;
  /** The constraint that was violated, with schema and table. */
  readonly constraint: string | undefined;

  constructor(fields: ServerFields) {
    super("server_error", fields["message"] ?? "the server gave no message", {
      hint: "the server refused a statement of migraph's own: its log may tell more",
      data: { sqlstate: fields["code"] ?? null },
    });
    this.#fields = fields;
    this.sqlState = fields["code"] ?? "";
    this.detail = fields["detail"];
    this.serverHint = fields["hint"];
    this.where = fields["where"];
    this.position = fields["position"] === undefined ? undefined : Number(fields["position"]);
    const { constraint_name: name, schema_name: schema, table_name: table } = fields;
    this.constraint = name === undefined ? undefined : `${schema}.${table}.${name}`;
  }

  /** The same for a text of which the message was a part. `position`: in that text, in code points from 1. */
  at(position: number): ServerError {
    return new ServerError({ ...this.#fields, position: String(position) });
  }
}

/** The connection is gone; what was under way may or may not have taken effect. */
export class ConnectionLost extends DatabaseError {
  /** The server's own words, where it had time for them. */
  readonly farewell: ServerFields | undefined;

  constructor(cause: unknown) {
    const farewell = serverFields(cause);
    const words = farewell?.["message"];
    super("connection_lost", `the connection to the server was lost${words === undefined ? "" : `: ${words}`}`, {
      hint: "when the server is back, `migraph status` tells where the database stands",
      data: { sqlstate: farewell?.["code"] ?? null },
      cause,
    });
    this.farewell = farewell;
  }
}

export type ServerFields = Readonly<Record<string, string | undefined>>;

/** The fields of an error that the server sent; undefined for errors of other origins. */
export function serverFields(error: unknown): ServerFields | undefined {
  if (!(error instanceof Error) || error.name !== "PostgresError") return undefined;
  return { ...(error as unknown as Record<string, string>), message: error.message };
}

/** After an error of these the server ends the connection. */
export function isFatal(fields: ServerFields): boolean {
  // Poolers send the one that servers translate, and not the other.
  const severity = fields["severity"] ?? fields["severity_local"];
  return severity === "FATAL" || severity === "PANIC";
}
