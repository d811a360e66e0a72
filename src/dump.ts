import type { Database } from "./database/server.ts";
import { MigraphError } from "./errors.ts";
import type { Listener } from "./events.ts";
import type { Dumped, RunResult } from "./results.ts";
import { dumpSchema } from "./schema/dump.ts";
import { keepSchemaFile } from "./schema/file.ts";
import type { Snapshot } from "./schema/model.ts";
import { identityOf } from "./schema/render/names.ts";
import { replay, replaySteps } from "./schema/replay.ts";
import { withScratch } from "./schema/scratch/index.ts";
import { isSecretive, type Selection, select, withoutLedger } from "./schema/selection.ts";
import { readSnapshot } from "./schema/snapshot.ts";
import type { DumpSettings } from "./settings.ts";
import type { Workplace } from "./workplace.ts";

/** The schema as SQL: of the configured database, or of what the revisions build. */
export async function dump(workplace: Workplace, settings: DumpSettings, signal: AbortSignal): Promise<Dumped> {
  const snapshot =
    settings.fromGraph === undefined
      ? await readSchema(await workplace.open(signal))
      : await buildSchema(workplace, settings.fromGraph);
  const sql = schemaText(snapshot, settings, workplace);
  const objects = snapshot.objects.size;
  const { server } = snapshot;
  if (settings.file === undefined) return { sql, objects, server };
  return { sql, objects, server, file: settings.file, changed: keepSchemaFile(settings.file, sql) };
}

/**
 * Writes the file anew if a run has made a difference to it. A file that was only configured is left alone by a run of no
 * steps, and stops nobody where it cannot be written: a server in production has no files to review.
 */
export async function keepDump(
  workplace: Workplace,
  file: string,
  asked: boolean,
  { steps }: RunResult,
  signal: AbortSignal,
): Promise<void> {
  if (steps.length === 0 && !asked) return;
  const { config, emit } = workplace;
  const sql = schemaText(await readSchema(await workplace.open(signal)), {}, { config, emit });
  try {
    emit({ type: "schema-written", file, changed: keepSchemaFile(file, sql) });
  } catch (error) {
    if (asked || !(error instanceof MigraphError)) throw error;
    emit({
      type: "warning",
      message: `${error.message}; the run itself is done`,
      hint: "--no-dump leaves the file alone",
    });
  }
}

/** What the user has in a database. */
export async function readSchema({ session, schema }: Database): Promise<Snapshot> {
  return withoutLedger(await readSnapshot(session), schema);
}

/** The part that is meant, and what of it cannot be written. */
export function selectSchema(snapshot: Snapshot, selection: Selection, emit: Listener): Snapshot {
  const selected = select(snapshot, selection);
  const secretive = [...selected.objects.values()].filter(isSecretive);
  for (const object of secretive) {
    emit({
      type: "warning",
      message: `the ${object.kind} ${identityOf(object)} is left out: it may hold a password`,
      hint: "make it by hand where it is needed",
    });
  }
  return selected;
}

function schemaText(
  snapshot: Snapshot,
  { owners = false, grants = true, schemas, tables, exclude }: DumpSettings,
  { config, emit }: Pick<Workplace, "config" | "emit">,
): string {
  const whole = [schemas, tables, exclude].every((patterns) => patterns === undefined || patterns.length === 0);
  const selected = selectSchema(snapshot, { schemas, tables, exclude }, emit);
  return dumpSchema(selected, { owners, grants, whole: whole && config.schema !== "public" });
}

/** All revisions, run in a scratch database. */
function buildSchema(workplace: Workplace, request: NonNullable<DumpSettings["fromGraph"]>): Promise<Snapshot> {
  const project = workplace.read("scripts");
  return withScratch(workplace, request, async (scratch) => {
    const database = await scratch.create();
    await replay(database, replaySteps(project, project.graph.ids()));
    return withoutLedger(await readSnapshot(await database.session()), workplace.config.schema);
  });
}
