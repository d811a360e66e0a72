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
 * the statements, and has the settings for good: to plan them takes longer than to run them for the little that has
 * changed.
 */
export class Catalogue {
  readonly #session: Session;
  readonly #prepared = new Set<string>();
  #prepares = false;
  #settled = false;
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
    const settings = statement("schema/settings.sql", { local: !this.#prepares });
    if (!this.#prepares) return this.#send([], [statement("schema/begin.sql"), settings], questions);
    const once = this.#settled ? [] : [settings, statement("schema/plan.sql")];
    const answers = await this.#send(once, [statement("schema/begin.sql")], questions);
    this.#settled = true;
    return answers;
  }

  /** All in one message, each with its own rows. */
  ask(questions: readonly Question[]): Promise<readonly (readonly Row[])[]> {
    return this.#send([], [], questions);
  }

  /**
   * Also after an error of the server, which must not be hidden by another. In a session that is the caller's own nobody
   * else waits for the answer.
   */
  async end(): Promise<void> {
    const ended = this.#session.attempt("rollback");
    if (!this.#prepares) await ended;
  }

  #statements(questions: readonly Question[]): readonly string[] {
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

  /** `once`: messages by themselves, which a transaction that is rolled back does not take along. */
  async #send(
    once: readonly string[],
    opening: readonly string[],
    questions: readonly Question[],
  ): Promise<readonly (readonly Row[])[]> {
    const message = [...opening, ...this.#statements(questions)].join(";\n");
    const outcomes = await this.#session.pipeline([...once, message]);
    for (const outcome of outcomes) {
      if (outcome.ok) continue;
      this.#prepared.clear();
      this.#settled = false;
      this.#generation++;
      throw outcome.error;
    }
    const last = outcomes.at(-1);
    return last?.ok ? (last.sets ?? []).slice(-questions.length) : [];
  }
}
