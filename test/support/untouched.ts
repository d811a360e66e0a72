import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";

/** Every path below a directory with what is in it, to compare before and after. */
export function filesIn(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(root, name);
    const stat = lstatSync(path);
    if (stat.isFile()) found[name] = createHash("sha256").update(readFileSync(path)).digest("hex");
    else found[name] = stat.isSymbolicLink() ? `-> ${readlinkSync(path)}` : "directory";
  }
  return found;
}

/** Every schema and relation of a database, and the rows of a ledger. */
export async function contentsOf(sql: postgres.Sql): Promise<readonly string[]> {
  const objects = await sql<{ name: string }[]>`
    select n.nspname || coalesce('.' || c.relname, '') as name
    from pg_namespace n left join pg_class c on c.relnamespace = n.oid
    where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1`;
  const names = objects.map(({ name }) => name);
  if (!names.includes("migraph.event")) return names;
  const [events] = await sql<{ count: string }[]>`select count(*) as count from migraph.event`;
  return [...names, `${events?.count} events`];
}
