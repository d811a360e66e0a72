import { FilesError, type Finding } from "../errors.ts";
import type { RevisionFolder, Script } from "../revision/folder.ts";
import { type PreparedScript, prepareScript } from "../script/prepare.ts";
import type { PlannedStep } from "./step.ts";
import { prepareVerify } from "./verify/prepare.ts";

/** Looks at the scripts of a plan before any of them runs; at each one once, however often the plan is made. */
export class Inspection {
  /** Every script that was looked at, as it is to be sent. */
  readonly prepared = new Map<Script, PreparedScript>();
  /** Scripts that the parser cannot read. It may be older than the server, so they run, and the server is to watch them. */
  readonly opaque = new Set<Script>();
  readonly #warn: (warning: Finding) => void;
  readonly #verify: boolean;

  /** `warn` is told what may be wrong; the server decides. `verify`: verify.sql is to be run behind up.sql. */
  constructor(warn: (warning: Finding) => void, verify = false) {
    this.#warn = warn;
    this.#verify = verify;
  }

  /** Throws FilesError with everything that can be known to be wrong, all at once. */
  async assertRunnable(steps: readonly PlannedStep[]): Promise<void> {
    const findings: Finding[] = [];
    for (const { revision, script, direction } of steps) {
      if (this.prepared.has(script)) continue;
      const prepared = await prepareScript(script.text, script.settings);
      this.prepared.set(script, prepared);
      findings.push(...errorsOf(revision, script, prepared));
      const opaque = prepared.unread !== undefined && ENDS_TRANSACTION.test(script.text);
      if (opaque) this.opaque.add(script);
      for (const warning of warningsOf(revision, script, prepared)) {
        // What else cannot be read the server will say by itself, if there is anything to say.
        if (opaque || warning.code !== UNREAD) this.#warn(warning);
      }
      if (!this.#verify || direction !== "up" || revision.verify === undefined) continue;
      const verify = await prepareVerify(revision.verify);
      findings.push(...verify.faults.map((fault) => placed(revision, verify.script, fault)));
      // The server is to watch the transaction that it runs in, as nobody could read it.
      if (verify.unread) this.opaque.add(script);
    }
    if (findings.length > 0) throw new FilesError(findings);
  }
}

/** Of whom a script is; what is said of a secret one must not quote it. */
type Owner = Pick<RevisionFolder, "id" | "secret">;

/** What is known against one script, as `check` says it. */
export async function scriptFindings(
  revision: Owner,
  script: Script,
): Promise<{ readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] }> {
  const prepared = await prepareScript(script.text, { ...script.settings, thorough: true });
  return { errors: errorsOf(revision, script, prepared), warnings: warningsOf(revision, script, prepared) };
}

function errorsOf(revision: Owner, script: Script, prepared: PreparedScript): readonly Finding[] {
  return prepared.faults.map((fault) => placed(revision, script, fault));
}

const UNREAD = "unread_script";

function warningsOf(revision: Owner, script: Script, { warnings, unread }: PreparedScript): readonly Finding[] {
  const findings = warnings.map((warning) => placed(revision, script, warning));
  if (unread === undefined) return findings;
  const message = `PostgreSQL's parser cannot read it, as it comes with migraph${revision.secret ? "" : `: ${unread}`}`;
  const hint =
    "the server decides when it runs: what can be known beforehand of other scripts is not known of this one";
  return [...findings, placed(revision, script, { code: UNREAD, message, hint })];
}

function placed({ id, secret }: Owner, { path }: Script, fault: Finding): Finding {
  // Names a value of the script's.
  const quotes = secret && fault.code === "new_enum_value";
  const message = quotes ? "a new enum value cannot be used in the transaction that adds it" : fault.message;
  return { ...fault, message, file: path, revision: id };
}

/** Without one of these words a script cannot end a transaction. */
const ENDS_TRANSACTION = /\b(?:commit|end|prepare|rollback|abort)\b/i;
