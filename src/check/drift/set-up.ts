import { compareSnapshots, sameObject } from "../../schema/compare.ts";
import type { SchemaObject, Snapshot } from "../../schema/model.ts";
import { nameObject } from "../../schema/words.ts";
import { withoutDefaultPrivileges } from "./default-privileges.ts";
import type { Replayed } from "./replayed.ts";

export interface Compared {
  readonly expected: Snapshot;
  readonly found: Snapshot;
  /** What differs and is not compared, in words. */
  readonly setUp: readonly string[];
}

/**
 * Without what every database comes with, where no revision has touched it: who owns schema public and who may use it is
 * decided when a server is set up, and is another thing on each. And without default privileges that are in no revision,
 * and what they have granted.
 */
export function withoutSetUp(replayed: Replayed, expected: Snapshot, found: Snapshot): Compared {
  const { empty, snapshot } = replayed;
  const untouched = new Set(
    [...empty.objects.values()]
      .filter((object) => sameObject(object, snapshot.objects.get(object.key)))
      .map(({ key }) => key),
  );
  const isUntouched = ({ key }: SchemaObject) => untouched.has(key);
  const privileges = [...found.objects.values()].filter(
    ({ kind, key }) => kind === "default privileges" && !expected.objects.has(key),
  );
  const given = new Set(privileges);
  const kept = where(found, (object) => !isUntouched(object) && !given.has(object));
  const rest = where(expected, (object) => !isUntouched(object));
  return {
    ...withoutDefaultPrivileges(privileges, rest, kept),
    setUp: [
      ...compareSnapshots(where(expected, isUntouched), where(found, isUntouched)).map(({ message }) => message),
      ...privileges.map((object) => nameObject(object, found)),
    ],
  };
}

function where(snapshot: Snapshot, isKept: (object: SchemaObject) => boolean): Snapshot {
  return { ...snapshot, objects: new Map([...snapshot.objects].filter(([, object]) => isKept(object))) };
}
