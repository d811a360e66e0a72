import { setTimeout as pause } from "node:timers/promises";
import { formatDuration } from "../duration.ts";
import { DatabaseError, InterruptedError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { mayPass } from "./refusal.ts";
import { type Database, openDatabase } from "./server.ts";
import type { ConnectionSettings } from "./settings.ts";

export interface Patience {
  /** Milliseconds; undefined where nobody has asked to wait. */
  readonly wait: number | undefined;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

const LONGEST_PAUSE = 2_000;
/** However little time is left, a server has this long to answer. */
const SHORTEST_TRY = 1_000;

/** As openDatabase, again and again while the database may yet come. What time will not mend is thrown at once. */
export async function awaitDatabase(
  settings: ConnectionSettings,
  schema: string,
  { wait = 0, signal }: Patience,
  emit: Listener,
): Promise<Database> {
  // The patience begins with the first refusal, so that one more try is made however long the first took.
  let began: number | undefined;
  let connectTimeout = settings.connectTimeout;
  for (let between = 100; ; between = Math.min(LONGEST_PAUSE, between * 1.5)) {
    try {
      return { ...(await openDatabase({ ...settings, connectTimeout }, schema)), settings };
    } catch (error) {
      began ??= performance.now();
      const waited = performance.now() - began;
      if (!(error instanceof DatabaseError) || !mayPass(error) || wait === 0) throw error;
      if (signal.aborted) throw stoppedWaiting(error);
      if (waited >= wait) throw tooLate(error, wait);
      emit({ type: "database-waiting", reason: error.message, waited: Math.round(waited), wait });
      await pause(Math.min(between, wait - waited), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw stoppedWaiting(error);
      connectTimeout = Math.min(settings.connectTimeout, Math.max(SHORTEST_TRY, wait - (performance.now() - began)));
    }
  }
}

function tooLate(error: DatabaseError, wait: number): DatabaseError {
  return new DatabaseError(error.code, `${error.message} (after waiting for ${formatDuration(wait)})`, {
    hint: error.hint,
    data: error.data,
    cause: error,
  });
}

function stoppedWaiting(error: DatabaseError): InterruptedError {
  return new InterruptedError("stopped while waiting for the database; nothing was changed", {
    hint: `run the same command again to go on; the last that was heard: ${error.message}`,
    cause: error,
  });
}
