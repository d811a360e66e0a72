import type { Finding } from "../errors.ts";
import { didYouMean, nearest } from "../near.ts";
import type { Bearer, Names } from "./names.ts";
import type { Vertex } from "./vertex.ts";

/** A search for near misses compares with every name: a build with very many faults gives it up after so many. */
const COMPARISONS = 200_000;

/** A cycle is shown with so many revisions at most. */
const LONGEST_PATH = 20;

/** What is wrong with a graph: each fault at the revision that has it. */
export class FaultList {
  readonly findings: Finding[] = [];
  #comparisons = 0;

  duplicateRevision(second: Vertex, first: Vertex): void {
    const places = `${place(first)} and ${place(second)}`;
    const message =
      first.id === second.id
        ? `revision ${first.id} is there twice: ${places}`
        : `revisions ${first.id} and ${second.id} differ in letter case only: ${places}`;
    this.#add(second, "duplicate_revision", message, "give one of them another id, or delete the copy");
  }

  duplicateLabel(second: Vertex, label: string, first: Bearer): void {
    const alike = label === first.name ? "" : ", but for letter case";
    const message =
      first.kind === "id"
        ? `label ${label} of revision ${second.id} is the id of a revision${alike}: ${place(first.vertex)}`
        : `label ${label} is borne by ${place(first.vertex)} and by ${place(second)}${alike}`;
    const hint = "a label names one revision; its descendants belong to the branch without bearing it";
    this.#add(second, "duplicate_label", message, first.kind === "id" ? "choose another label" : hint);
  }

  replacedOnDisk(vertex: Vertex, by: Vertex): void {
    if (vertex === by) {
      this.#add(
        vertex,
        "self_reference",
        `revision ${vertex.id} replaces itself`,
        `take ${vertex.id} out of its replaces`,
      );
      return;
    }
    this.#add(
      vertex,
      "replaced_revision",
      `revision ${vertex.id} is still there, though it was squashed into ${by.id} (${place(by)})`,
      `delete its folder, which git keeps: ${by.id} does what it did. To undo the squash instead, bring ${by.id} back as it was`,
    );
  }

  replacedTwice(second: Vertex, id: string, first: Vertex): void {
    this.#add(
      second,
      "replaced_twice",
      `${id} was squashed into ${place(first)} and into ${place(second)}`,
      "two squashes of the same revisions cannot both stand: bring the folders of one of them back",
    );
  }

  reservedName(vertex: Vertex, name: string, kind: Bearer["kind"]): void {
    this.#add(vertex, "reserved_name", `${kind} ${name} is a reserved word`, "choose another name");
  }

  badName(vertex: Vertex, name: string, kind: Bearer["kind"]): void {
    const message = `${kind} ${JSON.stringify(name)} could not be written in an address`;
    this.#add(vertex, "bad_name", message, "use 1 to 64 of A-Z, a-z, 0-9 and _");
  }

  missingParent(vertex: Vertex, name: string, names: Names): void {
    const labelled = names.labels.get(name);
    // Of a line of work that was begun before the squash.
    const replacing = names.replaced.get(name);
    const hint =
      labelled !== undefined && !labelled.foreign
        ? `${name} is a label, and parents are ids: write ${labelled.id}`
        : replacing !== undefined
          ? `it was squashed into ${replacing.id}: write ${replacing.id} instead`
          : this.#missingHint(name, names, () => onDisk(names.ids));
    this.#add(vertex, "missing_parent", `revision ${vertex.id} has the parent ${name}, which is not there`, hint);
  }

  missingDependency(vertex: Vertex, name: string, names: Names): void {
    const replacing = names.replaced.get(name);
    const hint =
      replacing === undefined
        ? this.#missingHint(name, names, () => [...onDisk(names.ids), ...onDisk(names.labels)])
        : `it was squashed into ${replacing.id}: write ${replacing.id} instead`;
    this.#add(vertex, "missing_dependency", `revision ${vertex.id} depends on ${name}, which is not there`, hint);
  }

  selfReference(vertex: Vertex, key: "parents" | "depends", name: string): void {
    const through = name === vertex.id ? "itself" : `itself, by its label ${name}`;
    const message =
      key === "parents" ? `revision ${vertex.id} is its own parent` : `revision ${vertex.id} depends on ${through}`;
    this.#add(vertex, "self_reference", message, `take ${name} out of its ${key}`);
  }

  /** `cycle`: a parent before its child; the last is a parent of the first. */
  cycle(cycle: readonly Vertex[]): void {
    const [first] = cycle;
    if (first === undefined) return;
    const ids = [...cycle, first].map(({ id }) => id);
    const left = ids.length - LONGEST_PATH;
    const path = left > 0 ? [...ids.slice(0, -left), `(${left} more)`, first.id] : ids;
    const hint = "each of them has the one before it among its parents or depends: take one of these out";
    this.#add(first, "cycle", `revisions go round in a circle: ${path.join(" → ")}`, hint);
  }

  #missingHint(name: string, names: Names, candidates: () => readonly string[]): string {
    if (names.ids.get(name)?.foreign) {
      return "a database has it applied: bring its folder back, from the git branch that has it";
    }
    this.#comparisons += names.ids.size + names.labels.size;
    const near = this.#comparisons <= COMPARISONS ? nearest(name, candidates()) : [];
    return didYouMean(near) ?? "bring its folder back, or name another revision; --dir can be given more than once";
  }

  #add(vertex: Vertex, code: string, message: string, hint: string): void {
    const { source } = vertex.node;
    const where =
      source === undefined ? {} : { file: source.file, ...(source.line === undefined ? {} : { line: source.line }) };
    this.findings.push({ code, message, hint, ...where, revision: vertex.id });
  }
}

function onDisk(names: ReadonlyMap<string, Vertex>): string[] {
  return [...names].flatMap(([name, vertex]) => (vertex.foreign ? [] : [name]));
}

function place({ id, node: { source } }: Vertex): string {
  return source === undefined ? `revision ${id}` : source.file;
}
