/** What stands below the header of a new revision's scripts, unless the user has templates. */

export function upTemplate(): string {
  return "-- Write the change here.\n";
}

export function downTemplate(): string {
  return [
    "-- Write here what takes the change back.",
    "-- If nothing can, make this the first line of the file, with the reason:",
    "--   -- irreversible: the dropped column's values are gone",
    "",
  ].join("\n");
}

export function verifyTemplate(): string {
  return [
    "-- Write here what must be true after the change: a boolean that is false or null fails.",
    "-- What this does is rolled back.",
    "",
  ].join("\n");
}

export function mergeTemplate(parents: readonly string[]): string {
  return `-- Joins ${parents.join(" and ")}; nothing to do.\n`;
}
