import { DatabaseError, MigraphError } from "../errors.ts";
import { ConnectionLost, ServerError } from "./answers.ts";
import { ConnectFault } from "./fault.ts";
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

/** The same may work in a moment: the server starts, stops, is not there yet, or is about to be promoted. */
export function mayPass({ data }: MigraphError): boolean {
  return data["transient"] === true;
}

function refused(settings: ConnectionSettings, state: string, message: string): DatabaseError {
  const hint = REFUSAL_HINTS[state] ?? "the server said so itself: its log may tell more";
  return new DatabaseError("refused", `the server refused ${describeSettings(settings)}: ${message}`, {
    hint,
    data: { sqlstate: state, transient: PASSING_STATES.has(state) },
  });
}

/** Starting or stopping, stopped by hand or in a crash, and no connection left. */
const PASSING_STATES: ReadonlySet<string> = new Set(["57P03", "57P01", "57P02", "53300"]);

const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  "28P01": "check the user and password of the database URL, or PGPASSWORD, or the line of the password file",
  "28000": "check the user of the database URL, and the server's pg_hba.conf",
  "3D000": "create the database first: migraph creates none",
  "53300": "the server has no connection left: close some, or try again later",
  "57P03": "the server is starting or stopping: try again in a moment, or wait for it with --wait 60s",
  "42501": "grant the role CONNECT on the database",
};

export function unreachable(settings: ConnectionSettings, cause: unknown): DatabaseError {
  const where = describeSettings(settings);
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  const fault = FAULTS[code];
  const own = cause instanceof ConnectFault ? cause : undefined;
  const why = fault?.words ?? (message || code || String(cause));
  return new DatabaseError("unreachable", `no server can be reached at ${where}: ${why}`, {
    hint: own?.hint ?? "check that the server runs and listens there, and the host and port of the database URL",
    data: { transient: own?.passing ?? fault?.passing ?? false },
    cause,
  });
}

const FAULTS: Readonly<Record<string, { readonly words: string; readonly passing: boolean }>> = {
  ECONNREFUSED: { words: "connection refused", passing: true },
  ECONNRESET: { words: "the server closed the connection", passing: true },
  // The driver's own word for it.
  CONNECTION_CLOSED: { words: "the server closed the connection", passing: true },
  EPIPE: { words: "the server closed the connection", passing: true },
  EHOSTUNREACH: { words: "there is no way to that host", passing: true },
  ENETUNREACH: { words: "there is no way to that network", passing: true },
  ENOTFOUND: { words: "there is no host of that name", passing: true },
  EAI_AGAIN: { words: "the name of the host cannot be looked up at the moment", passing: true },
  ENOENT: { words: "there is no such socket", passing: true },
  ETIMEDOUT: { words: "no answer", passing: true },
  EACCES: { words: "permission denied", passing: false },
};
