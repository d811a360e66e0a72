import type { Change, Stage } from "./change.ts";
import { type SaferSettings, saferForm } from "./safer.ts";
import type { Solved } from "./solve.ts";

/**
 * Divides changes into what goes into a revision each: values of enums that must be committed before they are used, what
 * a transaction does at once, what takes no transaction, and what is checked afterwards.
 */
export function stagesOf(
  { changes, preamble, valuesFirst }: Solved,
  settings: Omit<SaferSettings, "all">,
): readonly Stage[] {
  const last = valuesFirst ? changes.findLastIndex(({ place }) => place === "value") : -1;
  const values = changes.slice(0, last + 1);
  const main: Change[] = [];
  const outside: Change[] = [];
  const late: Change[] = [];
  for (const change of changes.slice(last + 1)) {
    if (change.place === "outside") outside.push(change);
    else if (isAbout(change, [...outside, ...late])) late.push(change);
    else {
      const form = saferForm(change, { ...settings, all: changes });
      main.push(...form.now);
      outside.push(...(form.outside ?? []));
      late.push(...(form.late ?? []));
    }
  }
  const stages: readonly Stage[] = [
    { kind: "values", transaction: true, preamble, changes: values },
    { kind: "main", transaction: true, preamble, changes: main },
    { kind: "outside", transaction: false, preamble, changes: outside },
    { kind: "late", transaction: true, preamble, changes: late },
  ];
  return stages.filter((stage) => stage.changes.length > 0);
}

/** Needs an index that is not there yet: it is clustered on, or has a comment. */
function isAbout({ sql }: Change, waiting: readonly Change[]): boolean {
  return waiting.some(({ sql: other }) => {
    const [, name] = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY ("(?:[^"]|"")+"|\S+) /.exec(other) ?? [];
    return (
      name !== undefined &&
      /^(?:COMMENT ON|ALTER (?:TABLE|INDEX))/i.test(sql) &&
      words(sql).includes(name.replaceAll('"', ""))
    );
  });
}

function words(sql: string): readonly string[] {
  return sql.replaceAll('"', "").split(/[^\p{L}\p{N}_$]+/u);
}
