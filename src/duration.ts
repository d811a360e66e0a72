const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
/** The server takes timeouts as a signed 32-bit count of milliseconds. */
const LONGEST = 2_147_483_647;

export const DURATION_FORM = "write a number and a unit, such as 500ms, 5s, 2min or 1h, up to 24d; 0 for none";

/** `5s`, `500ms`, `1.5min` … in milliseconds; undefined when it is none. A bare number is one only if it is 0. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/.exec(text);
  const factor = UNITS[match?.[2] ?? ""];
  if (match === null || factor === undefined) return undefined;
  const exact = Number(match[1]) * factor;
  // 0 is no limit at all, which nobody means who writes 0.4ms.
  const milliseconds = exact === 0 ? 0 : Math.max(1, Math.round(exact));
  return milliseconds <= LONGEST ? milliseconds : undefined;
}

/** Milliseconds as a person reads them: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `2026-01-02 03:04:05 UTC`, of an RFC 3339 time. What is no such time is left as it is. */
export function timeForPeople(time: string): string {
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds)) return time;
  return new Date(milliseconds).toISOString().replace(/T(.*)\.\d+Z$/, " $1 UTC");
}
