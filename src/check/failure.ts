import { DatabaseError, InterruptedError, MigraphError, ScriptError } from "../errors.ts";

/** A script that does not run in a scratch database, in words for a finding. */
export interface ScriptFailing {
  readonly revision: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** Undefined for what no script is to blame for. */
export function failingScript(error: unknown): ScriptFailing | undefined {
  if (!(error instanceof MigraphError) || error.exitCode !== 1) return undefined;
  if (error instanceof InterruptedError || error instanceof DatabaseError) return undefined;
  const { revision, file } = error.data;
  if (typeof revision !== "string") return undefined;
  const line = error instanceof ScriptError ? error.failure.place?.line : undefined;
  return {
    revision,
    message: error.message,
    ...(typeof file === "string" ? { file } : {}),
    ...(line === undefined ? {} : { line }),
  };
}
