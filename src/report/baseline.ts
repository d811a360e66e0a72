import type { Baselined } from "../results.ts";
import type { Output } from "./output.ts";
import { printCreated } from "./revisions.ts";
import { escapeControls } from "./text.ts";

/** What was written, what of it was proved, and what comes next. */
export function printBaselined(baselined: Baselined, output: Output): void {
  const { revision, objects, rows, proof, stamped } = baselined;
  printCreated(baselined, output);
  const counts = Object.entries(rows);
  const withRows = counts.map(([table, count]) => `${count} of ${escapeControls(table)}`).join(", ");
  output.print(
    `Proved on PostgreSQL ${proof.server.version}: the same ${objects} objects, and nothing left behind on the way back.`,
  );
  if (counts.length > 0) output.print(`Rows: ${withRows}.`);
  output.print(
    stamped
      ? `The database has it: ${revision} is recorded as applied. Next: \`migraph new\`.`
      : `Next: \`migraph stamp ${revision}\`, in the databases that have it.`,
  );
}
