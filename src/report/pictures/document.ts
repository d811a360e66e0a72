import type { Graph } from "../../results/pictures.ts";

/** The document of `--format json`: all but the scripts, which `show --json` prints. */
export function graphDocument({ revisions, ...rest }: Graph): object {
  return { revisions: revisions.map(({ scripts: _, ...entry }) => entry), ...rest };
}
