import { hostname } from "node:os";
import type { Database } from "../../database/server.ts";
import { type StatementValue, statement } from "../../database/statement.ts";
import type { Direction } from "../../events.ts";
import type { Run } from "../recorder.ts";
import type { PlannedStep } from "../step.ts";
import { writeLedger } from "../write.ts";
import type { Unit } from "./unit.ts";

/** A part of a script that has been begun, as the ledger's table `step` has it. */
export interface JournalEntry {
  readonly direction: Direction;
  readonly position: number;
  readonly total: number;
  readonly checksum: string;
  /** Undefined for a secret revision. */
  readonly statement: string | undefined;
  readonly line: number;
  /** Of the server's process that ran it. */
  readonly pid: number;
  /** Undefined where the statement and its mark were one transaction. */
  readonly before: Before | undefined;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finished: boolean;
  /** What the server refused it with. */
  readonly error: Readonly<Record<string, unknown>> | undefined;
}

/** Who began a statement, and what was there before. */
interface Before {
  readonly role: string;
  readonly client: string;
  readonly facts: Facts;
}

/** What a judge asks for before, to judge by it afterwards. */
export type Facts = Readonly<Record<string, unknown>>;

/** What has been begun of a revision, in order. One round trip. */
export async function journalOf({ session, schema }: Database, revision: string): Promise<readonly JournalEntry[]> {
  // The session may be in a script's role by now.
  const question = [statement("record/ourselves.sql"), statement("journal/rows.sql", { schema, revision })].join(";\n");
  const outcomes = await session.pipeline(["begin", question, "commit"]);
  const rows = outcomes.flatMap((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.rows;
  });
  return rows.map((row) => ({
    direction: row["direction"] === "down" ? "down" : "up",
    position: Number(row["position"]),
    total: Number(row["total"]),
    checksum: String(row["checksum"]),
    statement: (row["statement"] as string | null) ?? undefined,
    line: Number(row["line"]),
    pid: Number(row["pid"]),
    before: (row["before"] as Before | null) ?? undefined,
    startedAt: String(row["started_at"]),
    finished: row["finished"] === true,
    error: (row["error"] as JournalEntry["error"] | null) ?? undefined,
  }));
}

/** The SQL of the marks of one script. What is written with a statement is written as the role that we are. */
export class Marks {
  readonly #step: PlannedStep;
  readonly #run: Run;
  readonly #role: string;
  readonly #guard: string;
  readonly #renewal: string;

  constructor(database: Database, step: PlannedStep, run: Run) {
    this.#step = step;
    this.#run = run;
    this.#role = database.server.role;
    this.#guard = database.lock?.guard ?? "";
    this.#renewal = database.lock?.renewal ?? "";
  }

  started(unit: Unit, facts: Facts): string {
    const before: Before = { role: this.#role, client: hostname(), facts };
    return this.#asOurselves(statement("journal/start.sql", { ...this.#values(unit), before: { ...before } }));
  }

  /** Gives `duration_ms`. `repeated`: it may be marked so already. */
  finished(unit: Unit, repeated: boolean): string {
    return this.#asOurselves(statement("journal/finish.sql", { ...this.#values(unit), repeated }));
  }

  failed(unit: Unit, error: Facts): string {
    return statement("journal/fail.sql", { ...this.#values(unit), error });
  }

  forgotten(): string {
    return forgetJournal(this.#run.schema, this.#step.revision.id);
  }

  /** Other SQL of ours, for a transaction that no statement of the script has been in. */
  guarded(record: string): string {
    return [this.#guard, this.#renewal, record].filter((part) => part !== "").join(";\n");
  }

  complete(): string {
    const { revision, direction } = this.#step;
    const { schema, id } = this.#run;
    return statement("journal/complete.sql", { schema, revision: revision.id, run: id, kind: direction });
  }

  #values({ position, total, checksum, text, line }: Unit): Readonly<Record<string, StatementValue>> {
    const { revision, direction } = this.#step;
    const { schema, id: run } = this.#run;
    const words = revision.secret ? null : text;
    return { schema, revision: revision.id, direction, position, total, checksum, statement: words, line, run };
  }

  /** Fails unless the lock is ours: what another migraph may be at work on is not marked, nor kept. */
  #asOurselves(mark: string): string {
    const parts = [statement("record/ourselves.sql"), this.#guard, this.#renewal, mark];
    return parts.filter((part) => part !== "").join(";\n");
  }
}

export function forgetJournal(schema: string, revision: string): string {
  return statement("journal/forget.sql", { schema, revision });
}

/** As if it had never been begun. What is finished stays. */
export async function forgetStatement(
  database: Database,
  revision: string,
  { direction, position }: Pick<JournalEntry, "direction" | "position">,
): Promise<void> {
  const values = { schema: database.schema, revision, direction, position };
  const { error } = await writeLedger(database, [statement("journal/forget_statement.sql", values)]);
  if (error !== undefined) throw error;
}
