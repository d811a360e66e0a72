import { ScriptError } from "../../errors.ts";

/** A failure of a script, told as one of a scratch database: where that stands is of no interest to anybody. */
export function failedInScratch(error: ScriptError): ScriptError {
  const { message, failure, hint, cause } = error;
  return new ScriptError(message, { ...failure, scratch: true }, { hint, cause });
}
