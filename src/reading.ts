import type { Target } from "./database/target.ts";
import type { Patience } from "./database/waiting.ts";
import { changedRevisions, editedFiles, isEdited } from "./edited.ts";
import { DatabaseError, type MigraphError } from "./errors.ts";
import type { Listener } from "./events.ts";
import type { Project } from "./project.ts";
import type { Redactor } from "./redactor.ts";
import { lookAt } from "./standing.ts";
import type { State } from "./state.ts";

/** A database to be read for a picture. */
export interface Source {
  /** Undefined: it is called as the server calls it. */
  readonly name: string | undefined;
  readonly target: Target;
  /** Without it there is no picture; any other is shown as one that could not be read. */
  readonly required: boolean;
}

/** One that was read, or why it was not. */
export type Reading =
  | { readonly name: string; readonly state: State; readonly edited: ReadonlyMap<string, readonly string[]> }
  | { readonly name: string; readonly error: MigraphError };

/** Reads all databases side by side, each once. */
export async function readSources(
  project: Project,
  sources: readonly Source[],
  emit: Listener,
  redactor: Redactor,
  patience: Patience,
): Promise<readonly Reading[]> {
  const { signal } = patience;
  const cancel = () => {
    for (const { target } of sources) target.cancel();
  };
  signal.addEventListener("abort", cancel, { once: true });
  const taken = new Set(sources.flatMap(({ name }) => name ?? []));
  const readings = await Promise.all(
    sources.map(async ({ name, target, required }): Promise<Reading> => {
      try {
        const state = await lookAt(await target.open(patience), project);
        const changed = (await changedRevisions(state, project)).filter(isEdited);
        const edited = new Map(changed.map((each) => [each.applied.id, editedFiles(each)]));
        return { name: name ?? ownName(state.database.server.database, taken), state, edited };
      } catch (error) {
        if (required || signal.aborted || !(error instanceof DatabaseError)) throw error;
        return { name: name ?? ownName("database", taken), error: redactor.error(error) };
      }
    }),
  );
  for (const reading of readings) {
    if (!("error" in reading)) continue;
    emit({ type: "warning", message: `drawn without database ${reading.name}: ${reading.error.message}` });
  }
  return readings;
}

function ownName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? `${name} (configured)` : name;
}
