/** Two schemas: what the graph builds and what is declared. Each runs in a PostgreSQL schema of its own, named `$s` in it. */
export interface Pair {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** As `--rename` takes them. */
  readonly renames?: readonly string[];
  /** Only from this major on. */
  readonly since?: number;
}

export function pair(name: string, before: string, after: string, more: Omit<Pair, "name" | "before" | "after"> = {}) {
  return { name, before, after, ...more };
}
