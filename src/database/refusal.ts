import { DatabaseError, MigraphError } from "../errors.ts";
import { ConnectionLost, ServerError } from "./answers.ts";
import { type ConnectionSettings, describeSettings } from "./settings.ts";

/** Why a connection did not come about, in words for people. `error`: what the first question came to. */
export function refusal(settings: ConnectionSettings, error: unknown): MigraphError {
  if (error instanceof ServerError) return refused(settings, error.sqlState, error.message);
  if (error instanceof ConnectionLost) {
    const { farewell } = error;
    if (farewell !== undefined) return refused(settings, farewell["code"] ?? "", farewell["message"] ?? "");
    return refusal(settings, error.cause);
  }
  return error instanceof MigraphError ? error : unreachable(settings, error);
}

function refused(settings: ConnectionSettings, state: string, message: string): DatabaseError {
  const hint = REFUSAL_HINTS[state] ?? "the server said so itself: its log may tell more";
  return new DatabaseError("refused", `the server refused ${describeSettings(settings)}: ${message}`, {
    hint,
    data: { sqlstate: state },
  });
}

const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  "28P01": "check the user and password of the database URL, or PGPASSWORD",
  "28000": "check the user of the database URL, and the server's pg_hba.conf",
  "3D000": "create the database first: migraph creates none",
  "53300": "the server has no connection left: close some, or try again later",
  "57P03": "the server is starting or stopping: try again in a moment",
  "42501": "grant the role CONNECT on the database",
};

export function unreachable(settings: ConnectionSettings, cause: unknown): DatabaseError {
  const where = describeSettings(settings);
  return new DatabaseError("unreachable", `no server can be reached at ${where}: ${faultOf(cause)}`, {
    hint: "check that the server runs and listens there, and the host and port of the database URL",
    cause,
  });
}

function faultOf(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  return FAULTS[code ?? ""] ?? (message || code || String(cause));
}

const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the server closed the connection",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "the name of the host cannot be looked up at the moment",
  ENOENT: "there is no such socket",
  EACCES: "permission denied",
  ETIMEDOUT: "no answer",
};
