import { DatabaseError, InterruptedError, ScriptError } from "../../errors.ts";
import type { Script } from "../../revision/folder.ts";
import type { ScratchServerFacts } from "./index.ts";
import { lackError, lackIn } from "./lacks.ts";

/**
 * What a run has failed with, told as of a scratch database: where that stands is of no interest to anybody. `scriptOf`:
 * the script that is to blame.
 */
export async function toldOfScratch(
  error: unknown,
  server: ScratchServerFacts,
  scriptOf: (error: ScriptError) => Script | undefined,
): Promise<unknown> {
  if (error instanceof InterruptedError) return interrupted(error);
  if (error instanceof DatabaseError) return refused(error);
  if (!(error instanceof ScriptError)) return error;
  const lack = lackIn(error);
  return lack === undefined ? failed(error) : lackError(error, lack, scriptOf(error), server);
}

function failed(error: ScriptError): ScriptError {
  const { message, failure, hint, cause } = error;
  return new ScriptError(message, { ...failure, scratch: true }, { hint, cause });
}

function interrupted({ data }: InterruptedError): InterruptedError {
  const { revision, direction, file } = data;
  const place = { revision, direction, ...(file === undefined ? {} : { file }) };
  const when = file === undefined ? "before" : "in";
  return new InterruptedError(
    `stopped ${when} ${String(revision)} (${String(direction)}), which ran in a scratch database; that is removed`,
    { hint: "run the same command again: it leaves nothing behind", data: place },
  );
}

/** The connection to the scratch database was lost, or something else that no script is to blame for. */
function refused(error: DatabaseError): DatabaseError {
  const { code, message, data, cause } = error;
  const { applied, heads, ...told } = data;
  if (heads === undefined) return error;
  const again = "run the same command again: what is run in a scratch database leaves nothing behind";
  return new DatabaseError(code, `in a scratch database ${message}`, { hint: again, data: told, cause });
}
