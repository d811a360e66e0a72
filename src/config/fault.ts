import { UsageError } from "../errors.ts";

/** The error for a configuration that cannot be taken. No value of it is told: a URL has a password in it. */
export function badConfig(message: string, hint: string): UsageError {
  return new UsageError(message, { code: "bad_config", hint });
}
