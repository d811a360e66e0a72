import { FilesError, type Finding } from "../errors.ts";
import type { Script } from "../revision/folder.ts";
import { inspectScript } from "../script/inspect.ts";
import type { PlannedStep } from "./step.ts";

/** Looks at the scripts of a plan before any of them runs; at each one once, however often the plan is made. */
export class Inspection {
  /** Scripts that the parser cannot read. It may be older than the server, so they run, and the server is to watch them. */
  readonly opaque = new Set<Script>();
  readonly #seen = new Set<Script>();

  /** Throws FilesError with everything that can be known to be wrong, all at once. */
  async assertRunnable(steps: readonly PlannedStep[]): Promise<void> {
    const findings: Finding[] = [];
    for (const { revision, script } of steps) {
      if (this.#seen.has(script)) continue;
      this.#seen.add(script);
      const faults = await scriptFindings(revision.id, script);
      findings.push(...faults);
      if (faults.length === 0 && (await isOpaque(script))) this.opaque.add(script);
    }
    if (findings.length > 0) throw new FilesError(findings);
  }
}

/** What is wrong with one script, as `check` says it too. */
export async function scriptFindings(revision: string, script: Script): Promise<readonly Finding[]> {
  const faults = (await inspectScript(script.text)).map((fault) => ({ ...fault, file: script.path, revision }));
  return script.settings.transaction ? faults : [outsideTransaction(revision, script.path), ...faults];
}

/** Without one of these words a script cannot end a transaction. */
const ENDS_TRANSACTION = /\b(?:commit|end|prepare|rollback|abort)\b/i;

/** Whether a COMMIT in it would go unseen, as one at its end shows. */
async function isOpaque({ text }: Script): Promise<boolean> {
  if (!ENDS_TRANSACTION.test(text)) return false;
  const faults = await inspectScript(`${text}\n;commit`);
  return !faults.some(({ code }) => code === "transaction_control");
}

function outsideTransaction(revision: string, file: string): Finding {
  return {
    code: "outside_transaction",
    message: "`transaction: off`: this version runs scripts in a transaction only",
    hint: "take the statements that need none out of the revision, and run them by hand",
    file,
    revision,
  };
}
