import { MigraphError, type ScriptError } from "../../errors.ts";

/** A script that ran in the live database and fails in an empty one. That tells nothing of the live database. */
export class ReplayError extends MigraphError {
  constructor(error: ScriptError) {
    const { revision, file, place, sqlstate } = error.failure;
    const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
    super("replay_failed", 1, `${revision} cannot be replayed: ${where}: ${error.message}`, {
      hint: "it needs something that was in the live database, and that no revision makes; nothing was changed there",
      data: { revision, file, line: place?.line ?? null, column: place?.column ?? null, sqlstate },
      cause: error,
    });
  }
}
