import { prepareVerify } from "../../apply/verify/prepare.ts";
import { verifyScript } from "../../apply/verify/script.ts";
import { openingOf } from "../../apply/verify/step.ts";
import { BEGIN } from "../../apply/write.ts";
import { ServerError } from "../../database/answers.ts";
import { FilesError } from "../../errors.ts";
import type { CheckFinding } from "../../results.ts";
import type { RevisionFolder } from "../../revision/folder.ts";
import type { Course } from "./course.ts";
import type { Itinerary } from "./itinerary.ts";

/** Throws FilesError with everything that is known against a verify.sql before any script runs. */
export async function assertVerifiable(itineraries: readonly Itinerary[]): Promise<void> {
  const findings = await Promise.all(
    itineraries.map(async ({ revision: { id, verify }, tested }) => {
      if (verify === undefined || !tested) return [];
      const { faults } = await prepareVerify(verify);
      return faults.map((fault) => ({ ...fault, file: verify.path, revision: id }));
    }),
  );
  if (findings.flat().length > 0) throw new FilesError(findings.flat());
}

/** What its verify.sql finds, where there is one. */
export async function verify(course: Course, revision: RevisionFolder): Promise<readonly CheckFinding[]> {
  const { id, verify: script, secret, up } = revision;
  if (script === undefined) return [];
  const { database, context } = course;
  const { lockTimeout, statementTimeout, role } = context.config;
  const opening = openingOf(database, up, { lockTimeout, statementTimeout, role }, true);
  try {
    const { failures } = await verifyScript(database.session, script, { begin: BEGIN, opening, secret });
    return failures.map(({ message, hint, line, detail, serverHint }) => {
      const said = [detail, serverHint, hint].filter((text) => text !== undefined).join("; ");
      return {
        severity: "error" as const,
        code: "verify_failed",
        message: `${id} (verify) fails: ${message}`,
        ...(said === "" ? {} : { hint: said }),
        file: script.path,
        ...(line === undefined ? {} : { line }),
        revision: id,
      };
    });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const message = `${id} (verify) cannot be run: ${error.message}`;
    return [{ severity: "error", code: "verify_failed", message, file: script.path, revision: id }];
  }
}
