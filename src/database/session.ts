import { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Notice } from "../events.ts";
import { ConnectionLost, isFatal, type Outcome, type Row, ServerError, serverFields } from "./answers.ts";
import { type Connection, connect } from "./connect.ts";
import { ConnectFault } from "./fault.ts";
import { refusal, unreachable } from "./refusal.ts";
import type { ConnectionSettings, HostAddress } from "./settings.ts";
import { statement } from "./statement.ts";

/**
 * SQL to be sent as one message; of a `script` nobody wants the rows. `onRow` is called in the middle of the driver's
 * reading, in order with notices, and must not throw.
 */
export type Message =
  | string
  | { readonly script: string }
  | { readonly text: string; readonly onRow: (row: Row) => void }
  | { readonly text: string; readonly onValues: (values: Values, columns: readonly Column[]) => void };

/** One row in the text form of each value, by the places of its columns: names may be given twice. */
export type Values = readonly (Uint8Array | null)[];

export interface Column {
  readonly name: string;
  /** An oid of pg_type; of a domain that of the type below it. */
  readonly type: number;
}

/** Where a transaction runs: the server's process, and the transaction's number as that knows it. */
export interface Transaction {
  readonly pid: number;
  readonly xid: string;
}

/**
 * One connection, with BEGIN and COMMIT of our own. Once it is lost it is dead for good: another one would have neither
 * our lock nor our transaction.
 */
export class Session {
  /** With the one host that answered. */
  readonly settings: ConnectionSettings;
  onNotice: ((notice: Notice) => void) | undefined;
  #connection: Connection | undefined;
  #abandoned = false;
  #announcedPid: number | undefined;
  #transaction: Transaction | undefined;
  #lost: ConnectionLost | undefined;
  readonly #whenLost: Promise<Outcome>;
  /** When all messages of the last pipeline have their outcomes. */
  #answered: Promise<unknown> = Promise.resolve();
  #resolveLost: (outcome: Outcome) => void = () => undefined;

  private constructor(settings: ConnectionSettings) {
    this.settings = settings;
    this.#whenLost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
  }

