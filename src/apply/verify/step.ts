import { ConnectionLost, ServerError } from "../../database/answers.ts";
import type { Database } from "../../database/server.ts";
import { sessionRules } from "../../database/session-rules.ts";
import { type MigraphError, VerifyError } from "../../errors.ts";
import type { Listener } from "../../events.ts";
import type { Script } from "../../revision/folder.ts";
import { interruptedStep, type Progress } from "../failure.ts";
import { recordFailure } from "../history.ts";
import { localSettings } from "../local-settings.ts";
import { type Run, recordEvent } from "../recorder.ts";
import { lostError } from "../settle.ts";
import type { PlannedStep } from "../step.ts";
import {
  joined,
  type ScriptSettings,
  type StepOutcome,
  type StepVerification,
  settingsOf,
  type VerifyFailed,
} from "../transaction.ts";
import { BEGIN, writeLedger } from "../write.ts";
import { type Verification, verifyScript } from "./script.ts";

/** How a step is verified in its own transaction, and written down to have been. */
export function verificationOf(
  database: Database,
  step: PlannedStep,
  run: Run,
  settings: ScriptSettings,
): StepVerification {
  const { verify, id, secret } = step.revision;
  if (verify === undefined) throw new TypeError(`${id} has no verify.sql`);
  const opening = openingOf(database, step.script, settings, false);
  return {
    event: recordEvent(run, { kind: "verify", revision: id }),
    run: () => attempt(() => verifyScript(database.session, verify, { opening, secret }), verify),
  };
}

/** Where not even its session can be made ready the script has not passed either. */
async function attempt(
  run: () => Promise<Verification>,
  { path: file }: Script,
): Promise<Verification | ConnectionLost> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConnectionLost) return error;
    if (!(error instanceof ServerError)) throw error;
    const { message, sqlState: sqlstate } = error;
    return { ok: false, checks: 0, duration: 0, failures: [{ code: "verify_failed", message, file, sqlstate }] };
  }
}

/**
 * SQL by which a verify.sql finds the session that scripts find. `alone`: what they leave in it besides its settings is
 * taken away too, which in their own transaction could fail.
 */
export function openingOf(database: Database, script: Script, settings: ScriptSettings, alone: boolean): string {
  const { reset, discard } = sessionRules(database);
  const { forScript } = settingsOf({ script }, settings, false);
  return joined([reset, alone ? discard : "", localSettings(forScript)]);
}

/** Behind a script that has run outside a transaction, and is recorded: what fails is told. */
export async function verifyOutside(
  database: Database,
  step: PlannedStep,
  run: Run,
  { settings, emit }: { readonly settings: ScriptSettings; readonly emit: Listener },
  passed: StepOutcome,
): Promise<StepOutcome> {
  const { verify, id, secret } = step.revision;
  if (verify === undefined) return passed;
  const opening = openingOf(database, step.script, settings, true);
  const verification = await attempt(
    () => verifyScript(database.session, verify, { begin: BEGIN, opening, secret }),
    verify,
  );
  if (verification instanceof ConnectionLost) {
    const data = { revision: id, direction: step.direction, file: verify.path };
    const explain = (progress: Progress) =>
      lostError(verification, `the verification of ${id}`, true, { ...data, ...progress });
    return { ok: false, where: "outside", explain, recorded: true };
  }
  await recordVerification(database, run, id, verification, emit);
  return verification.ok ? passed : { ok: false, where: "verify", verification, recorded: true };
}

/** Among the events, in a transaction of its own. What cannot be written is told, and changes nothing else. */
export async function recordVerification(
  database: Database,
  run: Run,
  revision: string,
  { ok, checks, failures }: Verification,
  emit: Listener,
): Promise<void> {
  const found = failures.map(({ code, line, sqlstate }) => ({ code, line: line ?? null, sqlstate: sqlstate ?? null }));
  const event = recordEvent(run, {
    kind: "verify",
    revision,
    detail: { checks },
    ...(ok ? {} : { error: { code: "verify_failed", findings: found } }),
  });
  const { error } = await writeLedger(database, [event]);
  if (error === undefined) return;
  emit({ type: "warning", message: `the verification of ${revision} could not be written: ${error.message}` });
}

/** The error to be thrown for a step that did not pass, after it has been recorded. */
export async function verifyFailed(
  database: Database,
  run: Run,
  step: PlannedStep,
  { verification: { failures }, recorded }: VerifyFailed,
  progress: Progress,
  { signal, emit }: { readonly signal: AbortSignal; readonly emit: Listener },
): Promise<MigraphError> {
  if (signal.aborted && failures.some(({ sqlstate }) => sqlstate === "57014")) return interruptedStep(step, progress);
  const { id } = step.revision;
  const error = new VerifyError(`${id} does not pass its verify.sql`, failures, {
    hint: recorded
      ? `correct up.sql or verify.sql; the script runs outside a transaction and is recorded: \`migraph verify ${id}\` tries again`
      : "correct up.sql or verify.sql, and run the same command again",
    data: { revision: id, direction: step.direction, kept: recorded, ...progress },
  });
  // Outside a transaction the verification has its own event.
  if (!recorded) await recordFailure(database, run, step, { cause: undefined, told: error }, emit);
  return error;
}
