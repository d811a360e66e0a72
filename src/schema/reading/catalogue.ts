import type { Row } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import { executed, prepared, type StatementValue, statement } from "../../database/statement.ts";

/** A file of `sql/schema/` and what its placeholders stand for. */
export interface Question {
  readonly file: string;
  readonly values?: Readonly<Record<string, StatementValue>>;
  /** Of placeholders that are names of columns. */
  readonly names?: Readonly<Record<string, string>>;
}

/**
 * Asks the catalogues in one transaction that only reads, whose settings end with it. Who looks again and again prepares
 * the statements: to plan them takes longer than to run them for the little that has changed.
 */
export class Catalogue {
  readonly #session: Session;
  readonly #prepared = new Set<string>();
  #prepares = false;
  /** Which names in the session have what we think behind them nobody knows after an error. */
  #generation = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** From the next question on. The session is the caller's own. */
  prepare(): void {
    this.#prepares = true;
  }

  async begin(questions: readonly Question[]): Promise<readonly (readonly Row[])[]> {
    const begin = [statement("schema/begin.sql"), ...(this.#prepares ? [statement("schema/plan.sql")] : [])];
    return (await this.#send([...begin, ...this.#messages(questions)])).slice(-questions.length);
  }

  /** All in one go, each with its own rows. */
  async ask(questions: readonly Question[]): Promise<readonly (readonly Row[])[]> {
    return (await this.#send(this.#messages(questions))).slice(-questions.length);
  }

  /**
   * Also after an error of the server, which must not be hidden by another. In a session that is the caller's own nobody
   * else waits for the answer.
   */
  async end(): Promise<void> {
    const ended = this.#session.attempt("rollback");
    if (!this.#prepares) await ended;
  }

  #messages(questions: readonly Question[]): readonly string[] {
    if (!this.#prepares) {
      return questions.map(({ file, values, names }) => statement(`schema/${file}.sql`, { ...values, ...names }));
    }
    const preparations: string[] = [];
    const executions = questions.map(({ file, values, names }) => {
      const name = ["migraph", this.#generation, file, ...Object.values(names ?? {})].join(" ");
      if (!this.#prepared.has(name)) {
        this.#prepared.add(name);
        preparations.push(prepared(name, `schema/${file}.sql`, Object.keys(values ?? {}), names));
      }
      return executed(name, Object.values(values ?? {}));
    });
    return [...preparations, ...executions];
  }

  async #send(messages: readonly string[]): Promise<readonly (readonly Row[])[]> {
    const outcomes = await this.#session.pipeline(messages);
    return outcomes.map((outcome) => {
      if (outcome.ok) return outcome.rows;
      this.#prepared.clear();
      this.#generation++;
      throw outcome.error;
    });
  }
}
