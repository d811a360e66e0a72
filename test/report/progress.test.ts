import { expect, test, vi } from "vitest";
import { Progress } from "../../src/report/progress.ts";
import { Paper } from "../support/output.ts";

const STEP = { revision: "a1", direction: "up", message: "Make a table" } as const;

/** Progress by a clock that the test sets. */
function watched() {
  const output = new Paper({ width: 80 });
  let now = 0;
  const progress = new Progress(output, () => now);
  return { output, progress, at: (milliseconds: number) => (now = milliseconds) };
}

test("a run of several steps says which one runs, of how many", () => {
  const { output, progress } = watched();
  progress.begin(3);
  progress.stepBegun(STEP);
  progress.end();
  expect(output.shown).toEqual(["  up      a1  Make a table  (1 of 3)", ""]);
});

test("a step that takes long says for how long it has run, and a long run how fast it goes", () => {
  vi.useFakeTimers();
  const { output, progress, at } = watched();
  progress.begin(300);
  progress.stepBegun(STEP);
  progress.stepFinished();
  at(2_000);
  progress.stepBegun({ ...STEP, revision: "b2" });
  at(6_500);
  vi.advanceTimersByTime(1_000);
  expect(output.shown.at(-1)).toBe("  up      b2  Make a table  (2 of 300, 4.5 s, 0.2 a second)");
  progress.end();
  const lines = output.shown.length;
  vi.advanceTimersByTime(5_000);
  expect(output.shown).toHaveLength(lines);
  vi.useRealTimers();
});
