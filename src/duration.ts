const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
/** The server takes timeouts as a signed 32-bit count of milliseconds. */
const LONGEST = 2_147_483_647;

export const DURATION_FORM = "write a number and a unit: 500ms, 5s, 2min, 1h; 0 for no limit";

/** `5s`, `500ms`, `1.5min` … in milliseconds; undefined when it is none. A bare number is one only if it is 0. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/.exec(text);
  const factor = UNITS[match?.[2] ?? ""];
  if (match === null || factor === undefined) return undefined;
  const milliseconds = Math.round(Number(match[1]) * factor);
  return milliseconds <= LONGEST ? milliseconds : undefined;
}

/** Milliseconds as a person reads them: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${Math.round(seconds - minutes * 60)} s`;
}
