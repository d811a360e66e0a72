import { formatDuration } from "../duration.ts";
import type { Blocker, Listener, MigraphEvent } from "../events.ts";
import { describeHolder } from "../holder.ts";
import { queryExcerpt } from "../query-excerpt.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { roundTripLine } from "./round-trips.ts";
import { stepLine } from "./steps.ts";
import { escapeControls, escapeText } from "./text.ts";

/** Tells people what happens while it does. Steps go to stdout; what one should know beside them to stderr. */
export function reportEvents(output: Output): Listener {
  const progress = new Progress(output);
  let reason: string | undefined;
  return (event) => {
    switch (event.type) {
      case "embedded-server":
        // A temporary one leaves nothing that somebody would look for.
        if (event.what === "initialising" && event.path !== undefined)
          output.print(output.colors.dim(`Making a database in ${escapeControls(event.path)}`));
        return;
      case "ledger-created":
        output.print(output.colors.dim(`Made the ledger in schema ${escapeControls(event.schema)}.`));
        return;
      case "schema-written":
        if (event.changed) output.print(output.colors.dim(`Wrote the schema into ${escapeControls(event.file)}.`));
        return;
      case "run-started":
        progress.begin(event.steps.length);
        return;
      case "run-ended":
        progress.end();
        return;
      case "step-started":
        if (output.verbose) output.print(scriptText(event, output));
        progress.stepBegun(event.step);
        return;
      case "step-finished":
        progress.stepFinished();
        output.print(stepLine(event.step, output));
        return;
      case "round-trip-started":
        output.progress(roundTripLine(event, output, "testing"));
        return;
      case "round-trip-finished":
        output.print(roundTripLine(event, output, event.outcome, event.duration_ms));
        return;
      case "proof-started":
        output.progress(`trying ${escapeControls(event.what)}  (${event.index + 1} of ${event.total})`);
        return;
      case "replay-started":
        output.progress(roundTripLine(event, output, "replaying"));
        return;
      case "database-waiting":
        // Later tries are told only where a line can be written over, unless they fail for another reason.
        if (event.reason !== reason) complain(output, databaseWaiting(event));
        else output.progress(`still waiting, for ${formatDuration(event.waited)} of ${formatDuration(event.wait)}`);
        reason = event.reason;
        return;
      case "step-resumed":
        output.print(resumedLine(event, output));
        return;
      case "statement-started":
        if (output.verbose) output.print(output.colors.dim(statementLine(event)));
        progress.stepNoted(statementNote(event));
        return;
      case "statement-finished":
        if (output.verbose && event.duration_ms !== undefined)
          output.print(output.colors.dim(`  statement ${event.statement} took ${formatDuration(event.duration_ms)}`));
        return;
      case "statement-progress":
        progress.stepNoted(statementNote(event));
        return;
      case "verify-started":
        if (output.verbose) output.print(scriptText(event, output));
        return;
      case "verify-finished":
        output.print(verifyLine(event, output));
        return;
      case "lock-waiting":
        complain(output, waiting(event));
        return;
      case "lock-blocked":
        complain(output, `${event.revision} waits for a lock: ${blockersText(event.blockers)}`);
        return;
      case "retrying":
        complain(output, retryText(event));
        return;
      case "notice":
        complain(output, noticeText(event, output));
        return;
      case "warning":
        complain(output, `${output.colors.yellow("warning:")} ${escapeControls(event.message)}`);
        if (event.hint !== undefined) complain(output, `${output.colors.cyan("hint:")} ${escapeControls(event.hint)}`);
        return;
      default:
        event satisfies never;
    }
  };
}

function resumedLine({ revision, done, total }: MigraphEvent & { type: "step-resumed" }, output: Output): string {
  const before = done === 1 ? "statement 1" : `statements 1 to ${done}`;
  const { dim } = output.colors;
  return dim(`  ${revision} was broken off: ${before} of ${total} ${done === 1 ? "is" : "are"} done already`);
}

function statementLine({ statement, total, line }: MigraphEvent & { type: "statement-started" }): string {
  return `  statement ${statement} of ${total}, line ${line}`;
}

function statementNote(event: MigraphEvent & { type: "statement-started" | "statement-progress" }): string {
  const where = `statement ${event.statement} of ${event.total}`;
  if (event.type === "statement-started") return where;
  const { phase, done, of } = event;
  const share = done === null || of === null || of === 0 ? "" : `, ${Math.floor((done / of) * 100)} %`;
  return `${where}: ${escapeControls(phase)}${share}`;
}

function complain(output: Output, text: string): void {
  if (!output.quiet) output.complain(text);
}

function databaseWaiting({ reason, wait }: MigraphEvent & { type: "database-waiting" }): string {
  return `waiting up to ${formatDuration(wait)} for the database: ${escapeControls(reason)}`;
}

function waiting({ holder, wait }: MigraphEvent & { type: "lock-waiting" }): string {
  const who = holder === undefined ? "another migraph" : escapeControls(`another migraph (${describeHolder(holder)})`);
  return `waiting up to ${formatDuration(wait)} for ${who}, which holds the lock`;
}

function retryText({ step, message, retry, retries, wait, blockers }: MigraphEvent & { type: "retrying" }): string {
  const who = blockers.length === 0 ? "" : ` (${blockersText(blockers)})`;
  const when = `trying again in ${formatDuration(wait)}, ${retry} of ${retries}`;
  return `${step.revision} (${step.direction}) was rolled back: ${escapeText(message)}${who}; ${when}`;
}

function blockersText(blockers: readonly Blocker[]): string {
  return blockers
    .map(({ pid, role, state, query, age_ms: age }) => {
      const doing = `${state} for ${formatDuration(age)}, last: ${queryExcerpt(query, 80)}`;
      return escapeControls(`pid ${pid}, role ${role}, ${doing}`);
    })
    .join("; ");
}

function noticeText({ revision, notice }: MigraphEvent & { type: "notice" }, output: Output): string {
  const kind = escapeControls(notice.severity.toLowerCase());
  const lines = [
    `${output.colors.blue(`${kind}:`)} ${escapeText(notice.message)} ${output.colors.dim(`(${revision})`)}`,
  ];
  if (notice.detail !== undefined) lines.push(`detail: ${escapeText(notice.detail)}`);
  if (notice.hint !== undefined) lines.push(`hint: ${escapeText(notice.hint)}`);
  return lines.join("\n").replaceAll("\n", "\n  ");
}

function verifyLine(
  { revision, message, ok, duration_ms }: MigraphEvent & { type: "verify-finished" },
  output: Output,
) {
  const mark = ok ? output.colors.green("ok".padEnd(7)) : output.colors.red("failed".padEnd(7));
  return `  ${mark} ${revision}  ${escapeControls(message)}${output.colors.dim(`  ${formatDuration(duration_ms)}`)}`;
}

type Shown = Pick<MigraphEvent & { type: "step-started" }, "path" | "text">;

function scriptText({ path, text }: Shown, output: Output): string {
  const { dim } = output.colors;
  if (text === undefined) return dim(`-- ${escapeControls(path)} (secret: not shown)`);
  return `${dim(`-- ${escapeControls(path)}`)}\n${dim(escapeText(text))}`;
}
