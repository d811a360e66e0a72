import { formatDuration } from "../duration.ts";
import type { RunResult, Status } from "../results.ts";
import { stepLine } from "./events.ts";
import type { Output } from "./output.ts";

/** What a run did, below the lines of its steps; for a dry run the steps too. */
export function printRun(result: RunResult, output: Output, toldBefore: boolean): void {
  const { steps, heads } = result;
  if (steps.length === 0) {
    output.print(`Nothing to do: the database is at ${named(heads)}.`);
    return;
  }
  if (result.dry_run || !toldBefore) for (const step of steps) output.print(`  ${stepLine(step, output)}`);
  const count = `${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
  if (result.dry_run) {
    output.print(`Dry run: ${count}, nothing changed. The database would be at ${named(heads)}.`);
    return;
  }
  const total = steps.reduce((sum, step) => sum + (step.duration_ms ?? 0), 0);
  const took = total === 0 ? "" : ` in ${formatDuration(total)}`;
  output.print(`Done: ${count}${took}. The database is at ${named(heads)}.`);
}

/** One screen: where the database stands, and what to do next. */
export function printStatus(status: Status, output: Output): void {
  const { bold, green, yellow, red, dim } = output.colors;
  const row = (name: string, text: string) => output.print(`${dim(name.padEnd(10))} ${text}`);
  row(
    "database",
    `${bold(status.database)}, ${status.server}, ledger in schema ${status.ledger.schema}${status.ledger.exists ? "" : " (not made yet)"}`,
  );
  row("applied", `${status.applied}, at ${named(status.heads)}`);
  row("pending", status.pending.length === 0 ? green("none") : yellow(listed(status.pending)));
  if (status.disk_heads.length > 1)
    row("heads", yellow(`${status.disk_heads.length} on disk: ${listed(status.disk_heads)}`));
  if (status.foreign.length > 0) row("foreign", red(`${listed(status.foreign)}: applied, but not on disk`));
  for (const { revision, files } of status.edited)
    row("edited", red(`${revision}: ${files.join(", ")} changed since it was applied`));
  if (status.out_of_order.length > 0)
    row("order", red(`${listed(status.out_of_order)}: below applied revisions, and not applied`));
  if (status.lock !== null) {
    const { pid, role, client, connectedAt } = status.lock;
    row("lock", yellow(`held by pid ${pid} (${role}, from ${client}, connected since ${connectedAt})`));
  }
  output.print(`\n${dim("next:")} ${nextStep(status)}`);
}

function nextStep(status: Status): string {
  if (status.lock !== null) return "wait for the other migraph, then look again";
  if (status.out_of_order.length > 0)
    return "look at the history; `migraph upgrade --out-of-order` runs what was put below";
  if (status.disk_heads.length > 1 && status.pending.length > 0) {
    return "`migraph merge` joins the heads; `migraph upgrade heads` goes to each of them";
  }
  if (status.pending.length > 0) return "`migraph upgrade` applies what is pending";
  if (status.foreign.length > 0)
    return "check out the branch that has the foreign revisions, or stamp the database where it should be";
  if (status.edited.length > 0) return "put the edited scripts back, and make the change in a new revision";
  if (status.disk_heads.length === 0) return '`migraph new "what it does"` writes the first revision';
  return "nothing: the database is where the files are";
}

function named(heads: readonly string[]): string {
  return heads.length === 0 ? "base (no revision is applied)" : heads.join(", ");
}

const MOST_LISTED = 5;

function listed(ids: readonly string[]): string {
  const more = ids.length > MOST_LISTED ? `, and ${ids.length - MOST_LISTED} more` : "";
  return `${ids.length}: ${ids.slice(0, MOST_LISTED).join(", ")}${more}`.replace(/^1: /, "");
}
