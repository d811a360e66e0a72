import { ConnectionLost, type Outcome, type Row, ServerError } from "../database/answers.ts";
import type { Database } from "../database/server.ts";
import type { Message, Session } from "../database/session.ts";
import { sessionRules } from "../database/session-rules.ts";
import type { MigraphError } from "../errors.ts";
import type { PreparedScript } from "../script/prepare.ts";
import type { Progress } from "./failure.ts";
import { type LocalSettings, localSettings, timeoutSetting } from "./local-settings.ts";
import { partsOf, placedIn } from "./parts.ts";
import type { Recorder } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";
import type { Verification } from "./verify/script.ts";
import { BEGIN } from "./write.ts";

export interface ScriptSettings {
  /** Milliseconds; 0 is no limit, undefined the role's own setting. */
  readonly lockTimeout: number | undefined;
  readonly statementTimeout: number | undefined;
  /** Undefined leaves the role's own setting. */
  readonly searchPath?: string;
  /** The role that the script runs as; the ledger is written as the login role. Undefined: the login role for both. */
  readonly role?: string | undefined;
}

export type StepOutcome =
  /** Duration in milliseconds. */
  { readonly ok: true; readonly duration: number | undefined } | StepFailure;

export type StepFailure =
  /** Nothing was kept. `left`: not of what came before a ROLLBACK in the script; the rest ran outside a transaction. */
  | {
      readonly ok: false;
      readonly where: FailurePoint;
      readonly error: ServerError;
      readonly left: boolean;
    }
  /** `xid`: the transaction's number, if it was heard of. */
  | { readonly ok: false; readonly where: "lost"; readonly error: ConnectionLost; readonly xid: string | undefined }
  | VerifyFailed
  | OutsideFailure;

/** The script passed and its verify.sql did not. `recorded`: it runs outside a transaction, and stays applied. */
export interface VerifyFailed {
  readonly ok: false;
  readonly where: "verify";
  readonly verification: Verification;
  readonly recorded: boolean;
}

/**
 * A script that runs outside a transaction, some of which may be done. The failure is written already; what the run did
 * besides is to be added. `recorded`: only the answer was lost.
 */
interface OutsideFailure {
  readonly ok: false;
  readonly where: "outside";
  readonly explain: (progress: Progress) => MigraphError;
  readonly recorded: boolean;
}

type TransactionOutcome = Exclude<StepOutcome, OutsideFailure | VerifyFailed>;

/** What the server was doing: writing the record, running the script, completing the record, committing. */
export type FailurePoint = "record" | "script" | "finish" | "commit";

export interface Sending {
  readonly prepared: PreparedScript;
  readonly recorder: Recorder;
  readonly settings: ScriptSettings;
  /** The step that was sent just before, whose answers may not be there yet. Undefined for the first of a run. */
  readonly previous: PlannedStep | undefined;
  /** A later COMMIT, which waits for the disk, makes this one durable too. */
  readonly lazyCommit: boolean;
  /** Looks at what the script has done before it is committed, and what is written then if that is as it should be. */
  readonly verify?: StepVerification | undefined;
  /** What the server says from now on is about this step. Called in the middle of the driver's reading. */
  readonly onStart: () => void;
}

export interface StepVerification {
  readonly event: string;
  run(): Promise<Verification | ConnectionLost>;
}

/**
 * Runs one script and its record as one transaction, without waiting in between: the messages go out one behind the
 * other, and each is guarded by the one before it. BEGIN is a message of its own, since a message that the server cannot
 * parse is refused whole; should it fail, the session is read-only, and so is what follows. After it any refusal aborts
 * the transaction, and the rest is refused too. The record behind the script fails in any transaction but that of the
 * record before it, so that a script which has ended its transaction cannot be taken for one that is through; and the
 * record of the next step fails unless this one has come through, so that it may be sent before this one is answered.
 */
export async function sendTransaction(
  database: Database,
  step: PlannedStep,
  sending: Sending,
): Promise<TransactionOutcome> {
  const { before, script, after } = stepMessages(database, step, sending);
  const outcomes = await database.session.pipeline([BEGIN, before, script, after, "commit"]);
  const [begin, record, ran, finish, commit] = outcomes;
  return judgeCommit(judge({ begin, record, script: ran, finish }), commit, record);
}

/**
 * As sendTransaction, with one message less: COMMIT goes with the record behind the script, and is not reached when that
 * is refused. The transaction that failed then stays open, in which nothing that was sent behind it can run; whoever has
 * taken all answers ends it. For scripts that are known to end no transaction.
 */
export async function sendTogether(
  database: Database,
  step: PlannedStep,
  sending: Sending,
): Promise<TransactionOutcome> {
  const { before, script, after } = stepMessages(database, step, sending);
  let finished = false;
  const last = {
    text: `${after};\ncommit`,
    onRow: (row: Row) => {
      finished ||= "duration_ms" in row;
    },
  };
  const [begin, record, ran, finish] = await database.session.pipeline([BEGIN, before, script, last]);
  const outcome = judge({ begin, record, script: ran, finish });
  const atCommit = !outcome.ok && outcome.where === "finish" && finished;
  return atCommit ? { ...outcome, where: "commit" } : outcome;
}

/** As sendTransaction, in a transaction that is open already and stays open; after a failure it only waits to be ended. */
export async function sendWithinTransaction(
  database: Database,
  step: PlannedStep,
  sending: Sending,
): Promise<TransactionOutcome> {
  const { before, script, after } = stepMessages(database, step, sending);
  const [record, ran, finish] = await database.session.pipeline([before, script, after]);
  return judge({ record, script: ran, finish });
}

