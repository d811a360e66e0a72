import type { Verification } from "../apply/verify/script.ts";
import { type Finding, ProofError, type ScriptError } from "../errors.ts";
import type { Script } from "../revision/folder.ts";
import { compareSnapshots, type SchemaDifference } from "../schema/compare.ts";
import type { Snapshot } from "../schema/model.ts";
import { unifiedDifference } from "../schema/text.ts";

/** What can be found against a squash: ProofError `not_proved`, with each difference as a finding. */

const NOTHING_WRITTEN = "nothing was written";

/** Throws ProofError unless the new verify.sql passes. */
export function assertVerified(verification: Verification | undefined): void {
  if (verification === undefined || verification.ok) return;
  throw new ProofError(
    "not_proved",
    "the joined verify.sql does not pass, though each of its parts does",
    { findings: verification.failures },
    { hint: `${NOTHING_WRITTEN}; one part may leave something behind for the next: take what does out of it` },
  );
}

export async function assertSameSchema(expected: Snapshot, found: Snapshot): Promise<void> {
  const differences = compareSnapshots(expected, found);
  if (differences.length === 0) return;
  throw await otherSchema("the new up.sql does not make the schema that the run makes", differences, expected, found, {
    expected: "after the run",
    found: "after the new up.sql",
  });
}

export async function otherSchema(
  message: string,
  differences: readonly SchemaDifference[],
  expected: Snapshot,
  found: Snapshot,
  labels: { readonly expected: string; readonly found: string },
): Promise<ProofError> {
  const ordered = differences.every(({ grade }) => grade === "column order");
  const findings = differences.map((difference): Finding => {
    const code = difference.grade === "column order" ? "column_order" : "schema";
    return { code, message: difference.message };
  });
  const diff = await unifiedDifference(expected, found, labels);
  return new ProofError(
    "not_proved",
    message,
    { findings, diff },
    {
      hint: ordered
        ? `${NOTHING_WRITTEN}; the order of columns counts too, since databases that have the run would keep the other one for good`
        : `${NOTHING_WRITTEN}; what is marked - is in the run alone, what is marked + in the new scripts alone`,
    },
  );
}

export function otherContents(differences: readonly { readonly message: string }[]): ProofError {
  const findings = differences.map(({ message }) => ({ code: "rows", message }));
  return new ProofError(
    "not_proved",
    "the new up.sql does not leave the rows that the run leaves",
    { findings },
    {
      hint: `${NOTHING_WRITTEN}; each is told as the run → the new up.sql`,
    },
  );
}

/** A failure of scripts that are on no disk yet, told with the line and whose it was. */
export function failing({ message, failure }: ScriptError, script: Script): ProofError {
  const { place, direction, revision, sqlstate, detail } = failure;
  const file = direction === "up" ? "up.sql" : "down.sql";
  const above = place === undefined ? [] : script.text.split("\n").slice(0, place.line);
  const part = /^-- \d+ of \d+, (\w+)/.exec(above.findLast((line) => /^-- \d+ of \d+, /.test(line)) ?? "")?.[1];
  const where = place === undefined ? "" : ` at line ${place.line}${part === undefined ? "" : `, which is of ${part}`}`;
  const findings = [
    {
      code: "script_failed",
      message: place === undefined || place.excerpt === "" ? message : `${message}: ${place.excerpt.trim()}`,
    },
  ];
  return new ProofError(
    "not_proved",
    `the new ${file} fails${where}`,
    { findings },
    {
      hint: `${NOTHING_WRITTEN}; ${hintFor(sqlstate)} --${direction} FILE`,
      data: { revision, direction, file, line: place?.line ?? null, sqlstate, detail: detail ?? null },
    },
  );
}

function hintFor(sqlstate: string): string {
  switch (sqlstate) {
    case "55006":
      return "what each of them checked at its COMMIT is still to be checked here: put `set constraints all immediate;` above that line, in the text that is given with";
    case "53200":
      return "one transaction has no room for so many locks: squash shorter runs, raise max_locks_per_transaction, or give a shorter text with";
    default:
      return "give the text as it has to be with";
  }
}
