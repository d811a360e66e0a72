import type { Leftovers } from "../results.ts";
import type { ScratchServerFacts } from "../schema/scratch/index.ts";
import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** What a proof ran on, for the end of its verdict. */
export function serverWords({ version, embedded, wanted_major: wanted }: ScratchServerFacts): string {
  const where = `PostgreSQL ${version}${embedded ? " (embedded)" : ""}`;
  return wanted === undefined ? where : `${where}; the database's own major, ${wanted}, was not found`;
}

/** What was left on a scratch server, or what was removed of it. */
export function printLeftovers({ databases, roles, cleaned, kept }: Leftovers, output: Output): void {
  const all = [...databases, ...roles.map((name) => `role ${name}`)];
  if (all.length === 0) output.print("Nothing was left behind.");
  const stays = new Map(kept.map(({ name, why }) => [name, why]));
  for (const name of [...databases, ...roles]) {
    const why = stays.get(name);
    const label = escapeControls(roles.includes(name) ? `role ${name}` : name);
    if (why !== undefined) output.complain(`${output.colors.red("error:")} ${label} stays: ${escapeControls(why)}`);
    else output.print(cleaned ? `Removed ${label}.` : label);
  }
  if (all.length > 0 && !cleaned) output.print("`migraph scratch --clean` removes what was left.");
}
