import type { Project } from "../../project.ts";
import type { CommuteDifference, CommuteGrade } from "../../results.ts";
import { compareSnapshots, type SchemaDifference } from "../../schema/compare.ts";
import type { Snapshot } from "../../schema/model.ts";
import { nameObject } from "../../schema/words.ts";
import { isBlank } from "../../script/blank.ts";
import type { ScriptFailing } from "../failure.ts";
import type { Trunk } from "../trunk.ts";
import type { BranchPair } from "./pairs.ts";
import { compareRows } from "./rows-compared.ts";
import { type Order, type Outcome, runOrder } from "./run.ts";

export interface PairProof {
  readonly grade: CommuteGrade;
  readonly differences: readonly CommuteDifference[];
}

/** What can be known without a run: one line depends on the other, or has nothing to do. */
export function knownWithoutRun({ folders }: Project, { own }: BranchPair): PairProof | undefined {
  if (own.some((ids) => ids.length === 0)) return { grade: "ordered", differences: [] };
  const isIdle = (ids: readonly string[]) => ids.every((id) => isBlank(folders.get(id)?.up.text ?? ""));
  return own.some(isIdle) ? { grade: "identical", differences: [] } : undefined;
}

/** Runs both orders and compares what they leave. Throws ScriptError where the base does not run. */
export async function provePair(trunk: Trunk, project: Project, pair: BranchPair): Promise<PairProof> {
  const first = await runOrder(trunk, project, pair, 0);
  const second = await runOrder(trunk, project, pair, 1);
  if (first.failure !== undefined || second.failure !== undefined) {
    return { grade: "conflict", differences: [...failureOf(first, pair, 0), ...failureOf(second, pair, 1)] };
  }
  const differences = [
    ...compareSnapshots(first.snapshot, second.snapshot).map((found) =>
      schemaDifference(found, first.snapshot, second.snapshot, pair),
    ),
    ...(await compareRows(trunk, project, pair, first.rows, second.rows)),
  ];
  return { grade: worstOf(differences), differences };
}

const GRADES = ["identical", "generated values", "column order", "conflict"] as const;

function worstOf(differences: readonly CommuteDifference[]): CommuteGrade {
  const worst = Math.max(0, ...differences.map(({ grade }) => GRADES.indexOf(grade)));
  return GRADES[worst] ?? "conflict";
}

function schemaDifference(
  { grade, change, key, object, message }: SchemaDifference,
  first: Snapshot,
  second: Snapshot,
  { ends: [a, b] }: BranchPair,
): CommuteDifference {
  const said =
    change === "changed"
      ? message
      : `${nameObject(object, change === "missing" ? first : second)} is there only when ${change === "missing" ? a : b} comes first`;
  return { kind: "schema", grade: grade === "column order" ? grade : "conflict", message: said, object: key };
}

function failureOf({ failure }: Outcome, pair: BranchPair, order: Order): readonly CommuteDifference[] {
  if (failure === undefined) return [];
  return [
    {
      kind: "failure",
      grade: "conflict",
      object: null,
      ...failure,
      message: `${failure.revision} fails when ${pair.ends[order]} comes first: ${failure.message}`,
      hint: hintFor(failure, pair, order),
    },
  ];
}

/** What fails on the base alone needs something of the other line; what fails behind it does not go with it. */
function hintFor(failure: ScriptFailing, { own, ends, merge }: BranchPair, order: Order): string {
  const other = ends[order === 0 ? 1 : 0];
  if (own[order].includes(failure.revision)) {
    return `if it needs something of ${other}, say so in its header with \`-- depends: …\``;
  }
  if (failure.revision === merge) return "the merge's own script has to run in both orders";
  return "change one of the two, or make one line of them with `migraph rebase`";
}
