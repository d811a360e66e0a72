import type { GraphRevision } from "../../results/pictures.ts";

/** What stands in a box of a drawing: id, what is special about it, and the message on a line of its own. */
export function boxLines({ revision, labels, head, message }: GraphRevision): readonly string[] {
  const special = [head ? " (head)" : "", labels.length > 0 ? ` [${labels.join(", ")}]` : ""].join("");
  return message === "" ? [revision + special] : [revision + special, message];
}
