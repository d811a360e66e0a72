import type { ObjectKind, SchemaObject, Snapshot, Value } from "../model.ts";
import { identityOf } from "./names.ts";

/** Where pieces stand that do not need each other: by what they are, then by name, so that a dump reads as people think. */
export const SECTIONS = [
  "schema",
  "extension",
  "language",
  "foreign data",
  "type",
  "routine",
  "operator",
  "text search",
  "sequence",
  "table",
  "view",
  "data",
  "foreign key",
  "row security",
  "trigger",
  "copied trigger",
  "publication",
  "refresh",
  "default privileges",
  "event trigger",
] as const;

export type Section = (typeof SECTIONS)[number];

/** Statements that stand together, and what must be there before them. */
export interface Piece {
  /** That of the object that it makes; of what is done to the object later, the key with a word behind it. */
  readonly key: string;
  readonly section: Section;
  /** Name of the whole that it belongs to, and its place among the pieces of that. */
  readonly group: string;
  readonly step: number;
  /** Keys of objects and of other pieces. */
  readonly needs: readonly string[];
  /** Without semicolons. */
  readonly statements: readonly string[];
  /** What takes the statements back; unless it is told, the object of that key is dropped. */
  readonly undo?: readonly string[] | undefined;
  /** In two, where objects need each other. */
  readonly split?: (() => Split) | undefined;
}

/**
 * What is made first has no need of what the rest adds. It is all that others need, unless only those are content with
 * it for which `contents` is true.
 */
interface Split {
  readonly early: Piece;
  readonly late: Piece;
  readonly contents?: (piece: Piece) => boolean;
}

export interface RenderOptions {
  readonly owners: boolean;
  readonly grants: boolean;
}

/** A snapshot that is to be written as SQL, with the parts of each object at hand. */
export class Rendering {
  readonly snapshot: Snapshot;
  readonly options: RenderOptions;
  readonly #parts = new Map<string, SchemaObject[]>();

  constructor(snapshot: Snapshot, options: RenderOptions) {
    this.snapshot = snapshot;
    this.options = options;
    for (const object of snapshot.objects.values()) {
      if (object.parent === undefined) continue;
      const parts = this.#parts.get(object.parent);
      if (parts === undefined) this.#parts.set(object.parent, [object]);
      else parts.push(object);
    }
    for (const parts of this.#parts.values()) parts.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  }

  get major(): number {
    return this.snapshot.server.major;
  }

  parts(key: string, kind: ObjectKind): readonly SchemaObject[] {
    return (this.#parts.get(key) ?? []).filter((part) => part.kind === kind);
  }

  object(key: string): SchemaObject | undefined {
    return this.snapshot.objects.get(key);
  }

  /** The table or foreign table that has this name, as SQL takes it. */
  table(identity: string): SchemaObject | undefined {
    return this.object(`table ${identity}`) ?? this.object(`foreign table ${identity}`);
  }

  /** Of a table, those of its constraints too. */
  indexes(key: string): readonly SchemaObject[] {
    const ofConstraints = this.parts(key, "constraint").flatMap((constraint) => this.parts(constraint.key, "index"));
    return [...this.parts(key, "index"), ...ofConstraints];
  }
}

/** A piece that makes one object. */
export function pieceOf(
  object: SchemaObject,
  section: Section,
  statements: readonly string[],
  more: Partial<Pick<Piece, "key" | "group" | "step" | "needs" | "undo" | "split">> = {},
): Piece {
  const { key, dependsOn } = object;
  return { key, section, group: identityOf(object), step: 0, needs: dependsOn, statements, ...more };
}

/** A property that is a text, or written as one. */
export function textOf({ properties }: SchemaObject, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

export function flagOf({ properties }: SchemaObject, name: string): boolean {
  return properties[name] === true;
}

/** A property that is a list of texts. */
export function listOf({ properties }: SchemaObject, name: string): readonly string[] {
  const value = properties[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** A property that has names and values itself. */
export function entriesOf({ properties }: SchemaObject, name: string): readonly (readonly [string, Value])[] {
  const value = properties[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Words of ALTER TABLE for how triggers and rules are switched. */
export const SWITCHES: Readonly<Record<string, string>> = {
  disabled: "DISABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
};
