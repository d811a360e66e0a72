import type { ResolvedConfig } from "./config.ts";
import type { Database } from "./database/server.ts";
import type { Target } from "./database/target.ts";
import { DatabaseError, InterruptedError } from "./errors.ts";
import type { Listener } from "./events.ts";
import { assertNotEmpty, type Project, readProject } from "./project.ts";
import type { Redactor } from "./redactor.ts";
import type { ReadContents } from "./revision/read.ts";
import type { State } from "./state.ts";

/** Parts of results that quote what servers say. Scripts and schemas are given as they are. */
const QUOTING: ReadonlySet<string> = new Set(["findings", "pairs", "proof"]);

/**
 * What the operations of one migrator stand on: its configuration, the files, which are read anew by each, the database,
 * whose connection is kept until close(), and their turns. What a database needs is loaded when it is asked for: half of
 * the operations never see one, and are to answer at once.
 */
export class Workplace {
  readonly config: ResolvedConfig;
  readonly emit: Listener;
  readonly redactor: Redactor;
  /** For a database beside the configured one, or the configured one. */
  readonly openTarget: (url?: string) => Promise<Target>;
  /** Called when somebody interrupts the operation that is under way: cancels what is done on its other connections. */
  readonly cancels: Set<() => void> = new Set();
  /** Of the operation that is under way. */
  #interruption: AbortController | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #opening: Promise<Target> | undefined;
  #target: Target | undefined;

  constructor(
    config: ResolvedConfig,
    openTarget: (url?: string) => Promise<Target>,
    emit: Listener,
    redactor: Redactor,
  ) {
    this.config = config;
    this.openTarget = openTarget;
    this.emit = emit;
    this.redactor = redactor;
  }

  /** Ends the connection, and an embedded server that nobody else uses. */
  async close(): Promise<void> {
    await (await this.#opening)?.close();
  }

  /** Cancels what is under way. False when nothing is connected or nothing under way. */
  interrupt(): boolean {
    if (this.#interruption === undefined) return false;
    this.#interruption.abort();
    for (const cancel of this.cancels) cancel();
    return (this.#target?.cancel() ?? false) || this.cancels.size > 0;
  }

  /** One operation after the other, however they are called: they share a session, and with it a transaction. */
  inTurn<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(async () => {
      const interruption = new AbortController();
      this.#interruption = interruption;
      try {
        return this.#withoutPasswords(await work(interruption.signal));
      } catch (thrown) {
        const error = this.redactor.error(thrown);
        const cancelled = error instanceof DatabaseError && error.data["sqlstate"] === "57014";
        if (!cancelled || !interruption.signal.aborted) throw error;
        throw new InterruptedError("interrupted before a script was run", { hint: "run the same command again" });
      } finally {
        this.#interruption = undefined;
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #withoutPasswords<Result>(result: Result): Result {
    if (typeof result !== "object" || result === null) return result;
    const quoting = Object.entries(result).filter(([name]) => QUOTING.has(name));
    return quoting.length === 0 ? result : { ...result, ...this.redactor.value(Object.fromEntries(quoting)) };
  }

  read(contents: ReadContents, allow: { readonly empty?: boolean } = {}): Project {
    const project = readProject(this.config.directories, contents);
    if (!allow.empty) assertNotEmpty(project);
    return project;
  }

  async target(): Promise<Target> {
    this.#opening ??= this.openTarget();
    this.#target = await this.#opening;
    return this.#target;
  }

  async open(signal: AbortSignal, wait = this.config.waitToConnect): Promise<Database> {
    return (await this.target()).open({ wait, signal });
  }

  async state(project: Project, signal: AbortSignal): Promise<State> {
    const database = await this.open(signal);
    return (await import("./standing.ts")).lookAt(database, project);
  }

  /** For what must not be done against a database's state: one that is configured has to answer. */
  async stateToObey(
    project: Project,
    signal: AbortSignal,
    asked = "whether what moves is applied",
  ): Promise<State | undefined> {
    if (!(await this.target()).configured) return undefined;
    try {
      return await this.state(project, signal);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const { code, message, hint, data } = error;
      const offline = `with --offline no database is asked ${asked}`;
      throw new DatabaseError(code, message, {
        hint: hint === undefined ? offline : `${hint}; ${offline}`,
        data,
        cause: error,
      });
    }
  }

  /** For what can be told without a database: one that was only found configured may be out of reach. */
  async stateIfAny(project: Project, signal: AbortSignal, done = "shown"): Promise<State | undefined> {
    const target = await this.target();
    if (!target.configured) return undefined;
    try {
      return await this.state(project, signal);
    } catch (error) {
      if (!(error instanceof DatabaseError) || target.explicit) throw error;
      this.emit({ type: "warning", message: `${done} without the database's state: ${error.message}` });
      return undefined;
    }
  }

  /** All that an operation needs which changes the database. */
  async changing(signal: AbortSignal, wait: number | undefined) {
    const project = this.read("scripts");
    const database = await this.open(signal, wait);
    return { config: this.config, project, database, emit: this.emit, signal };
  }
}
