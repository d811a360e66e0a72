import { timeForPeople } from "../duration.ts";
import { describeHolder, type LockHolder } from "../holder.ts";
import { midwayHint } from "../midway.ts";
import type { Status } from "../results.ts";
import { ellipsisOf, type Output } from "./output.ts";
import { lineParts, markOf, paintOf } from "./revisions.ts";
import { escapeControls, fitText } from "./text.ts";

const NAME_WIDTH = 10;
const MOST_LISTED = 5;

/** One screen: where the database stands, and what to do next. */
export function printStatus(status: Status, output: Output): void {
  const { bold, green, yellow, red, dim } = output.colors;
  const row = (name: string, text: string) => output.print(`${dim(name.padEnd(NAME_WIDTH))} ${text}`);
  const { database, host, role, server, ledger, heads, pending, foreign, lock, locking } = status;
  row(
    "database",
    `${bold(escapeControls(database))} at ${escapeControls(host)}, ${server}, role ${escapeControls(role)}`,
  );
  row("ledger", `schema ${escapeControls(ledger.schema)}${ledger.exists ? "" : ", which the first change makes"}`);
  row(
    "applied",
    status.applied === 0 ? "none" : `${status.applied}, at ${heads.length === 1 ? heads[0] : `${heads.length} heads`}`,
  );
  if (heads.length > 1) list(heads, status, output);
  row("pending", pending.length === 0 ? green("none") : yellow(String(pending.length)));
  list(pending, status, output);
  if (status.disk_heads.length > 1)
    row("heads", yellow(`${status.disk_heads.length} on disk: ${status.disk_heads.join(", ")}`));
  if (foreign.length > 0) row("foreign", red(`${foreign.length}: applied, and not on disk`));
  list(foreign, status, output);
  for (const { revision, files } of status.edited) {
    // The way back and the check can be put right later; what was run cannot.
    const paint = files.includes("up.sql") ? red : yellow;
    row("edited", paint(`${revision}: ${listed(files)} changed since it was applied`));
  }
  if (output.verbose) {
    for (const { revision, files } of status.reformatted)
      row("rewritten", `${revision}: ${listed(files)}, which ${files.length === 1 ? "means" : "mean"} the same`);
  }
  if (output.verbose) {
    for (const { revision, replaces } of status.replaced)
      row("replaced", `${count(replaces.length)} recorded here, which ${revision} stands for`);
  }
  for (const { revision, applied, missing } of status.midway)
    row(
      "midway",
      red(`${revision}: ${applied.length} of the ${count(applied.length + missing.length)} squashed into it`),
    );
  if (status.out_of_order.length > 0)
    row("order", red(`pending below applied revisions: ${status.out_of_order.join(", ")}`));
  // While another migraph holds the lock, that one may well be running it.
  for (const { revision, direction, statement, total, since } of status.interrupted)
    row(
      lock === null || isOver(lock) ? "broken off" : "unfinished",
      red(`${revision} (${direction}) at statement ${statement} of ${total}, begun ${timeForPeople(since)}`),
    );
  if (locking.reason !== "direct") {
    const why = locking.reason === "pooler" ? "the connection goes through a pooler" : "as configured";
    row("locking", `by ${locking.kind === "lease" ? "a lease" : "an advisory lock"}: ${why}`);
  }
  if (lock !== null) {
    row("lock", yellow(`held by another migraph (${escapeControls(describeHolder(lock))})`));
  }
  for (const line of editedChoices(status)) output.print(line);
  output.print(`\n${dim("next:")} ${nextStep(status)}`);
}

/** Which of them is right depends on what the database has and what it is for, so that all are said. */
function editedChoices({ edited, heads, revisions }: Status): readonly string[] {
  const [first, second] = edited;
  if (first === undefined) return [];
  const entry = revisions.find(({ revision }) => revision === first.revision);
  const file = entry?.path == null || second !== undefined ? "FILE" : escapeControls(`${entry.path}/${first.files[0]}`);
  const one = second === undefined ? ` ${first.revision}` : "";
  const [head] = heads;
  const isNewest = heads.length === 1 && second === undefined && head === first.revision;
  const choices: readonly (readonly [when: string, command: string])[] = [
    ["to see what was changed:", `migraph diff${one}`],
    ["if it was a mistake:", `git checkout ${file}`],
    ["if the change is wanted:", 'undo it, and then migraph new "what it does"'],
    ["if the database has it:", `migraph repair${one}, which runs nothing`],
    ...(isNewest ? [["if its data do not matter:", "migraph redo, which runs it down and up again"] as const] : []),
  ];
  return ["", ...choices.map(([when, command]) => `  ${when.padEnd(CHOICE_WIDTH)} ${command}`)];
}

const CHOICE_WIDTH = "if its data do not matter:".length;

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function list(ids: readonly string[], { revisions }: Status, output: Output): void {
  const entries = new Map(revisions.map((entry) => [entry.revision, entry]));
  const indent = " ".repeat(NAME_WIDTH + 1);
  const width = output.width ?? Number.POSITIVE_INFINITY;
  for (const id of ids.slice(0, MOST_LISTED)) {
    const entry = entries.get(id);
    if (entry === undefined) continue;
    const mark = { text: `${markOf(entry.state, output)} `, paint: paintOf(entry.state, output) };
    output.print(fitText([{ text: indent }, mark, ...lineParts(entry, [], output)], width, ellipsisOf(output)));
  }
  const more = ids.length - MOST_LISTED;
  if (more > 0) output.print(`${indent}and ${more} more, which migraph history lists`);
}

function count(revisions: number): string {
  return revisions === 1 ? "1 revision" : `${revisions} revisions`;
}

function isOver(lock: LockHolder): boolean {
  return lock.kind === "lease" && lock.expired && lock.pid === null;
}

function nextStep(status: Status): string {
  const { lock, pending, foreign, edited, out_of_order: outOfOrder, disk_heads: diskHeads } = status;
  // Nobody has to wait for a lease that has expired: the next command takes over.
  if (lock !== null && !isOver(lock))
    return "wait for the other migraph, then look again; `migraph unlock --dry-run` shows what it does";
  // What was broken off may be a part of it, and no address any more.
  const [midway] = status.midway;
  if (midway !== undefined) {
    const path = status.revisions.find(({ revision }) => revision === midway.revision)?.path ?? midway.revision;
    return midwayHint({ ...midway, path: escapeControls(path) });
  }
  const [interrupted] = status.interrupted;
  if (interrupted !== undefined) {
    const { revision, direction } = interrupted;
    return direction === "up"
      ? `\`migraph upgrade ${revision}\` goes on with ${revision}`
      : `\`migraph downgrade\` goes on with ${revision}`;
  }
  if (outOfOrder.length > 0) return "look at the history; `migraph upgrade --out-of-order` runs what was put below";
  if (pending.length > 0 && diskHeads.length > 1)
    return "`migraph merge` joins the heads; `migraph upgrade heads` goes to each of them";
  if (pending.length > 0) return "`migraph upgrade` applies what is pending";
  if (foreign.length > 0)
    return "check out the branch that has the foreign revisions, and downgrade there; or merge it";
  if (edited.length > 0) return "`migraph diff` shows what was edited; above is what can be done";
  if (diskHeads.length === 0) return '`migraph new "what it does"` writes the first revision';
  if (diskHeads.length > 1) return "nothing is pending; `migraph merge` joins the heads";
  return "nothing, the database is at the head";
}
