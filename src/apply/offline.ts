import { LEDGER_TABLES } from "../database/ledger.ts";
import { lockKey } from "../database/lock-key.ts";
import { directRules } from "../database/session-rules.ts";
import { identifier, literal, statement } from "../database/statement.ts";
import type { Script } from "../revision/folder.ts";
import { type PreparedScript, prepareScript } from "../script/prepare.ts";
import { TOOL_VERSION } from "../version.ts";
import { knownLedgerRevisions, ledgerSettings, ledgerSteps } from "./ledger.ts";
import { localSettings } from "./local-settings.ts";
import { partsOf } from "./parts.ts";
import { ledgerRecorder, newRun, ownRecorder, type Recorder } from "./recorder.ts";
import { type StampStep, stampSql } from "./stamp.ts";
import type { PlannedStep } from "./step.ts";
import { joined, type ScriptSettings, settingsOf } from "./transaction.ts";
import { preparedOf } from "./window.ts";
import { BEGIN } from "./write.ts";

export interface OfflineOptions {
  readonly schema: string;
  /** What the file is for, in a line. */
  readonly title: string;
  /** Ids of what is applied where it starts, and where it ends. */
  readonly start: readonly string[];
  /** Ids of what was squashed into revisions among these. */
  readonly replaced: readonly string[];
  readonly heads: readonly string[];
  readonly settings: ScriptSettings;
  readonly singleTransaction: boolean;
  readonly prepared: ReadonlyMap<Script, PreparedScript>;
  readonly opaque: ReadonlySet<Script>;
}

/** What our own statements answer is of no interest to people; what scripts select is. */
const SILENT = "\\o /dev/null";
const ALOUD = "\\o";
/** The file is UTF-8, whatever the terminal is. RESET ALL takes it back. */
const ENCODING = "set client_encoding = 'UTF8'";
/** A direct connection: psql has a session of its own. */
const RULES = directRules();

/** A file for psql that does to a database what a run would do, and leaves the ledger that a run leaves. */
export async function offlineRun(steps: readonly PlannedStep[], options: OfflineOptions): Promise<string> {
  const { schema, singleTransaction, opaque } = options;
  const run = newRun(schema);
  const recorder = ledgerRecorder(run, opaque, singleTransaction);
  const guard = statement("lock/advisory_guard.sql", { key: String(lockKey(schema)) });
  const texts = steps.map((step, index) => {
    const previous = steps[index - 1];
    const parts = { step, previous, recorder, guard, options };
    return step.script.settings.transaction ? inTransaction(parts) : outsideTransaction(parts);
  });
  const body = singleTransaction && steps.length > 0 ? [ended(BEGIN), ...texts, "commit;"] : texts;
  return file(await ledgerText(schema), body, options);
}

/** The same for a stamp: everything is recorded, and nothing is run. */
export async function offlineStamp(steps: readonly StampStep[], options: OfflineOptions): Promise<string> {
  const run = newRun(options.schema);
  const body = steps.length === 0 ? [] : [ended(BEGIN), ...steps.map((step) => ended(stampSql(run, step))), "commit;"];
  return file(await ledgerText(options.schema), body, options);
}

function file(ledger: string, body: readonly string[], options: OfflineOptions): string {
  const { schema, title, start, replaced, heads } = options;
  const key = String(lockKey(schema));
  const state = statement("offline/state.sql", {
    schema,
    applied: start,
    replaced,
    version: knownLedgerRevisions(),
    tables: LEDGER_TABLES,
  });
  const at = heads.length === 0 ? "no revision is applied" : `the database is at ${heads.join(", ")}`;
  return `${[
    `-- ${title}. Written by migraph ${TOOL_VERSION}.`,
    "-- Run it with psql, not within a transaction of your own:  psql -X -f FILE DATABASE",
    "\\set ON_ERROR_STOP on",
    "\\set QUIET on",
    "\\set AUTOCOMMIT on",
    SILENT,
    ended(ENCODING),
    ended(statement("offline/lock.sql", { key })),
    // Only where the file starts from nothing may there be nothing.
    start.length === 0 ? ledger : "",
    ended(state),
    ended(statement("lock/lease_clear.sql", { schema })),
    ended(statement("offline/lease.sql", { schema })),
    ended(RULES.readOnly),
    ...body,
    ended(statement("lock/advisory_release.sql", { key })),
    ended(RULES.readWrite),
    ALOUD,
    `\\echo ${literal(`Done. Now ${at}.`)}`,
  ]
    .filter((text) => text !== "")
    .join("\n")}\n`;
}

