import { UsageError } from "../errors.ts";
import { patternOf } from "./filter.ts";
import type { ObjectKind, SchemaObject, Snapshot } from "./model.ts";
import { identityOf } from "./render/names.ts";

/** Which objects of a schema are meant. Patterns with `*` and `?`. */
export interface Selection {
  /** Names of schemas: what lies in them, and what that needs of what lies in none. */
  readonly schemas?: readonly string[] | undefined;
  /** Names of tables, views and sequences, with their schema or in any. */
  readonly tables?: readonly string[] | undefined;
  /** Names of schemas, and of objects with their schema, with or without the kind in front. */
  readonly exclude?: readonly string[] | undefined;
}

const LEDGER_TABLES = ["revision", "edge", "event", "step", "lease", "ledger_revision"];

/** What of a database is the user's: without the ledger, and without its schema if nothing else is in there. */
export function withoutLedger(snapshot: Snapshot, schema: string): Snapshot {
  const tables = new Set(LEDGER_TABLES);
  const isLedger = (object: SchemaObject) =>
    object.kind === "table" && object.schema === schema && tables.has(object.name);
  const mine = without(snapshot, isLedger);
  const isShared = [...mine.objects.values()].some((object) => object.schema === schema);
  if (isShared || schema === "public") return mine;
  return without(mine, ({ kind, name }) => kind === "schema" && name === schema);
}

/** Kinds whose options may be passwords, and are written into no file. */
export function isSecretive({ kind }: SchemaObject): boolean {
  return kind === "user mapping" || kind === "subscription";
}

/** What a script that is written from it makes. */
export function withoutSecretive(snapshot: Snapshot): Snapshot {
  return without(snapshot, isSecretive);
}

/** The same part of what was made from it; what is not there is not missed. */
export function selectAgain(snapshot: Snapshot, selection: Selection): Snapshot {
  return narrow(snapshot, selection, () => undefined);
}

/** Throws UsageError for a pattern that nothing matches: it is misspelt. */
export function select(snapshot: Snapshot, selection: Selection): Snapshot {
  return narrow(snapshot, selection, (option, glob) => {
    throw unknown(option, glob);
  });
}

/** Tables that hold rows of their own, or have partitions that do. Throws UsageError as select(). */
export function tablesNamed(snapshot: Snapshot, globs: readonly string[], option: string): readonly SchemaObject[] {
  const isNamed = matcher(globs, snapshot, isCalled, (glob) => {
    throw unknown(option, glob);
  });
  return [...snapshot.objects.values()].filter((object) => object.kind === "table" && isNamed(object));
}

function unknown(option: string, glob: string): UsageError {
  return new UsageError(`${option} ${glob} names nothing that is there`, {
    code: "unknown_object",
    hint: "write names as they are in the database, with * and ? for what may stand there",
  });
}

function isCalled({ kind, schema, name }: SchemaObject, matches: Matches): boolean {
  return RELATIONS.has(kind) && (matches(name) || matches(`${schema}.${name}`));
}

function narrow(
  snapshot: Snapshot,
  { schemas = [], tables = [], exclude = [] }: Selection,
  onUnknown: (option: string, glob: string) => void,
): Snapshot {
  const excluded = matcher(
    exclude,
    snapshot,
    (object, matches) => {
      const identity = identityOf(object);
      const isOfSchema = object.schema !== undefined && matches(object.schema);
      return (
        isOfSchema || matches(object.key) || matches(identity) || (object.kind === "schema" && matches(object.name))
      );
    },
    (glob) => onUnknown("--exclude", glob),
  );
  const inSchema = matcher(
    schemas,
    snapshot,
    ({ kind, name, schema }, matches) => matches(kind === "schema" ? name : (schema ?? "")),
    (glob) => onUnknown("--schema", glob),
  );
  const named = matcher(tables, snapshot, isCalled, (glob) => onUnknown("--table", glob));
  let selected = exclude.length === 0 ? snapshot : without(snapshot, excluded);
  if (tables.length > 0) selected = only(selected, named, new Set());
  if (schemas.length > 0) selected = only(selected, inSchema, NEEDED_FROM_NOWHERE);
  return selected;
}

const RELATIONS: ReadonlySet<ObjectKind> = new Set(["table", "foreign table", "view", "materialized view", "sequence"]);

/** Kinds that lie in no schema, and come along where something in one needs them. */
const NEEDED_FROM_NOWHERE: ReadonlySet<ObjectKind> = new Set([
  "extension",
  "language",
  "access method",
  "foreign data wrapper",
  "server",
]);

type Matches = (text: string) => boolean;

function matcher(
  globs: readonly string[],
  { objects }: Snapshot,
  test: (object: SchemaObject, matches: Matches) => boolean,
  onUnknown: (glob: string) => void,
): (object: SchemaObject) => boolean {
  const tests = globs.map((glob) => {
    const pattern = patternOf(glob);
    return { glob, isMeant: (object: SchemaObject) => test(object, (text) => pattern.test(text)) };
  });
  for (const { glob, isMeant } of tests) if (![...objects.values()].some(isMeant)) onUnknown(glob);
  return (object) => tests.some(({ isMeant }) => isMeant(object));
}

/** With the parts of what is left out. */
function without(snapshot: Snapshot, isLeftOut: (object: SchemaObject) => boolean): Snapshot {
  const gone = new Set([...snapshot.objects.values()].filter(isLeftOut).map(({ key }) => key));
  let size = -1;
  while (size !== gone.size) {
    size = gone.size;
    for (const { key, parent } of snapshot.objects.values())
      if (parent !== undefined && gone.has(parent)) gone.add(key);
  }
  return { ...snapshot, objects: new Map([...snapshot.objects].filter(([key]) => !gone.has(key))) };
}

/** With the parts of what is meant, and what that needs of some kinds. */
function only(
  snapshot: Snapshot,
  isMeant: (object: SchemaObject) => boolean,
  along: ReadonlySet<ObjectKind>,
): Snapshot {
  const kept = new Set([...snapshot.objects.values()].filter(isMeant).map(({ key }) => key));
  let size = -1;
  while (size !== kept.size) {
    size = kept.size;
    for (const { key, parent, dependsOn } of snapshot.objects.values()) {
      if (parent !== undefined && kept.has(parent)) kept.add(key);
      if (!kept.has(key)) continue;
      for (const need of dependsOn) {
        const needed = snapshot.objects.get(need);
        if (needed !== undefined && along.has(needed.kind)) kept.add(need);
      }
    }
  }
  return { ...snapshot, objects: new Map([...snapshot.objects].filter(([key]) => kept.has(key))) };
}
