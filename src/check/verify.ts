import { recordError } from "../apply/failure.ts";
import { newRun } from "../apply/recorder.ts";
import { prepareVerify } from "../apply/verify/prepare.ts";
import { type Verification, verifyScript } from "../apply/verify/script.ts";
import { openingOf, recordVerification } from "../apply/verify/step.ts";
import { BEGIN } from "../apply/write.ts";
import { ServerError } from "../database/answers.ts";
import { assertWritable, readTexts } from "../database/ledger.ts";
import type { Database } from "../database/server.ts";
import { DatabaseError, FilesError, InterruptedError, UsageError } from "../errors.ts";
import type { Listener } from "../events.ts";
import type { Project } from "../project.ts";
import type { VerifyResult } from "../results.ts";
import type { Script } from "../revision/folder.ts";
import type { VerifySettings } from "../settings.ts";
import type { State } from "../state.ts";
import type { Workplace } from "../workplace.ts";

/** A verify.sql that is to be run, of a revision that is applied. */
interface Subject {
  readonly id: string;
  readonly message: string;
  readonly secret: boolean;
  readonly script: Script;
  /** Whose timeouts hold. */
  readonly up: Script;
}

/** Runs verify.sql of applied revisions, all of them whatever is found, and writes that among the events. */
export async function verifyApplied(
  workplace: Workplace,
  addresses: readonly string[],
  settings: VerifySettings,
  signal: AbortSignal,
): Promise<VerifyResult> {
  const { config, emit } = workplace;
  const project = workplace.read("scripts", { empty: true });
  await workplace.open(signal, settings.wait);
  const state = await workplace.state(project, signal);
  const { database } = state;
  const subjects = await subjectsOf(state, project, chosen(state, addresses), emit);
  await assertRunnable(subjects);
  const options = {
    lockTimeout: settings.lockTimeout ?? config.lockTimeout,
    statementTimeout: settings.statementTimeout ?? config.statementTimeout,
    role: settings.role ?? config.role,
  };
  const run = newRun(database.schema);
  const writable = mayRecord(database);
  const revisions: VerifyResult["revisions"][number][] = [];
  const findings: VerifyResult["findings"][number][] = [];
  for (const [index, subject] of subjects.entries()) {
    const { id: revision, message } = subject;
    if (signal.aborted) throw interrupted(`stopped before the verify.sql of ${revision}`);
    const opening = openingOf(database, subject.up, options, true);
    const verification = await verifyOne(database, subject, opening, emit);
    const { ok, checks, failures, duration: duration_ms } = verification;
    if (signal.aborted && failures.some(({ sqlstate }) => sqlstate === "57014")) {
      throw interrupted(`the verify.sql of ${revision} was interrupted`);
    }
    if (writable) await recordVerification(database, run, revision, verification, emit);
    revisions.push({ revision, ok, checks, duration_ms });
    findings.push(...failures.map((failure) => ({ ...failure, revision })));
    emit({ type: "verify-finished", revision, message, ok, duration_ms, index, total: subjects.length });
  }
  return { ok: findings.length === 0, revisions, findings };
}

/** Ids of applied revisions, in graph order. */
function chosen({ graph, applied }: State, addresses: readonly string[]): readonly string[] {
  if (addresses.length === 0) return graph.sort(applied.keys());
  const named = addresses.flatMap((address) => {
    if (address.includes(":")) return graph.range(address, { applied: applied.keys() }).filter((id) => applied.has(id));
    const ids = graph.resolve(address, { applied: applied.keys() });
    const pending = ids.find((id) => !applied.has(id));
    if (pending === undefined) return ids;
    throw new UsageError(`${pending} is not applied: there is nothing to verify`, {
      code: "not_applied",
      hint: `\`migraph upgrade ${pending} --verify\` applies it and verifies it`,
    });
  });
  return graph.sort(new Set(named));
}

/** The texts on disk; of a foreign revision the one that the ledger has kept. */
async function subjectsOf(
  { database, applied }: State,
  { folders }: Project,
  ids: readonly string[],
  emit: Listener,
): Promise<readonly Subject[]> {
  const foreign = ids.filter((id) => !folders.has(id) && applied.get(id)?.verifyChecksum !== undefined);
  const texts = await readTexts(database, foreign);
  return ids.flatMap((id): readonly Subject[] => {
    const folder = folders.get(id);
    const message = applied.get(id)?.message ?? "";
    if (folder !== undefined) {
      const { verify: script, secret, up } = folder;
      return script === undefined ? [] : [{ id, message: folder.message, secret, script, up }];
    }
    const text = texts.get(id)?.verify ?? undefined;
    if (text !== undefined) {
      const script = keptScript(id, text);
      return [{ id, message, secret: false, script, up: script }];
    }
    if (foreign.includes(id)) {
      emit({
        type: "warning",
        message: `${id} is not verified: it is not on disk, and the ledger has kept no text of it`,
      });
    }
    return [];
  });
}

function keptScript(id: string, text: string): Script {
  const settings = { transaction: true, lockTimeout: undefined, statementTimeout: undefined };
  return { path: `verify.sql of ${id} in the ledger`, text, marked: false, bodyStart: 0, settings };
}

/** Throws FilesError with everything that is known against them, before any of them is run. */
async function assertRunnable(subjects: readonly Subject[]): Promise<void> {
  const findings = await Promise.all(
    subjects.map(async ({ id: revision, script }) => {
      const { faults } = await prepareVerify(script);
      return faults.map((fault) => ({ ...fault, file: script.path, revision }));
    }),
  );
  if (findings.flat().length > 0) throw new FilesError(findings.flat());
}

/** A role that may only read verifies all the same. */
function mayRecord(database: Database): boolean {
  try {
    assertWritable(database);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError) return false;
    throw error;
  }
}

async function verifyOne(
  { session, server: { inRecovery, readOnly } }: Database,
  { id, secret, script }: Subject,
  opening: string,
  emit: Listener,
): Promise<Verification> {
  emit({ type: "verify-started", revision: id, path: script.path, text: secret ? undefined : script.text });
  session.onNotice = (notice) => {
    if (!secret) emit({ type: "notice", revision: id, notice });
  };
  try {
    const begin = inRecovery || readOnly ? "begin" : BEGIN;
    return await verifyScript(session, script, { begin, opening, secret });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw recordError({ revision: { id }, direction: "verify" }, error, {});
  } finally {
    session.onNotice = undefined;
  }
}

function interrupted(message: string): InterruptedError {
  return new InterruptedError(message, { hint: "run the same command again; a verify.sql leaves nothing behind" });
}
