import { DatabaseError } from "../errors.ts";
import type { Notice } from "../events.ts";
import { connect, type Driver } from "./connect.ts";
import { type ConnectionSettings, describeSettings } from "./url.ts";

export type Row = Readonly<Record<string, unknown>>;

/** An error that the server sent in answer to a statement. The session is alive. */
export class ServerError extends Error {
  readonly sqlState: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly where: string | undefined;
  /** In the message that was sent, in code points from 1. */
  readonly position: number | undefined;
  /** Where the fault is inside a function that the server ran: its text and the position in it. */
  readonly internalQuery: string | undefined;

  constructor(fields: Readonly<Record<string, string | undefined>>) {
    super(fields["message"] ?? "the server gave no message");
    this.name = "ServerError";
    this.sqlState = fields["code"] ?? "";
    this.detail = fields["detail"];
    this.hint = fields["hint"];
    this.where = fields["where"];
    this.position = fields["position"] === undefined ? undefined : Number(fields["position"]);
    this.internalQuery = fields["internal_query"];
  }
}

/** The connection is gone; what was under way may or may not have taken effect. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super("the connection to the server was lost", { cause });
    this.name = "ConnectionLost";
  }
}

export type Outcome =
  | { readonly ok: true; readonly rows: readonly Row[]; readonly tag: string }
  | { readonly ok: false; readonly error: ServerError | ConnectionLost };

/**
 * One connection, with BEGIN and COMMIT of our own. Once it is lost it is dead for good: the driver would connect anew
 * in silence, on a session without our lock and our transaction.
 */
export class Session {
  readonly settings: ConnectionSettings;
  onNotice: ((notice: Notice) => void) | undefined;
  #driver: Driver | undefined;
  #lost: ConnectionLost | undefined;
  readonly #whenLost: Promise<Outcome>;
  #markLost: (cause: unknown) => void = () => undefined;

  private constructor(settings: ConnectionSettings) {
    this.settings = settings;
    this.#whenLost = new Promise((resolve) => {
      this.#markLost = (cause) => {
        this.#lost ??= new ConnectionLost(cause);
        resolve({ ok: false, error: this.#lost });
      };
    });
  }

  /** Connects and proves it with `greeting`, whose rows are given back; the deadline covers both. */
  static async open(
    settings: ConnectionSettings,
    greeting: string,
  ): Promise<{ session: Session; rows: readonly Row[] }> {
    const session = new Session(settings);
    // Before the first answer a close is one of several tries, with the error that tells why still to come.
    let greeted = false;
    session.#driver = await connect(settings, {
      onNotice: (fields) => session.#notice(fields),
      onClose: () => greeted && session.#markLost(new Error("closed")),
    });
    const deadline = startDeadline(settings.connectTimeout);
    try {
      const first = await Promise.race([session.#query(greeting), deadline.passed]);
      if (first === "late")
        throw unreachable(settings, new Error(`no answer within ${settings.connectTimeout / 1000} s`));
      if (!first.ok) throw refusal(settings, first.error);
      greeted = true;
      return { session, rows: first.rows };
    } catch (error) {
      await session.close();
      throw error;
    } finally {
      deadline.cancel();
    }
  }

  get alive(): boolean {
    return this.#driver !== undefined && this.#lost === undefined;
  }

  /** Sends one message and waits for its answer. Throws ServerError or ConnectionLost. */
  async send(text: string): Promise<readonly Row[]> {
    const outcome = await this.attempt(text);
    if (outcome.ok) return outcome.rows;
    throw outcome.error;
  }

  attempt(text: string): Promise<Outcome> {
    if (this.#driver === undefined || this.#lost !== undefined) {
      return Promise.resolve({
        ok: false,
        error: this.#lost ?? new ConnectionLost(new Error("the session is closed")),
      });
    }
    return Promise.race([this.#query(text), this.#whenLost]);
  }

  /**
   * Sends messages one behind the other without waiting in between, and gives all their outcomes. After a failure the
   * server still runs what follows, so the first must open a transaction that the failure aborts.
   */
  pipeline(texts: readonly string[]): Promise<readonly Outcome[]> {
    return Promise.all(texts.map((text) => this.attempt(text)));
  }

  /** Never throws and never hangs. What is under way is cut off. */
  async close(): Promise<void> {
    const driver = this.#driver;
    this.#driver = undefined;
    if (driver === undefined) return;
    const deadline = startDeadline(1000);
    await Promise.race([
      driver.end({ timeout: this.#lost === undefined ? 0.5 : 0 }).catch(() => undefined),
      deadline.passed,
    ]);
    deadline.cancel();
  }

  async #query(text: string): Promise<Outcome> {
    try {
      const result = await (this.#driver as Driver).unsafe(text).simple();
      const rows = lastRows(result as unknown as readonly unknown[]);
      return { ok: true, rows, tag: (result as { command?: string }).command ?? "" };
    } catch (error) {
      const fields = serverFields(error);
      const fatal = fields === undefined || fields["severity"] === "FATAL" || fields["severity"] === "PANIC";
      if (!fatal) return { ok: false, error: new ServerError(fields) };
      this.#markLost(error);
      return { ok: false, error: new ConnectionLost(error) };
    }
  }

  #notice(fields: Readonly<Record<string, string | undefined>>): void {
    this.onNotice?.({
      severity: fields["severity"] ?? "NOTICE",
      message: fields["message"] ?? "",
      detail: fields["detail"],
      hint: fields["hint"],
    });
  }
}

/** The rows of the last statement that gave any: a message of several has a list of lists. */
function lastRows(result: readonly unknown[]): readonly Row[] {
  const last = result.at(-1);
  return (Array.isArray(last) ? last : result) as readonly Row[];
}

function serverFields(error: unknown): Readonly<Record<string, string | undefined>> | undefined {
  if (!(error instanceof Error) || error.name !== "PostgresError") return undefined;
  return { ...(error as unknown as Record<string, string>), message: error.message };
}

function startDeadline(milliseconds: number): { passed: Promise<"late">; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), milliseconds);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}

/** Why a first connection did not come about, in words for people. */
function refusal(settings: ConnectionSettings, error: ServerError | ConnectionLost): DatabaseError {
  const fields = error instanceof ServerError ? { code: error.sqlState } : (serverFields(error.cause) ?? {});
  const state = fields["code"];
  const message = error instanceof ServerError ? error.message : ((error.cause as Error | undefined)?.message ?? "");
  if (state === undefined) return unreachable(settings, error.cause);
  const where = describeSettings(settings);
  const hint = REFUSAL_HINTS[state] ?? "the server said so itself: its log may tell more";
  return new DatabaseError("refused", `the server refused ${where}: ${message}`, { hint, data: { sqlstate: state } });
}

const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  "28P01": "check the user and password of the database URL, or PGPASSWORD",
  "28000": "check the user of the database URL, and the server's pg_hba.conf",
  "3D000": "create the database first: migraph creates none",
  "53300": "the server has no connection left: close some, or try again later",
  "57P03": "the server is starting or stopping: try again in a moment",
  "42501": "grant the role CONNECT on the database",
};

function unreachable(settings: ConnectionSettings, cause: unknown): DatabaseError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const text = cause instanceof Error && cause.message !== "" ? cause.message : String(code ?? cause);
  return new DatabaseError("unreachable", `no server can be reached at ${describeSettings(settings)}: ${text}`, {
    hint: "check that the server runs and listens there, and the host and port of the database URL",
    cause,
  });
}
