import type { PlannedStep } from "../../apply/step.ts";
import { type MigraphError, ScriptError } from "../../errors.ts";
import type { CheckFinding } from "../../results.ts";
import type { RevisionFolder } from "../../revision/folder.ts";
import type { SchemaDifference } from "../../schema/compare.ts";
import { lineOfOffset } from "../../script/position.ts";

/** A script that was refused. `again`: it had passed the first time; `spoilt`: down.sql did not restore before. */
export function failed(
  { revision: { id, secret }, direction, script }: PlannedStep,
  error: MigraphError,
  { again, spoilt }: { readonly again: boolean; readonly spoilt: boolean } = { again: false, spoilt: false },
): CheckFinding {
  const line = error instanceof ScriptError ? error.failure.place?.line : undefined;
  const said = error instanceof ScriptError && !secret ? [error.failure.detail, error.failure.serverHint] : [];
  const because = spoilt ? ["it may be because of what down.sql has left: set that right first"] : [];
  const hint = [...because, ...said, error.hint].filter((text) => text !== undefined).join("; ");
  return {
    severity: "error",
    code: again ? "not_repeated" : `${direction}_failed`,
    message: `${id} (${direction}) fails${again ? " after its down.sql" : ""}: ${error.message}`,
    ...(hint === "" ? {} : { hint }),
    file: script.path,
    ...(line === undefined ? {} : { line }),
    revision: id,
  };
}

/** `difference`: from the schema before the revision to the one behind its down.sql. */
export function notRestored(down: PlannedStep, difference: SchemaDifference): CheckFinding {
  const { grade, message } = difference;
  if (grade === "column order") {
    return {
      ...placed(down),
      severity: "warning",
      code: "column_order",
      message: `${down.revision.id} (down) restores all but the order of columns: ${message}`,
      hint: "a column that is added comes last: where the order matters, keep the old column instead of dropping it",
    };
  }
  return {
    ...placed(down),
    severity: "error",
    code: "not_restored",
    message: `${down.revision.id} (down) does not restore: ${message}`,
    hint: HINTS[difference.change],
  };
}

const HINTS: Readonly<Record<SchemaDifference["change"], string>> = {
  missing: "it was there before the revision: have down.sql make it again",
  "left over": "the revision made it: have down.sql drop it",
  changed: "have down.sql set it back to what it was before the revision",
};

/** `difference`: from the schema after the first up.sql to the one after the second. */
export function notRepeated(up: PlannedStep, difference: SchemaDifference): CheckFinding {
  const isOrder = difference.grade === "column order";
  return {
    ...placed(up),
    severity: isOrder ? "warning" : "error",
    code: isOrder ? "column_order" : "not_repeated",
    message: `${up.revision.id} (up) does not do the same after its down.sql: ${difference.message}`,
    hint: "what differs depends on something that down.sql does not take back, or that changes from run to run",
  };
}

/** What stands on a revision that cannot be applied. */
export function untested(revision: RevisionFolder, root: string): CheckFinding {
  return {
    severity: "warning",
    code: "untested",
    message: `${revision.id} was not tested, as it stands on ${root}, whose up.sql fails`,
    file: revision.up.path,
    line: 1,
    revision: revision.id,
  };
}

/** A difference has no line of its own: it is put where the script begins. */
function placed({ revision, script }: PlannedStep): Pick<CheckFinding, "file" | "line" | "revision"> {
  const body = script.text.slice(script.bodyStart);
  const first = script.bodyStart + (body.length - body.trimStart().length);
  return { file: script.path, line: lineOfOffset(script.text, first), revision: revision.id };
}
