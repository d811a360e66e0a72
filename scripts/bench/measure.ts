import { spawnSync } from "node:child_process";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Run before each run, and not measured. */
  readonly prepare?: () => void;
}

/** Runs two commands in turn, A B A B …, after one run of each that does not count, and prints medians and their ratio. */
export function compare(title: string, ours: Command, theirs: Command, runs: number): void {
  timed(ours);
  timed(theirs);
  const pairs = Array.from({ length: runs }, () => ({ ours: timed(ours), theirs: timed(theirs) }));
  const mine = median(pairs.map((pair) => pair.ours));
  const other = median(pairs.map((pair) => pair.theirs));
  const ratio = median(pairs.map((pair) => pair.ours / pair.theirs));
  console.log(
    `${title}: ${mine.toFixed(1)} ms against ${other.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (medians of ${runs})`,
  );
}

/** Milliseconds of a whole process. */
function timed({ program, args, cwd, env, prepare }: Command): number {
  prepare?.();
  const start = performance.now();
  const { status, error, stderr } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  const took = performance.now() - start;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return took;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
