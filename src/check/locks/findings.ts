import type { Finding } from "../../errors.ts";
import type { Accepted } from "./allow.ts";
import { LOCK_RULES } from "./hazard.ts";
import { hazardsOf, type PlacedHazard } from "./hazards.ts";
import type { SquawkFinding } from "./squawk.ts";
import { isAboutExisting } from "./text-hazards.ts";
import type { TracedStep } from "./traced.ts";

/**
 * What squawk says better from the text than anybody can see who runs it: what goes away from under programs that run.
 * Where a statement takes long what was seen decides, so that its rules for that are left out; its rules of style are none
 * of a lock's business.
 */
const FROM_TEXT: ReadonlySet<string> = new Set([
  "ban-drop-column",
  "ban-drop-database",
  "ban-drop-not-null",
  "ban-drop-table",
  "ban-truncate-cascade",
  "require-concurrent-partition-detach",
]);

/** Whether a finding is one of those below. */
export function isLockFinding(code: string): boolean {
  return Object.hasOwn(LOCK_RULES, code) || FROM_TEXT.has(code);
}

/** One list of what was seen and what squawk says, in the order of the scripts, without what somebody has accepted. */
export function lockFindings(
  steps: readonly TracedStep[],
  squawk: readonly SquawkFinding[],
  accepted: Accepted,
): readonly Finding[] {
  return steps.flatMap((step) => {
    const seen = hazardsOf(step).map((hazard) => seenFinding(step, hazard));
    const said = squawk
      .filter((finding) => finding.step === step && FROM_TEXT.has(finding.rule) && isAboutOthers(finding))
      .map((finding) => saidFinding(finding));
    return [...seen, ...said]
      .filter(({ code, line }) => !accepted.has(step, line, code))
      .toSorted((one, other) => one.line - other.line);
  });
}

/** Of what a script itself has made nobody else knows. */
function isAboutOthers({ step: { statements }, line }: SquawkFinding): boolean {
  const at = statements.findLast(({ statement }) => statement.line <= line);
  const tree = at?.statement.tree;
  return at === undefined || tree === undefined || isAboutExisting(tree, at.observation);
}

type Placed = Finding & { readonly line: number };

function seenFinding({ step: { revision, script } }: TracedStep, { rule, message, hint, at }: PlacedHazard): Placed {
  const said = revision.secret
    ? { message: "it keeps others from a table that was there before; the revision is secret" }
    : { message, hint };
  return { code: rule, ...said, file: script.path, line: at.statement.line, revision: revision.id };
}

function saidFinding({ step: { step }, line, rule, message, help }: SquawkFinding): Placed {
  return {
    code: rule,
    message: `${message.replace(/\.$/, "")} (squawk)`,
    ...(help === undefined ? {} : { hint: help.replace(/\.$/, "") }),
    file: step.script.path,
    line,
    revision: step.revision.id,
  };
}
