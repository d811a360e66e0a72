import { MigraphError, ScriptError } from "../../errors.ts";

/** A script that ran in the live database and fails in an empty one. What it is of tells nothing of the live database. */
export function replayFailure(error: unknown): unknown {
  if (!(error instanceof ScriptError)) return error;
  const { revision, file, place, sqlstate } = error.failure;
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  return new MigraphError("replay_failed", 1, `${revision} cannot be replayed: ${where}: ${error.message}`, {
    hint: "it ran in the live database, and needs something there that no revision makes; nothing was changed there",
    data: { revision, file, line: place?.line ?? null, column: place?.column ?? null, sqlstate },
    cause: error,
  });
}
