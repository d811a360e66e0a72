import type { InterruptedRevision } from "../../database/ledger.ts";
import { timeForPeople } from "../../duration.ts";
import { MigraphError } from "../../errors.ts";
import type { Direction } from "../../events.ts";
import type { RevisionGraph, Step } from "../../graph/index.ts";
import type { PlannedStep } from "../step.ts";

/**
 * What a revision that was broken off has done already is not recorded: a plan goes on with it, or keeps clear of
 * everything below and above it.
 */
export function assertNoneInTheWay(
  graph: RevisionGraph,
  interrupted: readonly InterruptedRevision[],
  steps: readonly Step<Direction>[],
): void {
  for (const { revision, direction, statement, total, since } of interrupted) {
    if (!graph.has(revision) || steps.some((step) => step.revision === revision && step.direction === direction))
      continue;
    const near = new Set([revision, ...graph.ancestors([revision]), ...graph.descendants([revision])]);
    const touched = steps.find((step) => near.has(step.revision));
    if (touched === undefined) continue;
    const message = `${revision} (${direction}) was broken off at statement ${statement} of ${total} (since ${timeForPeople(since)}), and ${touched.revision} (${touched.direction}) is not to run before that is settled`;
    const command = direction === "up" ? `upgrade ${revision}` : "downgrade";
    throw new MigraphError("interrupted_revision", 1, message, {
      hint: `go on with it: \`migraph ${command}\`; or undo by hand what it has done, and \`migraph repair ${revision} --forget\``,
      data: { revision, direction, statement, total, since, step: touched.revision },
    });
  }
}

/** As one transaction the whole script would run, with what of it is done. */
export function assertStillOutside(interrupted: readonly InterruptedRevision[], planned: readonly PlannedStep[]): void {
  for (const { revision, direction, statement, total, since } of interrupted) {
    const step = planned.find((each) => each.revision.id === revision && each.direction === direction);
    if (step === undefined || !step.script.settings.transaction) continue;
    const message = `${revision} (${direction}) was broken off at statement ${statement} of ${total} (since ${since}), and its script is to run in a transaction now`;
    throw new MigraphError("interrupted_revision", 1, message, {
      hint: `put \`-- transaction: off\` back into its header, and it goes on; or undo by hand what it has done, and \`migraph repair ${revision} --forget\``,
      data: { revision, direction, statement, total, since, step: revision, file: step.script.path },
    });
  }
}
