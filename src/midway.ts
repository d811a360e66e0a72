import { GraphError } from "./errors.ts";

/** A database that has some of what was squashed into a revision, and not all of it. */
export interface Midway {
  /** The revision that it was squashed into, and its folder. */
  readonly revision: string;
  readonly path: string;
  /** What of it is recorded, or was broken off, in the order of the header. */
  readonly applied: readonly string[];
  readonly missing: readonly string[];
  /** What to stamp where all of it is there: the revision, and what is applied above it, which a stamp would forget. */
  readonly stamped: readonly string[];
}

/** Refuses what would run or revert a revision of whose parts this database has only some. */
export function assertNotMidway(midway: readonly Midway[], touched: ReadonlySet<string>): void {
  const found = midway.find(({ revision, applied }) => [revision, ...applied].some((id) => touched.has(id)));
  if (found !== undefined) throw midwayError(found);
}

function midwayError(midway: Midway): GraphError {
  const { revision, applied, missing } = midway;
  return new GraphError("midway", midwayWords(midway), {
    hint: midwayHint(midway),
    data: { revision, applied, missing },
  });
}

/** A message names so many at most; `data` has them all. */
const LISTED = 5;

export function midwayWords({ revision, applied, missing }: Midway): string {
  const named =
    missing.slice(0, LISTED).join(", ") + (missing.length > LISTED ? ` and ${missing.length - LISTED} more` : "");
  const all = applied.length + missing.length;
  return `this database stands in the middle of what was squashed into ${revision}: it has ${applied.length} of ${all} revisions, and lacks ${named}`;
}

export function midwayHint({ revision, path, stamped }: Pick<Midway, "revision" | "path" | "stamped">): string {
  return (
    `finish it with the files from before the squash: check out the commit before (\`git log -- ${path}\`), ` +
    `\`migraph upgrade ${revision}\` there, and come back; or, if the database has all of it already, \`migraph stamp ${stamped.join(" ")}\``
  );
}
