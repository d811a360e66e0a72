import type { PlannedStep } from "../../apply/step.ts";
import { ScriptError } from "../../errors.ts";
import { sameObject } from "../../schema/compare.ts";
import type { Snapshot } from "../../schema/model.ts";
import { replayer, whileLocked } from "../../schema/replay.ts";
import type { ScratchDatabase } from "../../schema/scratch/index.ts";
import { SnapshotReader } from "../../schema/snapshot.ts";
import { ReplayError } from "./failure.ts";

/** What revisions make of an empty database, and which of them did what. */
export interface Replayed {
  /** Before the first revision. */
  readonly empty: Snapshot;
  readonly snapshot: Snapshot;
  /** By key, also of what a revision dropped: the last revision after which the object was another one. */
  readonly touched: ReadonlyMap<string, string>;
  /** By key of what is there: the revision that made it. */
  readonly made: ReadonlyMap<string, string>;
}

/** Runs steps up and looks after each at what it changed. */
export async function replayRecorded(
  target: ScratchDatabase,
  steps: readonly PlannedStep[],
  onStep: (step: PlannedStep, index: number) => void,
): Promise<Replayed> {
  const reader = new SnapshotReader(await target.session(), { except: [target.database.schema] });
  const empty = await reader.full();
  const touched = new Map<string, string>();
  const made = new Map<string, string>();
  if (steps.length === 0) return { empty, snapshot: empty, touched, made };
  const run = await replayer(target, steps);
  const snapshot = await whileLocked(target, async (database) => {
    let before = empty;
    for (const [index, step] of steps.entries()) {
      onStep(step, index);
      await run(database, [step]).catch((error: unknown) => {
        throw error instanceof ScriptError ? new ReplayError(error) : error;
      });
      const after = await reader.next();
      for (const key of changedKeys(before, after)) {
        touched.set(key, step.revision.id);
        if (!before.objects.has(key)) made.set(key, step.revision.id);
      }
      before = after;
    }
    return before;
  });
  return { empty, snapshot, touched, made };
}

function changedKeys(before: Snapshot, after: Snapshot): readonly string[] {
  const gone = [...before.objects.keys()].filter((key) => !after.objects.has(key));
  const others = [...after.objects.values()]
    .filter((object) => !sameObject(before.objects.get(object.key), object))
    .map(({ key }) => key);
  return [...gone, ...others];
}
