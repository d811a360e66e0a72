import { UsageError } from "../errors.ts";
import type { Project } from "../project.ts";
import { NAME_FORM, nameFault } from "../revision/id.ts";

/** Throws UsageError for an id or a label that cannot be one, or that is taken: ids and labels share one space. */
export function checkNames(project: Project, revision: string, labels: readonly string[]): void {
  const taken = new Map<string, string>();
  for (const [label, id] of project.graph.labels())
    taken.set(label.toLowerCase(), `a label of ${placeOf(project, id)}`);
  for (const id of project.folders.keys()) taken.set(id.toLowerCase(), `the id of ${placeOf(project, id)}`);
  for (const { id, replaces } of project.folders.values()) {
    for (const gone of replaces) taken.set(gone.toLowerCase(), `the id of a revision that was squashed into ${id}`);
  }
  check("revision id", revision);
  for (const label of labels) check("label", label);

  function check(what: string, name: string): void {
    const fault = nameFault(name);
    if (fault !== undefined) throw new UsageError(`${what} ${JSON.stringify(name)} ${fault}`, { hint: NAME_FORM });
    const bearer = taken.get(name.toLowerCase());
    if (bearer !== undefined) {
      throw new UsageError(`${what} ${name} is taken: it is ${bearer}`, {
        code: "name_taken",
        hint: "choose another name; letter case makes no difference",
        data: { name },
      });
    }
    taken.set(name.toLowerCase(), `the ${what} of the same revision`);
  }
}

function placeOf(project: Project, id: string): string {
  return `${id} (${project.folders.get(id)?.path})`;
}
