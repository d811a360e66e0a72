import type { Project } from "../../project.ts";
import type { DriftFinding } from "../../results.ts";
import type { SchemaDifference } from "../../schema/compare.ts";
import type { State } from "../../state.ts";
import type { Replayed } from "./replayed.ts";

const CODES: Readonly<Record<SchemaDifference["change"], string>> = {
  missing: "missing_object",
  "left over": "unexpected_object",
  changed: "changed_object",
};

/** `revision`: the one that last touched the object; undefined for what is in none. */
export function driftFinding(
  difference: SchemaDifference,
  revision: string | undefined,
  { state, project, replayed }: { readonly state: State; readonly project: Project; readonly replayed: Replayed },
): DriftFinding {
  const { grade, change, key, kind, property = null, expected = null, found = null } = difference;
  const folder = revision === undefined ? undefined : project.folders.get(revision);
  const applied = state.ledger.applied.find(({ id }) => id === revision);
  return {
    code: grade === "column order" ? "column_order" : CODES[change],
    message: messageOf(difference, replayed),
    object: key,
    kind,
    property,
    expected,
    found,
    ...(revision === undefined ? {} : { revision, revision_message: applied?.message ?? "" }),
    ...(folder === undefined ? {} : { file: folder.up.path }),
  };
}

/** What no revision has made is left over from nothing; what one has dropped is. */
function messageOf({ message, change, key }: SchemaDifference, { touched }: Replayed): string {
  if (change !== "left over" || touched.has(key)) return message;
  return message.replace(/ is left over$/, " is in no revision");
}
