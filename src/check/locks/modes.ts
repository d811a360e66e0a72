/** The modes of a lock on a table, from the weakest to the strongest. */
const LOCK_MODES = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;

export type LockMode = (typeof LOCK_MODES)[number];

/** `ShareRowExclusiveLock`, as pg_locks has it. */
export function lockModeOf(name: string): LockMode {
  const words = name
    .replace(/Lock$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
  const mode = LOCK_MODES.find((known) => known === words);
  if (mode === undefined) throw new TypeError(`${name} is no mode of a lock on a table`);
  return mode;
}

/** Nobody else can SELECT from the table. */
export function blocksReads(mode: LockMode): boolean {
  return mode === "ACCESS EXCLUSIVE";
}

/** Nobody else can INSERT, UPDATE or DELETE. */
export function blocksWrites(mode: LockMode): boolean {
  return LOCK_MODES.indexOf(mode) >= LOCK_MODES.indexOf("SHARE");
}

export function stronger(one: LockMode | undefined, other: LockMode): LockMode {
  return one !== undefined && LOCK_MODES.indexOf(one) >= LOCK_MODES.indexOf(other) ? one : other;
}
