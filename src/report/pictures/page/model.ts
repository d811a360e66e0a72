import type { PictureState } from "../../../results/pictures.ts";
import type { DrawnRevision } from "../drawing.ts";
import { stateIn } from "../marks.ts";
import type { PageData, Scripts } from "./data.ts";

/** The graph as the page asks for it. A revision is known by its row. */
export class Model {
  readonly revisions: readonly DrawnRevision[];
  readonly databases: PageData["drawing"]["databases"];
  readonly children: readonly (readonly number[])[];
  readonly dependents: readonly (readonly number[])[];
  /** All labels, and for each row those of the branches that it belongs to. */
  readonly labels: readonly string[];
  readonly branches: readonly ReadonlySet<string>[];
  readonly #scripts: readonly Scripts[];

  constructor({ drawing, scripts }: PageData) {
    this.revisions = drawing.revisions;
    this.databases = drawing.databases;
    this.#scripts = scripts;
    this.children = turned(drawing.revisions.map(({ parents }) => parents));
    this.dependents = turned(drawing.revisions.map(({ depends }) => depends));
    this.labels = [...new Set(drawing.revisions.flatMap(({ labels }) => labels))].sort();
    this.branches = branchesOf(drawing.revisions);
  }

  revision(row: number): DrawnRevision {
    const revision = this.revisions[row];
    if (revision === undefined) throw new RangeError(`there is no row ${row}`);
    return revision;
  }

  scripts(row: number): Scripts {
    return this.#scripts[row] ?? { up: null, down: null, verify: null };
  }

  /** In one database; over all of them when none is chosen. */
  state(row: number, database: number | undefined): PictureState | null {
    const { state, standings } = this.revision(row);
    return database === undefined ? state : stateIn(standings[database]);
  }

  ancestors(row: number): ReadonlySet<number> {
    return reached(row, (at) => [...this.revision(at).parents, ...this.revision(at).depends]);
  }

  descendants(row: number): ReadonlySet<number> {
    return reached(row, (at) => [...(this.children[at] ?? []), ...(this.dependents[at] ?? [])]);
  }

  /** Those that stand beside it: with a parent of its own or, where it is alone there, with a child of its own. */
  siblings(row: number): readonly number[] {
    const beside = this.revision(row).parents.flatMap((parent) => this.children[parent] ?? []);
    const above = (this.children[row] ?? []).flatMap((child) => this.revision(child).parents);
    const chosen = new Set(beside).size > 1 ? beside : above;
    return [...new Set(chosen)].sort((a, b) => this.revision(a).lane - this.revision(b).lane || a - b);
  }
}

function turned(links: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const back = links.map((): number[] => []);
  for (const [row, targets] of links.entries()) for (const target of targets) back[target]?.push(row);
  return back;
}

function reached(start: number, next: (row: number) => readonly number[]): ReadonlySet<number> {
  // A set visits what is added to it meanwhile.
  const found = new Set(next(start));
  for (const row of found) for (const further of next(row)) found.add(further);
  return found;
}

/** A label belongs to what bears it and to all that descends from it; parents have larger rows. */
function branchesOf(revisions: readonly DrawnRevision[]): readonly ReadonlySet<string>[] {
  const branches: ReadonlySet<string>[] = revisions.map(() => new Set());
  for (const [row, { labels, parents }] of [...revisions.entries()].reverse()) {
    const [first, ...others] = parents.map((parent) => branches[parent] ?? new Set<string>());
    // Most have one parent and no label, and share its set.
    if (labels.length === 0 && others.length === 0) branches[row] = first ?? new Set();
    else branches[row] = new Set([...labels, ...(first ?? []), ...others.flatMap((other) => [...other])]);
  }
  return branches;
}
