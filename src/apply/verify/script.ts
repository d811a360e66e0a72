import { ConnectionLost, type Outcome, ServerError } from "../../database/answers.ts";
import type { Column, Message, Session, Values } from "../../database/session.ts";
import { FilesError, type VerifyFailure } from "../../errors.ts";
import type { Script } from "../../revision/folder.ts";
import { lineOfOffset } from "../../script/position.ts";
import { type ScriptStatement, splitStatements } from "../../script/statements.ts";
import { placedIn, type ScriptPart } from "../parts.ts";
import { type BadColumn, falseFailures, leftFailure, statementFailure } from "./failure.ts";
import { prepareVerify } from "./prepare.ts";

export interface VerifyOptions {
  /** SQL by which the script finds its role and settings; its effect ends with the verification. */
  readonly opening?: string;
  /** How its transaction is begun. Undefined: one is open already, and goes on as it was before. */
  readonly begin?: string | undefined;
  /** Nothing that is told may quote the script. */
  readonly secret?: boolean;
}

/** What came of a verify.sql. */
export interface Verification {
  readonly ok: boolean;
  /** How many booleans were looked at. */
  readonly checks: number;
  /** Milliseconds, as we measured them. */
  readonly duration: number;
  readonly failures: readonly VerifyFailure[];
}

const SAVEPOINT = "savepoint migraph_verify";
const BACK = "rollback to savepoint migraph_verify";

/**
 * Runs a verify.sql in a transaction that is rolled back, or in one that is open up to a savepoint: it passes if no
 * statement fails and no boolean that it selects is false or null. Each statement is a message of its own, since the
 * driver does not tell whose rows are whose in an answer to several. Throws FilesError for a script that is not to be run,
 * ServerError where not even `opening` can be, and ConnectionLost.
 */
export async function verifyScript(
  session: Session,
  script: Script,
  options: VerifyOptions = {},
): Promise<Verification> {
  const began = performance.now();
  const { opening = "", begin, secret = false } = options;
  const { text, faults, copies, unread } = await prepareVerify(script);
  if (faults.length > 0) throw new FilesError(faults.map((fault) => ({ ...fault, file: script.path })));
  const judges = ((await splitStatements(text)) ?? [whole(text)]).map((statement) => new Judge(text, statement));
  const before = [...(begin === undefined ? [] : [begin]), SAVEPOINT, ...(opening === "" ? [] : [opening])];
  const after = [BACK, ...(begin === undefined ? [] : ["rollback"])];
  const { opened, outcomes, back } = await (copies || unread ? inTurn : together)(session, before, judges, after);
  assertOpened(opened);
  const lost = [...outcomes, back].find((outcome) => outcome?.ok === false && outcome.error instanceof ConnectionLost);
  if (lost?.ok === false) throw lost.error;
  const failures = judges.flatMap((judge, index) => judge.failures(script.path, outcomes[index], secret));
  const all = back?.ok === false ? [...failures, leftFailure(script.path)] : failures;
  return {
    ok: all.length === 0,
    checks: judges.reduce((sum, { checks }) => sum + checks, 0),
    duration: performance.now() - began,
    failures: all,
  };
}

interface Answers {
  readonly opened: readonly Outcome[];
  /** Of the statements, as far as they were sent. */
  readonly outcomes: readonly Outcome[];
  /** Of the way back, which there is only from the transaction that was begun. */
  readonly back: Outcome | undefined;
}

/** In one round trip: behind a statement that fails the others are refused. */
async function together(
  session: Session,
  before: readonly string[],
  judges: readonly Judge[],
  after: readonly string[],
): Promise<Answers> {
  const all = await session.pipeline([...before, ...judges.map((judge) => judge.message()), ...after]);
  const behind = before.length + judges.length;
  return { opened: all.slice(0, before.length), outcomes: all.slice(before.length, behind), back: all[behind] };
}

/** One statement after the other, up to the first that fails: data of COPY, and what could not be read. */
async function inTurn(
  session: Session,
  before: readonly string[],
  judges: readonly Judge[],
  after: readonly string[],
): Promise<Answers> {
  const opened = await session.pipeline(before);
  const outcomes: Outcome[] = [];
  for (const judge of opened.every(({ ok }) => ok) ? judges : []) {
    const { text, data } = judge.part;
    const [outcome] =
      data === undefined ? await session.pipeline([judge.message()]) : [await session.copy(text, data.text)];
    if (outcome === undefined) break;
    outcomes.push(outcome);
    if (!outcome.ok) break;
  }
  const [back] = await session.pipeline(after);
  return { opened, outcomes, back };
}

/** One statement, and what is found of it. */
class Judge {
  readonly part: ScriptPart;
  readonly #text: string;
  readonly #line: number;
  readonly #bad = new Map<number, BadColumn>();
  #rows = 0;
  checks = 0;

  constructor(text: string, { start, end, line, data }: ScriptStatement) {
    this.#text = text;
    this.#line = line;
    const read = data && { text: text.slice(data.start, data.end), start: data.start };
    this.part = { text: text.slice(start, end), start, data: read };
  }

  message(): Message {
    return { text: this.part.text, onValues: (values, columns) => this.#look(values, columns) };
  }

  failures(file: string, outcome: Outcome | undefined, secret: boolean): readonly VerifyFailure[] {
    if (outcome === undefined || (!outcome.ok && !(outcome.error instanceof ServerError))) return [];
    if (outcome.ok) return falseFailures([...this.#bad.values()], { file, line: this.#line, rows: this.#rows, secret });
    const error = outcome.error as ServerError;
    // It was refused because of the one before it, which is told.
    if (error.sqlState === "25P02") return [];
    return [statementFailure(this.#text, placedIn(this.#text, this.part, error), { file, line: this.#line, secret })];
  }

  #look(values: Values, columns: readonly Column[]): void {
    this.#rows++;
    for (const [index, { name, type }] of columns.entries()) {
      if (type !== BOOLEAN) continue;
      this.checks++;
      const value = values[index] ?? undefined;
      if (value?.[0] === TRUE) continue;
      const known = this.#bad.get(index);
      const first = known ?? { name, position: index + 1, row: this.#rows, isNull: value === undefined, count: 0 };
      this.#bad.set(index, { ...first, count: first.count + 1 });
    }
  }
}

/** The type's oid. */
const BOOLEAN = 16;
const TRUE = 0x74;

function whole(text: string): ScriptStatement {
  return { start: 0, end: text.length, line: lineOfOffset(text, text.search(/\S|$/)), tree: undefined };
}

function assertOpened(opened: readonly Outcome[]): void {
  for (const outcome of opened) if (!outcome.ok) throw outcome.error;
}
