import { expect, test } from "vitest";
import { HISTORY, OUTSIDE } from "../support/faults-history.ts";
import { type Ended, INVARIANTS, judgeRemains, judgeWords } from "../support/faults-judge.ts";
import type { Remains } from "../support/faults-state.ts";

/** The sweep is as good as its judge: each violation is planted here, and must be found. */

const history = [...HISTORY, ...OUTSIDE];
const JUDGED = { direction: "up", history, secret: "s3cret" } as const;

/** As after an upgrade that went as far as these. */
function after(...recorded: readonly string[]): Remains {
  return {
    recorded,
    begun: [],
    objects: Object.fromEntries(history.map(({ id }) => [id, recorded.includes(id) ? "all" : "none"] as const)),
    ran: recorded.map((id) => `up ${id}`),
    happened: recorded.map((id) => `up ${id}`),
    locks: 0,
    sessions: 0,
  };
}

const GOOD = after("root1", "left2");
const [OBJECTS, ONCE, PARENTS, NOTHING_AFTER, , TRUTH, NO_LOCK, NO_SECRET] = INVARIANTS;

test("a run that was cut between two revisions, or within one that is outside of a transaction, breaks nothing", () => {
  expect(judgeRemains(GOOD, JUDGED)).toEqual([]);
  const all = history.map(({ id }) => id);
  const begun = after(...all.slice(0, 5));
  const half = { ...begun, begun: ["outside5"], objects: { ...begun.objects, outside5: "half" as const } };
  expect(judgeRemains(half, JUDGED)).toEqual([]);
  expect(judgeRemains(after(...all), JUDGED)).toEqual([]);
});

test.for<[string, Remains, string]>([
  ["an object without its record", { ...GOOD, objects: { ...GOOD.objects, right2: "all" } }, OBJECTS],
  ["a record without its object", { ...GOOD, objects: { ...GOOD.objects, left2: "none" } }, OBJECTS],
  ["half of a revision", { ...GOOD, objects: { ...GOOD.objects, left2: "half" } }, OBJECTS],
  [
    "half of one that is outside, and in no journal",
    { ...GOOD, objects: { ...GOOD.objects, outside5: "half" } },
    OBJECTS,
  ],
  ["a script that ran twice", { ...GOOD, ran: [...GOOD.ran, "up left2"] }, ONCE],
  ["a script that ran, and nobody wrote it down", { ...GOOD, ran: [...GOOD.ran, "up right2"] }, ONCE],
  ["an event too many", { ...GOOD, happened: [...GOOD.happened, "up left2"] }, ONCE],
  ["a child without its parent", after("root1", "left2", "merge3"), PARENTS],
  ["something done behind what was not", after("root1", "right2"), NOTHING_AFTER],
  ["a lock that is left", { ...GOOD, locks: 1 }, NO_LOCK],
  ["a session that is left", { ...GOOD, sessions: 1 }, NO_LOCK],
])("the judge finds %s", ([, remains, invariant]) => {
  expect(judgeRemains(remains, JUDGED).map((violation) => violation.invariant)).toContain(invariant);
});

test.for<[string, Ended, string]>([
  ["exit code 0 where work is left", { code: 0, stdout: "", stderr: "" }, TRUTH],
  ["an exit code that says something else", { code: 2, stdout: "", stderr: "" }, TRUTH],
  ["a failure of a script where none has failed", { code: 1, stdout: "", stderr: "" }, TRUTH],
  ["heads that are not there", { code: 3, stdout: "", stderr: "state: x; the database is at root1" }, TRUTH],
  ["heads that are not there, for programs", { code: 3, stdout: '{"heads": ["root1"]}', stderr: "" }, TRUTH],
  [
    "a revision that is there, and is said not to be",
    { code: 3, stdout: "", stderr: "the connection was lost during left2 (up); nothing of it was kept" },
    TRUTH,
  ],
  [
    "a revision that is not there, and is said to be",
    { code: 3, stdout: "", stderr: "the connection was lost during right2 (up); it had been committed: nothing" },
    TRUTH,
  ],
  ["a defect", { code: 3, stdout: "", stderr: "error: x\n    at y (z:1)" }, TRUTH],
  ["a password", { code: 3, stdout: "", stderr: "postgresql://u:s3cret@h/d" }, NO_SECRET],
  ["a password of one that was killed", { code: null, stdout: "s3cret", stderr: "" }, NO_SECRET],
])("the judge finds %s", ([, ended, invariant]) => {
  expect(judgeWords(ended, GOOD, JUDGED).map((violation) => violation.invariant)).toContain(invariant);
});

test("words that are true pass", () => {
  const stderr =
    "error: the connection was lost during right2 (up); nothing of it was kept\nstate: the database is at left2\n";
  expect(judgeWords({ code: 3, stdout: "", stderr }, GOOD, JUDGED)).toEqual([]);
  expect(judgeWords({ code: null, stdout: "", stderr: "" }, GOOD, JUDGED)).toEqual([]);
});
