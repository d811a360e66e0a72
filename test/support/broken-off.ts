import type postgres from "postgres";
import { writeRevisionFiles } from "./project.ts";
import { failureOf, type Scene } from "./scene.ts";

export const OFF = ["-- transaction: off"];

/** The revision `a1` of a project, with this script to be run outside a transaction. */
export function outside(up: string) {
  return { id: "a1", header: OFF, up };
}

/** Puts another script in the place of the one that `a1` has. */
export function rewrite({ root }: Pick<Scene, "root">, up: string): void {
  writeRevisionFiles(`${root}/migrations`, outside(up));
}

/**
 * As if the process had been killed when statement `position` had been done, and its mark not yet been written: what
 * stands in the script behind it has failed.
 */
export async function breakOff(
  scene: Scene,
  statements: readonly string[],
  position = statements.length,
): Promise<void> {
  const before = statements.slice(0, position).join(";\n");
  rewrite(scene, `${before};\nselect 1/0;`);
  const error = await failureOf(scene.migrator.upgrade());
  if (error.data["statement"] !== position + 1) throw error;
  await scene.sql`delete from migraph.step where position > ${position}`;
  await scene.sql`update migraph.step set finished_at = null where position = ${position}`;
  rewrite(scene, `${statements.join(";\n")};`);
}

/** `name`, and `invalid` where it cannot be used, of the indexes in schema public. */
export async function indexes(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ line: string }[]>`
    select c.relname || case when i.indisvalid then '' else ' invalid' end as line
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace order by 1`;
  return rows.map(({ line }) => line);
}

/** What tells an index that was built anew from one that was there. */
export async function oidOf(sql: postgres.Sql, name: string): Promise<unknown> {
  const [row] = await sql`select to_regclass(${name})::oid as oid`;
  return row?.["oid"];
}

/** Of the ledger's table `step`: none when nothing is under way. */
export async function journal(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ line: string }[]>`
    select concat_ws(' ', revision, direction, position,
      case when finished_at is null then 'begun' else 'done' end) as line
    from migraph.step order by revision, direction, position`;
  return rows.map(({ line }) => line);
}
