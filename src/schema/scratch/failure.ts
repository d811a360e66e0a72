import { DatabaseError, InterruptedError, ScriptError } from "../../errors.ts";

/** A failure of a script, told as one of a scratch database: where that stands is of no interest to anybody. */
export function failedInScratch(error: ScriptError): ScriptError {
  const { message, failure, hint, cause } = error;
  return new ScriptError(message, { ...failure, scratch: true }, { hint, cause });
}

/** Where the scratch database stands is of no interest, as it is removed. */
export function interruptedInScratch({ data }: InterruptedError): InterruptedError {
  const { revision, direction, file } = data;
  const place = { revision, direction, ...(file === undefined ? {} : { file }) };
  const when = file === undefined ? "before" : "in";
  return new InterruptedError(
    `stopped ${when} ${String(revision)} (${String(direction)}), which ran in a scratch database; that is removed`,
    { hint: "run the same command again: it leaves nothing behind", data: place },
  );
}

/** The connection to the scratch database was lost, or something else that no script is to blame for. */
export function refusedInScratch(error: DatabaseError): DatabaseError {
  const { code, message, data, cause } = error;
  const { applied, heads, ...told } = data;
  if (heads === undefined) return error;
  const again = "run the same command again: what is run in a scratch database leaves nothing behind";
  return new DatabaseError(code, `in a scratch database ${message}`, { hint: again, data: told, cause });
}
