import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration, timeForPeople } from "../src/duration.ts";

test.each([
  ["0", 0],
  ["0s", 0],
  ["500ms", 500],
  ["5s", 5_000],
  ["5 s", 5_000],
  ["1.5s", 1_500],
  ["2m", 120_000],
  ["2min", 120_000],
  ["0.5h", 1_800_000],
  ["1h", 3_600_000],
  ["24d", 2_073_600_000],
  ["2147483647ms", 2_147_483_647],
])("%j is %i milliseconds", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  "",
  "5",
  "s",
  "5S",
  "5 sec",
  "5s ",
  " 5s",
  "-5s",
  "+5s",
  "1e3ms",
  ".5s",
  "5.s",
  "1h30min",
  "∞",
  "5\u00a0s\n",
  "25d",
])("%j is none", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test("a limit that is written is never rounded down to none", () => {
  expect(parseDuration("0.4ms")).toBe(1);
  expect(parseDuration("0.0001s")).toBe(1);
  expect(parseDuration("0.0ms")).toBe(0);
});

test("every duration is one that the server takes", () => {
  const text = fc
    .tuple(fc.integer({ min: 0 }), fc.constantFrom("ms", "s", "m", "min", "h", "d"))
    .map((pair) => pair.join(""));
  fc.assert(
    fc.property(text, (written) => {
      const milliseconds = parseDuration(written) ?? 0;
      expect(Number.isInteger(milliseconds)).toBe(true);
      expect(milliseconds).toBeLessThan(2 ** 31);
    }),
  );
});

test.each([
  [0, "0 ms"],
  [0.4, "0 ms"],
  [12.6, "13 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [1_000, "1.0 s"],
  [3_449, "3.4 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min 0 s"],
  [60_000, "1 min 0 s"],
  [119_600, "2 min 0 s"],
  [125_000, "2 min 5 s"],
  [3_599_600, "1 h 0 min"],
  [7_265_000, "2 h 1 min"],
  [90_000_000, "25 h 0 min"],
])("%f milliseconds are told as %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  ["2026-01-02T03:04:05.678901+00:00", "2026-01-02 03:04:05 UTC"],
  ["2026-01-02T03:04:05+02:00", "2026-01-02 01:04:05 UTC"],
  ["infinity", "infinity"],
])("the time %s is told as %s", (time, text) => {
  expect(timeForPeople(time)).toBe(text);
});
