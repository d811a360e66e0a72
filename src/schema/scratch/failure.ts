import { InterruptedError, ScriptError } from "../../errors.ts";

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
