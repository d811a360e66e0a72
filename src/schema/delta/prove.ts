import { NO_EDGES, type PlannedStep } from "../../apply/step.ts";
import { FoundError } from "../../errors.ts";
import type { DownScript, RevisionFolder } from "../../revision/folder.ts";
import { parseDownHeader, parseUpHeader } from "../../revision/header.ts";
import { generateId } from "../../revision/id.ts";
import type { SchemaDifference } from "../compare.ts";
import type { Snapshot } from "../model.ts";
import { replay } from "../replay.ts";
import type { Scratch, ScratchDatabase } from "../scratch/index.ts";
import { readSnapshot } from "../snapshot.ts";
import { differencesIn, isReal, type Terms } from "./solve.ts";

/** The texts of a revision that is not on disk, without what a header says of its place. */
export interface Draft {
  /** With the header's lines that say how it is run. */
  readonly up: string;
  readonly down: string;
}

export interface Proof {
  /** Columns that are in another order afterwards, which no script can help. */
  readonly columnOrder: { readonly up: readonly SchemaDifference[]; readonly down: readonly SchemaDifference[] };
}

/**
 * Runs the texts as an upgrade would, and a downgrade, in a copy of the database: afterwards the schema must be what it
 * was to become, and then what it was before.
 */
export async function prove(
  scratch: Scratch,
  database: ScratchDatabase,
  drafts: readonly Draft[],
  states: { readonly before: Snapshot; readonly after: Snapshot },
  terms: Terms,
): Promise<Proof> {
  const copy = await scratch.create(database);
  await database.reopen();
  const revisions = drafts.map(revisionOf);
  const up = async (expected: Snapshot, script: "up.sql" | "down.sql") => {
    const found = await readSnapshot(await copy.session(), { except: [terms.ledger] });
    const differences = differencesIn(expected, found, terms);
    assertEqual(differences.filter(isReal), script);
    return differences;
  };
  const steps = revisions.map((revision) => stepOf(revision, "up"));
  await replay(copy, steps);
  const afterUp = await up(states.after, "up.sql");
  await replay(
    copy,
    revisions.toReversed().map((revision) => stepOf(revision, "down")),
  );
  const afterDown = await up(states.before, "down.sql");
  await copy.drop();
  return { columnOrder: { up: afterUp, down: afterDown } };
}

function assertEqual(differences: readonly SchemaDifference[], script: string): void {
  const [first] = differences;
  if (first === undefined) return;
  const messages = differences.map(({ message }) => message);
  throw new FoundError(
    "not_proved",
    `the generated ${script} does not lead there: ${messages.slice(0, 3).join("; ")}`,
    {
      hint: "nothing was written; leave the objects out with --exclude, and write their revision by hand",
      data: { differences: messages },
    },
  );
}

/** Whose place in the graph does not matter. */
function revisionOf({ up, down }: Draft): RevisionFolder & { readonly down: DownScript } {
  const id = generateId();
  const text = `-- revision: ${id}\n-- parents: none\n${up}`;
  const { header, bodyStart } = parseUpHeader(text);
  if (header === undefined) throw new TypeError("a generated header can be read");
  const { revision: _, settings, ...rest } = header;
  const back = parseDownHeader(down);
  const common = { marked: false };
  return {
    id,
    ...rest,
    path: "generated",
    up: { ...common, path: "up.sql", text, bodyStart, settings },
    down: {
      ...common,
      path: "down.sql",
      text: down,
      bodyStart: back.bodyStart,
      settings: back.header.settings,
      irreversible: undefined,
    },
    verify: undefined,
  };
}

function stepOf(revision: RevisionFolder & { readonly down: DownScript }, direction: "up" | "down"): PlannedStep {
  return { revision, direction, script: direction === "up" ? revision.up : revision.down, edges: NO_EDGES };
}
