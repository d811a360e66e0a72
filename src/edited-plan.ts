import type { PlannedStep } from "./apply/step.ts";
import { changedRevisions, editedFiles } from "./edited.ts";
import type { Direction, Listener } from "./events.ts";
import type { Project } from "./project.ts";
import type { State } from "./state.ts";

const MOST_NAMED = 5;

/**
 * Warns of edited revisions that a plan meets: those below what is to be applied, since the database is not as their files
 * say, and those whose way back is another one by now. It stops nothing: the ledger says what the database is.
 */
export async function warnOfEdited(
  state: State,
  project: Project,
  steps: readonly PlannedStep[],
  emit: Listener,
): Promise<void> {
  const going = (way: Direction) =>
    steps.filter(({ direction }) => direction === way).map(({ revision }) => revision.id);
  const reverted = new Set(going("down"));
  const applied = going("up");
  const below = state.graph.ancestors(applied);
  const changed = await changedRevisions(state, project, new Set([...below, ...reverted]));
  const withEdited = (file: "up.sql" | "down.sql") =>
    changed.filter((revision) => editedFiles(revision).includes(file)).map((revision) => revision.applied.id);

  const stale = withEdited("up.sql").filter((id) => below.has(id) && !reverted.has(id));
  if (stale.length > 0) {
    emit({
      type: "warning",
      message: `edited since it was run, below what is applied now: ${named(stale)}; the database is as the ledger says, not as the ${stale.length === 1 ? "file says" : "files say"}`,
      hint: "`migraph diff` shows what was changed, `migraph status` what can be done about it",
    });
  }
  const ways = withEdited("down.sql").filter((id) => reverted.has(id));
  if (ways.length > 0) {
    emit({
      type: "warning",
      message: `down.sql was edited since the revision was applied: ${named(ways)}; the one on disk is run`,
      hint: "`migraph diff` shows what was changed before it is run",
    });
  }
}

function named(ids: readonly string[]): string {
  const more = ids.length - MOST_NAMED;
  return ids.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
