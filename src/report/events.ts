import { formatDuration } from "../duration.ts";
import type { Listener, MigraphEvent, StepReport } from "../events.ts";
import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** Tells people what happens while it does. Steps go to stdout; what one should know beside them to stderr. */
export function reportEvents(output: Output): Listener {
  return (event) => {
    switch (event.type) {
      case "embedded-server":
        if (event.what === "initialising")
          output.print(output.colors.dim(`Making a database in ${event.path ?? "a temporary directory"} …`));
        return;
      case "ledger-created":
        output.print(output.colors.dim(`Made the ledger in schema ${event.schema}.`));
        return;
      case "run-started":
        return;
      case "step-started":
        if (output.verbose) output.print(scriptText(event, output));
        return;
      case "step-finished":
        output.print(`  ${stepLine(event.step, output)}`);
        return;
      case "lock-waiting":
        complain(output, waiting(event));
        return;
      case "notice":
        complain(output, noticeText(event, output));
        return;
      case "warning":
        complain(output, `${output.colors.yellow("warning:")} ${escapeControls(event.message)}`);
        if (event.hint !== undefined) complain(output, `${output.colors.cyan("hint:")} ${event.hint}`);
        return;
      default:
        return event satisfies never;
    }
  };
}

/** One step in one line. */
export function stepLine(step: StepReport, output: Output): string {
  const { cyan, dim, yellow } = output.colors;
  const paint = step.direction === "up" || step.direction === "stamp" ? cyan : yellow;
  const took = step.duration_ms === undefined ? "" : dim(`  ${formatDuration(step.duration_ms)}`);
  return `${paint(step.direction.padEnd(7))} ${step.revision}  ${escapeControls(step.message)}${took}`;
}

function complain(output: Output, text: string): void {
  if (!output.quiet) output.complain(text);
}

function waiting({ holder, wait }: MigraphEvent & { type: "lock-waiting" }): string {
  const who =
    holder === undefined
      ? "another migraph"
      : `another migraph (pid ${holder.pid}, role ${holder.role}, from ${holder.client})`;
  return `waiting up to ${formatDuration(wait)} for ${who}, which holds the lock`;
}

function noticeText({ revision, notice }: MigraphEvent & { type: "notice" }, output: Output): string {
  const kind = notice.severity.toLowerCase();
  const lines = [
    `${output.colors.blue(`${kind}:`)} ${escapeControls(notice.message)} ${output.colors.dim(`(${revision})`)}`,
  ];
  if (notice.detail !== undefined) lines.push(`  detail: ${escapeControls(notice.detail)}`);
  if (notice.hint !== undefined) lines.push(`  hint: ${escapeControls(notice.hint)}`);
  return lines.join("\n");
}

function scriptText({ path, text }: MigraphEvent & { type: "step-started" }, output: Output): string {
  const { dim } = output.colors;
  if (text === undefined) return dim(`-- ${path} (secret: not shown)`);
  const lines = text.trimEnd().split("\n").map(escapeControls);
  return dim(`-- ${path}\n${lines.join("\n")}`);
}
