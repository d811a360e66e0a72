/**
 * The candidates that somebody may have meant by a name that is not among them, nearest first. Letter case does not
 * count; one mistake in three characters is forgiven, and the beginning of a candidate is as good as one mistake.
 */
export function nearest(name: string, candidates: Iterable<string>, limit = 3): string[] {
  const typed = name.toLowerCase();
  const allowed = typed.length < 2 ? 0 : Math.max(1, Math.floor(typed.length / 3));
  const found: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const distance = distanceTo(typed, candidate.toLowerCase(), allowed);
    if (distance <= allowed) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return found.slice(0, limit).map(({ candidate }) => candidate);
}

/** "did you mean a, b or c?" */
export function didYouMean(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const last = names.slice(-1);
  return `did you mean ${[names.slice(0, -1).join(", "), ...last].filter((part) => part !== "").join(" or ")}?`;
}

function distanceTo(typed: string, candidate: string, allowed: number): number {
  if (typed === candidate) return 0;
  const whole = Math.abs(typed.length - candidate.length) <= allowed ? editDistance(typed, candidate) : Infinity;
  if (typed.length >= candidate.length) return whole;
  return Math.min(whole, 1 + editDistance(typed, candidate.slice(0, typed.length)));
}

/** Damerau-Levenshtein distance in which no part is edited twice: insert, remove, replace, or swap two neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