/**
 * As sendTransaction and sendWithinTransaction, with pauses: for a script with COPY … FROM stdin, of which each part waits
 * for the one before it, since the server takes what follows a COPY for its data, unless the COPY has failed; and for one
 * that is verified before it is committed.
 */
export async function runByParts(
  database: Database,
  step: PlannedStep,
  sending: Sending,
  within: boolean,
): Promise<TransactionOutcome | VerifyFailed> {
  const { session } = database;
  const { before, after } = stepMessages(database, step, sending);
  const opening = await session.pipeline(within ? [before] : [BEGIN, before]);
  const record = opening.at(-1);
  const begin = within ? undefined : opening[0];
  let outcome = judge({ begin, record });
  if (outcome.ok) {
    const script = await sendParts(session, sending.prepared);
    const verification = script.ok ? await sending.verify?.run() : undefined;
    if (verification instanceof ConnectionLost) return lost(verification, record);
    if (verification?.ok === false) {
      // Within the transaction of all steps whoever has begun it ends it.
      if (!within) await session.attempt("rollback");
      return { ok: false, where: "verify", verification, recorded: false };
    }
    const finish = script.ok ? await session.attempt(after) : undefined;
    outcome = judge({ record, script, finish });
  }
  return within ? outcome : judgeCommit(outcome, await session.attempt("commit"), record);
}

/** The answer to the last part, or to the first that failed. */
async function sendParts(session: Session, prepared: PreparedScript): Promise<Outcome> {
  let last: Outcome = { ok: true, rows: [], tag: "" };
  for (const part of partsOf(prepared)) {
    last = await (part.data === undefined
      ? session.attempt({ script: part.text })
      : session.copy(part.text, part.data.text));
    if (last.ok) continue;
    const { error } = last;
    return error instanceof ServerError ? { ok: false, error: placedIn(prepared.text, part, error) } : last;
  }
  return last;
}

export interface StepMessages {
  readonly before: Message;
  readonly script: Message;
  readonly after: string;
}

export function stepMessages(database: Database, step: PlannedStep, sending: Sending): StepMessages {
  const { prepared, recorder, settings, previous, lazyCommit, verify, onStart } = sending;
  const { forRecord, forScript } = settingsOf(step, settings, lazyCommit);
  // Every script starts from the same session, whatever the one before has left behind; and the record behind it must
  // not depend on what the script leaves. The reset takes lock_timeout along, which is to hold at COMMIT too.
  const rules = sessionRules(database);
  const { guard = "", renewal = "" } = database.lock ?? {};
  const before = [
    rules.reset,
    guard,
    recorder.guard(previous),
    rules.discard,
    recorder.before(step),
    localSettings(forScript),
  ];
  const after = [rules.restore, localSettings(forRecord), renewal, verify?.event ?? "", recorder.after(step)];
  return { before: { text: joined(before), onRow: onStart }, script: { script: prepared.text }, after: joined(after) };
}

/** What holds for the script, and for the record behind it. */
export function settingsOf(
  step: Pick<PlannedStep, "script">,
  settings: ScriptSettings,
  lazyCommit: boolean,
): { readonly forRecord: LocalSettings; readonly forScript: LocalSettings } {
  const own = step.script.settings;
  const forRecord = {
    lock_timeout: timeoutSetting(own.lockTimeout ?? settings.lockTimeout),
    statement_timeout: timeoutSetting(own.statementTimeout ?? settings.statementTimeout),
    search_path: settings.searchPath,
    synchronous_commit: lazyCommit ? ("off" as const) : null,
  };
  return { forRecord, forScript: { ...forRecord, synchronous_commit: null, role: settings.role } };
}

function judgeCommit(
  outcome: TransactionOutcome,
  commit: Outcome | undefined,
  record: Outcome | undefined,
): TransactionOutcome {
  if (commit === undefined) throw new TypeError("every message has an outcome");
  if (!outcome.ok) {
    // COMMIT says ROLLBACK when it ends a transaction that had failed, and COMMIT when there was none to end.
    const left = outcome.where !== "lost" && outcome.where !== "record" && commit.ok && commit.tag === "COMMIT";
    return left ? { ...outcome, left } : outcome;
  }
  if (commit.ok) return outcome;
  if (commit.error instanceof ConnectionLost) return lost(commit.error, record);
  return { ok: false, where: "commit", error: commit.error, left: false };
}

export function joined(statements: readonly string[]): string {
  return statements.filter((text) => text !== "").join(";\n");
}

type Part = "begin" | "record" | "script" | "finish";

function judge(parts: Readonly<Partial<Record<Part, Outcome | undefined>>>): TransactionOutcome {
  for (const part of ["begin", "record", "script", "finish"] as const) {
    const outcome = parts[part];
    if (outcome === undefined || outcome.ok) continue;
    if (outcome.error instanceof ConnectionLost) return lost(outcome.error, parts.record);
    return { ok: false, where: part === "begin" ? "record" : part, error: outcome.error, left: false };
  }
  const facts = lastRow(parts.finish);
  const duration = facts["duration_ms"];
  return {
    ok: true,
    duration: typeof duration === "number" ? duration : undefined,
  };
}

function lost(error: ConnectionLost, record: Outcome | undefined): TransactionOutcome & { where: "lost" } {
  const xid = record?.ok ? record.rows.find((row) => "xid" in row)?.["xid"] : undefined;
  return { ok: false, where: "lost", error, xid: typeof xid === "string" ? xid : undefined };
}

function lastRow(outcome: Outcome | undefined): Row {
  return outcome?.ok ? (outcome.rows.at(-1) ?? {}) : {};
}
