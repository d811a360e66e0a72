import type { FaultRevision } from "./faults-history.ts";
import type { Remains } from "./faults-state.ts";

/** What must hold after every fault, as the report of the sweep names it. */
export const INVARIANTS = [
  "objects are there if and only if recorded",
  "each revision was done at most once",
  "parents come before children",
  "nothing was done after the first failure",
  "the next run completes the work",
  "exit code and words tell the truth",
  "no lock and no session is left",
  "no secret is printed",
] as const;

type Invariant = (typeof INVARIANTS)[number];

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

/** How a process ended, and all that it said. */
export interface Ended {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Judged {
  readonly direction: "up" | "down";
  /** In the order in which an upgrade applies them. */
  readonly history: readonly FaultRevision[];
  readonly secret: string;
}

/** What is wrong with a database in itself, whatever has happened to it. */
export function judgeRemains(remains: Remains, { direction, history }: Judged): readonly Violation[] {
  const violations: Violation[] = [];
  const found = (invariant: Invariant, what: string) => violations.push({ invariant, what });
  const recorded = new Set(remains.recorded);
  const begun = new Set(remains.begun);
  for (const { id, parents, outside = false } of history) {
    const isBegun = outside && begun.has(id);
    if (!outside && begun.has(id)) found("objects are there if and only if recorded", `${id} is in the journal`);
    const wanted = recorded.has(id) ? "all" : "none";
    if (remains.objects[id] !== wanted && !isBegun)
      found("objects are there if and only if recorded", `${id}: ${remains.objects[id]} of it is there`);
    const isDone = direction === "up" ? recorded.has(id) : !recorded.has(id);
    for (const [what, list] of Object.entries({ ran: remains.ran, events: remains.happened })) {
      const times = list.filter((entry) => entry === `${direction} ${id}`).length;
      // What has begun may have come as far as to say so.
      if (times !== (isDone ? 1 : 0) && !(isBegun && times < 2))
        found("each revision was done at most once", `${id}: ${what} has it ${times} times`);
    }
    if (recorded.has(id) && parents.some((parent) => !recorded.has(parent)))
      found("parents come before children", `${id} is recorded without its parents`);
  }
  const order = planned(history, direction);
  const done = remains.ran.filter((entry) => entry.startsWith(direction)).map((entry) => entry.split(" ")[1]);
  if (done.join() !== order.slice(0, done.length).join())
    found("nothing was done after the first failure", `done: ${done.join(", ")}`);
  if (remains.locks > 0) found("no lock and no session is left", `${remains.locks} locks`);
  if (remains.sessions > 0) found("no lock and no session is left", `${remains.sessions} sessions`);
  return violations;
}

/** Whether what a process said of itself is what the database shows. */
export function judgeWords(ended: Ended, remains: Remains, judged: Judged): readonly Violation[] {
  const violations: Violation[] = [];
  const said = ended.stdout + ended.stderr;
  if (said.includes(judged.secret)) violations.push({ invariant: "no secret is printed", what: said });
  if (ended.code === null) return violations;
  const untrue = (what: string) =>
    violations.push({ invariant: "exit code and words tell the truth", what: `${what}: exit ${ended.code}, ${said}` });
  const complete = isComplete(remains, judged);
  if (ended.code === 0 && !complete) untrue("not all is done");
  if (ended.code !== 0 && ![1, 3, 5].includes(ended.code)) untrue("an exit code that is none of these");
  if (ended.code === 1 && !complete) untrue("no script and no check has failed");
  if (/defect of migraph|\n {4}at /.test(said)) untrue("a defect");
  const heads = headsSaid(said);
  if (heads !== undefined && heads.join() !== headsOf(remains, judged.history).join()) untrue("other heads");
  if (/nothing of it was kept|"committed":false/.test(said) && lastOf(said) !== undefined) {
    const { revision, direction } = lastOf(said) ?? { revision: "", direction: "" };
    if (remains.ran.includes(`${direction} ${revision}`)) untrue(`${revision} was kept`);
  }
  if (/it had been committed|"committed":true/.test(said) && lastOf(said) !== undefined) {
    const { revision, direction } = lastOf(said) ?? { revision: "", direction: "" };
    if (!remains.ran.includes(`${direction} ${revision}`)) untrue(`${revision} was not kept`);
  }
  return violations;
}

export function isComplete(remains: Remains, { direction, history }: Judged): boolean {
  return remains.recorded.length === (direction === "up" ? history.length : 0) && remains.begun.length === 0;
}

function planned(history: readonly FaultRevision[], direction: "up" | "down"): readonly string[] {
  const ids = history.map(({ id }) => id);
  return direction === "up" ? ids : ids.reverse();
}

function headsOf({ recorded }: Remains, history: readonly FaultRevision[]): readonly string[] {
  const applied = history.filter(({ id }) => recorded.includes(id));
  const parents = new Set(applied.flatMap((revision) => revision.parents));
  return applied
    .map(({ id }) => id)
    .filter((id) => !parents.has(id))
    .sort();
}

/** The heads that an error's state names; undefined where it names none. */
function headsSaid(said: string): readonly string[] | undefined {
  if (said.includes("outcome_unknown")) return undefined;
  const json = /"heads":\s*\[([^\]]*)\]/.exec(said)?.[1];
  if (json !== undefined) return [...json.matchAll(/"([^"]+)"/g)].map(([, id = ""]) => id).sort();
  if (/no revision is applied/.test(said)) return [];
  const words = /the database is at ([\w, ]+)/.exec(said)?.[1];
  return words?.split(", ").sort();
}

/** The step that an error is about. */
function lastOf(said: string): { readonly revision: string; readonly direction: string } | undefined {
  const [, revision, direction] = /lost during (\w+) \((up|down)\)/.exec(said) ?? [];
  return revision === undefined || direction === undefined ? undefined : { revision, direction };
}
