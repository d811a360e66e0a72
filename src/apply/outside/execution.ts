import type { Database } from "../../database/server.ts";
import type { Blocker, Listener } from "../../events.ts";
import type { Run } from "../recorder.ts";
import type { PlannedStep } from "../step.ts";
import type { Marks } from "./journal.ts";
import type { Unit } from "./unit.ts";

/** One script that is being run statement by statement. */
export interface Execution {
  readonly database: Database;
  readonly step: PlannedStep;
  readonly run: Run;
  readonly marks: Marks;
  readonly units: readonly Unit[];
  /** Milliseconds; undefined is the role's own setting. */
  readonly lockTimeout: number | undefined;
  /** The same for statements that nobody has to wait for. */
  readonly patience: number;
  /** The role that the script was asked to run as. */
  readonly role: string | undefined;
  /** SQL for the beginning of each transaction; behind a pooler that is where all settings belong. */
  readonly opening: string;
  /** How often a statement is tried again that failed for a lock or a deadlock. */
  readonly retries: number;
  /** Whom it was seen to wait for. */
  readonly blockers: () => readonly Blocker[];
  readonly emit: Listener;
  readonly signal: AbortSignal;
}
