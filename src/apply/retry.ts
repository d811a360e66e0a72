import { setTimeout as pause } from "node:timers/promises";
import type { ServerError } from "../database/answers.ts";
import type { VerifyFailure } from "../errors.ts";
import type { PlannedStep } from "./step.ts";
import type { StepFailure, VerifyFailed } from "./transaction.ts";

/** A lock that was not to be had in time, and a deadlock: what passes when it is tried again. */
const PASSING: ReadonlySet<string> = new Set(["55P03", "40P01"]);

/** Whether a step that failed so may pass when its whole transaction is tried again. */
export function mayPass(failure: StepFailure): boolean {
  if (failure.where === "lost" || failure.where === "outside") return false;
  if (failure.where === "verify") return !failure.recorded && PASSING.has(verifyCause(failure)?.sqlstate ?? "");
  return !failure.left && PASSING.has(failure.error.sqlState);
}

/** The statement of a verify.sql that the server has refused, if it was that. */
export function verifyCause({ verification }: VerifyFailed): VerifyFailure | undefined {
  return verification.failures.find(({ sqlstate }) => sqlstate !== undefined);
}

/** As mayPass, for a statement by itself. */
export function mayPassLater({ sqlState }: ServerError): boolean {
  return PASSING.has(sqlState);
}

/** Milliseconds before the n-th retry, from 1: growing, and never the same for two that wait for each other. */
export function pauseBefore(retry: number): number {
  return Math.min(30_000, 500 * 2 ** (retry - 1)) * (0.5 + Math.random());
}

/** Returns early when the signal comes. */
export async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** Why, for people: what the server says may quote the text of a secret revision. */
export function reasonOf({ revision }: PlannedStep, { message }: { readonly message: string }): string {
  return revision.secret ? "its words are not shown, as the revision is secret" : message;
}
