import type { PlannedStep } from "../../apply/step.ts";
import type { ScriptStatement } from "../../script/statements.ts";
import type { Observation } from "./observer.ts";

/** One statement of a script, and what it did to relations. */
export interface TracedStatement {
  /** From 1. */
  readonly position: number;
  readonly statement: ScriptStatement;
  readonly text: string;
  /** Which of the script's transactions it ran in, from 1; undefined where it ran in none. */
  readonly transaction: number | undefined;
  readonly observation: Observation;
}

/** A script that has been run in a scratch database, statement by statement. */
export interface TracedStep {
  readonly step: PlannedStep;
  /** Its text as it was sent. */
  readonly text: string;
  readonly statements: readonly TracedStatement[];
}