  /**
   * Connects to the first of the hosts, and proves it with `greeting`, whose rows are given back; the deadline covers
   * both. Throws DatabaseError, and UsageError for a certificate file that cannot be read.
   */
  static async open(
    settings: ConnectionSettings,
    greeting: string,
  ): Promise<{ session: Session; rows: readonly Row[] }> {
    const [host] = settings.hosts;
    if (host === undefined) throw new TypeError("settings name a host");
    const session = new Session({ ...settings, hosts: [host] });
    const deadline = startDeadline(settings.connectTimeout);
    try {
      const first = await Promise.race([session.#greet(host, greeting), deadline.passed]);
      if (first === "late") {
        const words = `no answer within ${settings.connectTimeout / 1000} s`;
        throw unreachable(session.settings, new ConnectFault(words, { passing: true }));
      }
      if (!first.ok) throw first.error;
      return { session, rows: first.rows };
    } catch (error) {
      session.#abandoned = true;
      session.#connection?.cut();
      throw refusal(session.settings, error);
    } finally {
      deadline.cancel();
    }
  }

  get alive(): boolean {
    return this.#connection !== undefined && this.#lost === undefined;
  }

  /** The process that the server said would serve us, before the first question; poolers make one up. */
  get announcedPid(): number | undefined {
    return this.#announcedPid;
  }

  /** That which was last begun, and told its number. */
  get transaction(): Transaction | undefined {
    return this.#transaction;
  }

  /** Sends one message and waits for its answer. Throws ServerError or ConnectionLost. */
  async send(message: Message): Promise<readonly Row[]> {
    const outcome = await this.attempt(message);
    if (outcome.ok) return outcome.rows;
    throw outcome.error;
  }

  attempt(message: Message): Promise<Outcome> {
    const connection = this.#connection;
    if (connection === undefined || this.#lost !== undefined) {
      const error = this.#lost ?? new ConnectionLost(new Error("the session is closed"));
      return Promise.resolve({ ok: false, error });
    }
    return Promise.race([this.#query(connection, message), this.#whenLost]);
  }

  /**
   * Sends messages one behind the other without waiting in between, and gives all their outcomes. After a failure the
   * server still runs what follows, so the first must open a transaction that the failure aborts.
   */
  pipeline(messages: readonly Message[]): Promise<readonly Outcome[]> {
    this.#connection?.gather();
    const answered = Promise.all(messages.map((message) => this.attempt(message)));
    this.#answered = answered;
    return answered;
  }

  /**
   * Sends a COPY … FROM stdin, and the data when the server asks for it. Nothing else may be sent until it is answered.
   * Data that the server refuses is an error of the server like any other, which tells the line of the data in `where`.
   */
  async copy(statement: string, data: string): Promise<Outcome> {
    await this.#answered;
    if (this.alive) this.#connection?.offer(data);
    const [outcome] = await this.pipeline([statement]);
    if (outcome === undefined) throw new TypeError("every message has an outcome");
    return outcome;
  }

  /**
   * Asks the server, on another connection, to cancel what is under way here, until that has been answered: a request
   * that arrives between two messages finds nothing to cancel. Whether it worked shows in the messages' own outcomes.
   * `pid`: of the process that serves this session; undefined behind a pooler, where the transaction itself has told.
   */
  async cancel(pid: number | undefined): Promise<void> {
    const request = () =>
      pid === undefined ? this.#cancelTransaction() : `select pg_catalog.pg_cancel_backend(${pid})`;
    let over = false;
    const answered = this.#answered.then(() => {
      over = true;
    });
    const { session } = await Session.open(this.settings, request());
    while (!over && session.alive) {
      const pause = startDeadline(200);
      await Promise.race([answered, pause.passed]);
      pause.cancel();
      if (!over) await session.attempt(request());
    }
    await session.close();
  }

  /** Never throws and never hangs. What is under way is cut off. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    const deadline = startDeadline(1000);
    const ended = this.#lost === undefined ? connection.driver.end({ timeout: 0.5 }) : undefined;
    await Promise.race([ended?.catch(() => undefined), deadline.passed]);
    deadline.cancel();
    // The driver leaves a socket open whose other end does not hang up; it would keep the process alive.
    connection.cut();
  }

  #cancelTransaction(): string {
    return this.#transaction === undefined ? "select" : statement("catalogue/cancel.sql", { ...this.#transaction });
  }

  async #greet(host: HostAddress, greeting: string): Promise<Outcome> {
    // Until the first answer a close comes with the error that tells why.
    let greeted = false;
    const connection = await connect(this.settings, host, {
      onNotice: (fields) => this.#notice(fields),
      onClose: () => greeted && this.#markLost(new Error("closed")),
    });
    this.#connection = connection;
    if (this.#abandoned) connection.cut();
    const outcome = await this.#query(connection, greeting);
    greeted = true;
    return outcome;
  }

  #markLost(cause: unknown): ConnectionLost {
    if (this.#lost === undefined) {
      this.#lost = new ConnectionLost(this.#connection?.farewell() ?? cause);
      this.#resolveLost({ ok: false, error: this.#lost });
    }
    return this.#lost;
  }

  async #query(connection: Connection, message: Message): Promise<Outcome> {
    try {
      const rows: Row[] = [];
      // All hand the message over in this call: what is sent first must arrive first.
      const result: unknown = await handOver(connection, message, rows);
      if (result instanceof Writable) return this.#refuseCopy(connection, result);
      if (result instanceof Readable) {
        // COPY … TO STDOUT: what nobody reads would stop the connection.
        await finished(result.resume());
        return { ok: true, rows: [], tag: "COPY" };
      }
      this.#announcedPid ??= (result as { readonly state?: { readonly pid: number | null } }).state?.pid ?? undefined;
      const given = rows.length > 0 ? rows : lastRows(result);
      this.#transaction = transactionIn(given) ?? this.#transaction;
      return { ok: true, rows: given, tag: lastTag(result), sets: setsIn(result) };
    } catch (error) {
      const fields = serverFields(error);
      if (fields !== undefined && !isFatal(fields)) return { ok: false, error: new ServerError(fields) };
      return { ok: false, error: this.#markLost(error) };
    }
  }

  /** COPY … FROM stdin: the server takes what is sent from now on for data, so nothing more can be sent. */
  #refuseCopy(connection: Connection, sink: Writable): Outcome {
    sink.on("error", () => undefined);
    const message = "COPY … FROM stdin needs data, and a script has none to send";
    // After this message has had its own answer: the loss of the session is the answer of those behind it.
    setImmediate(() => {
      connection.cut();
      this.#markLost(new Error(message));
    });
    return { ok: false, error: new ServerError({ code: "0A000", message }) };
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

/** Gives the message to the driver. `rows` takes those that somebody watches. */
function handOver({ driver }: Connection, message: Message, rows: Row[]): PromiseLike<unknown> {
  if (typeof message === "string") return driver.unsafe(message).simple().execute();
  if ("script" in message) return driver.unsafe(message.script).simple().forEach(ignoreRow);
  if ("onValues" in message) {
    const { text, onValues } = message;
    return driver
      .unsafe(text)
      .simple()
      .raw()
      .forEach((values: unknown, result: unknown) => {
        onValues(values as Values, columnsOf(result));
      });
  }
  const { text, onRow } = message;
  return driver
    .unsafe(text)
    .simple()
    .forEach((row) => {
      rows.push(row);
      onRow(row);
    });
}

function ignoreRow(): void {}

/** Of the statement whose rows are being read. */
function columnsOf(result: unknown): readonly Column[] {
  return (result as { readonly statement: { readonly columns: readonly Column[] } }).statement.columns;
}

/** What record/transaction.sql and record/guard.sql tell. Processes know the lower half of a transaction's number. */
function transactionIn(rows: readonly Row[]): Transaction | undefined {
  const { pid, xid } = rows.find((row) => "xid" in row) ?? {};
  if (typeof pid !== "number" || typeof xid !== "string") return undefined;
  return { pid, xid: String(BigInt(xid) % 2n ** 32n) };
}

/** A message of several statements has a list of results, some of which have rows. */
function lastRows(result: unknown): readonly Row[] {
  return setsIn(result).at(-1) ?? [];
}

/** The last ones are those of the statements that gave rows; those before them may share one. */
function setsIn(result: unknown): readonly (readonly Row[])[] {
  const results = result as readonly unknown[];
  return (Array.isArray(results.at(-1)) ? results : [results]) as readonly (readonly Row[])[];
}

function lastTag(result: unknown): string {
  const results = result as readonly unknown[] & { command?: string };
  const last = results.at(-1);
  return (Array.isArray(last) ? (last as { command?: string }).command : results.command) ?? "";
}

function startDeadline(milliseconds: number): { passed: Promise<"late">; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), milliseconds);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}