interface StepParts {
  readonly step: PlannedStep;
  readonly previous: PlannedStep | undefined;
  readonly recorder: Recorder;
  readonly guard: string;
  readonly options: OfflineOptions;
}

function inTransaction({ step, previous, recorder, guard, options }: StepParts): string {
  const { settings, singleTransaction } = options;
  const { forRecord, forScript } = settingsOf(step, settings, false);
  return [
    heading(step),
    ...(singleTransaction ? [] : [ended(BEGIN)]),
    ended(joined([RULES.reset, ENCODING, guard, recorder.guard(previous), RULES.discard, recorder.before(step)])),
    ended(localSettings(forScript)),
    ALOUD,
    scriptText(preparedOf(step, options.prepared)),
    SILENT,
    ended(joined([RULES.restore, ENCODING, localSettings(forRecord), recorder.after(step)])),
    ...(singleTransaction ? [] : ["commit;"]),
  ].join("\n");
}

/** Each statement of the script is a transaction of its own, as psql does it. */
function outsideTransaction({ step, previous, recorder, guard, options }: StepParts): string {
  const { forScript } = settingsOf(step, options.settings, false);
  const set = [
    ["lock_timeout", forScript.lock_timeout],
    ["statement_timeout", forScript.statement_timeout],
    ["role", forScript.role],
  ].flatMap(([name, value]) => (value ? [`set ${name} = ${literal(value)}`] : []));
  return [
    heading(step),
    ended(joined([RULES.reset, ENCODING, guard, RULES.discard, ...set, "set default_transaction_read_only = off"])),
    ALOUD,
    scriptText(preparedOf(step, options.prepared)),
    SILENT,
    ended(RULES.restore),
    ended(ENCODING),
    ended(BEGIN),
    ended(joined([guard, recorder.guard(previous), recorder.before(step), recorder.after(step)])),
    "commit;",
  ].join("\n");
}

function heading({ revision, direction, script }: PlannedStep): string {
  const line = `-- ${direction} ${revision.id}  ${revision.message}  (${script.path})`;
  return `\n${line.replace(/[\r\n]+/g, " ")}`;
}

/** psql ends a statement at its semicolon, and data of a COPY at a line of their own. */
function scriptText(prepared: PreparedScript): string {
  return partsOf(prepared)
    .map(({ text, data }) => {
      if (data === undefined) return `${text}\n;`;
      const rows = data.text === "" || data.text.endsWith("\n") ? data.text : `${data.text}\n`;
      return `${text};\n${rows}\\.`;
    })
    .join("\n");
}

/** Makes the ledger where there is none. */
async function ledgerText(schema: string): Promise<string> {
  const recorder = ownRecorder(newRun(schema), "");
  const steps: string[] = [];
  for (const step of ledgerSteps([])) {
    const prepared = await prepareScript(step.script.text, step.script.settings);
    const { forScript } = settingsOf(step, ledgerSettings(schema), false);
    steps.push(ended(localSettings(forScript)), scriptText(prepared), ended(recorder.after(step)));
  }
  const table = literal(`${identifier(schema)}.ledger_revision`);
  const there = `exists (select from pg_catalog.pg_namespace where nspname operator(pg_catalog.=) ${literal(schema)})`;
  return [
    `select pg_catalog.to_regclass(${table}) is null as migraph_no_ledger, not ${there} as migraph_no_schema \\gset`,
    "\\if :migraph_no_ledger",
    ended(BEGIN),
    "\\if :migraph_no_schema",
    `create schema ${identifier(schema)};`,
    "\\endif",
    ...steps,
    "commit;",
    "\\endif",
  ].join("\n");
}

function ended(sql: string): string {
  return sql === "" ? "" : `${sql};`;
}
