import { formatDuration } from "../duration.ts";
import type { RunResult } from "../results.ts";
import { at } from "./aftermath.ts";
import type { Output } from "./output.ts";
import { stepLine } from "./steps.ts";

/** What a run did, below the lines of its steps; for a dry run the steps too. */
export function printRun(result: RunResult, output: Output, toldBefore: boolean): void {
  const { steps, heads, dry_run: dryRun } = result;
  if (steps.length === 0) {
    output.print(`Nothing to do: ${at(heads)}.`);
    return;
  }
  if (dryRun || !toldBefore) for (const step of steps) output.print(stepLine(step, output));
  const count = `${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
  if (dryRun) {
    output.print(`Dry run: ${count}, nothing was changed. Afterwards ${at(heads)}.`);
    return;
  }
  const total = steps.reduce((sum, step) => sum + (step.duration_ms ?? 0), 0);
  const took = total === 0 ? "" : ` in ${formatDuration(total)}`;
  output.print(`Done: ${count}${took}. Now ${at(heads)}.`);
}

/** The document of --json: every step with the same keys. */
export function runDocument(result: RunResult): object {
  const steps = result.steps.map((step) => ({ ...step, duration_ms: step.duration_ms ?? null }));
  return { ...result, steps };
}
