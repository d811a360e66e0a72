import { FilesError, type Finding } from "../errors.ts";
import type { Script } from "../revision/folder.ts";
import { type PreparedScript, prepareScript } from "../script/prepare.ts";
import type { PlannedStep } from "./step.ts";

/** Looks at the scripts of a plan before any of them runs; at each one once, however often the plan is made. */
export class Inspection {
  /** Every script that was looked at, as it is to be sent. */
  readonly prepared = new Map<Script, PreparedScript>();
  /** Scripts that the parser cannot read. It may be older than the server, so they run, and the server is to watch them. */
  readonly opaque = new Set<Script>();

  /** Throws FilesError with everything that can be known to be wrong, all at once. */
  async assertRunnable(steps: readonly PlannedStep[]): Promise<void> {
    const findings: Finding[] = [];
    for (const { revision, script } of steps) {
      if (this.prepared.has(script)) continue;
      const prepared = await prepareScript(script.text, script.settings);
      this.prepared.set(script, prepared);
      findings.push(...errorsOf(revision.id, script, prepared));
      if (prepared.unread !== undefined && ENDS_TRANSACTION.test(script.text)) this.opaque.add(script);
    }
    if (findings.length > 0) throw new FilesError(findings);
  }
}

/** What is known against one script, as `check` says it. */
export async function scriptFindings(
  revision: string,
  script: Script,
): Promise<{ readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] }> {
  const prepared = await prepareScript(script.text, script.settings);
  const warnings = prepared.warnings.map((warning) => ({ ...warning, file: script.path, revision }));
  return { errors: errorsOf(revision, script, prepared), warnings };
}

function errorsOf(revision: string, script: Script, prepared: PreparedScript): readonly Finding[] {
  const file = script.path;
  return prepared.faults.map((fault) => ({ ...fault, file, revision }));
}

/** Without one of these words a script cannot end a transaction. */
const ENDS_TRANSACTION = /\b(?:commit|end|prepare|rollback|abort)\b/i;
