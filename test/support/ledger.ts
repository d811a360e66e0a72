import type postgres from "postgres";

/** All that a ledger holds but for times, numbers of transactions and of runs: what two ways to the same state share. */
export async function ledgerLines(sql: postgres.Sql): Promise<readonly string[]> {
  const [there] = await sql`select to_regclass('migraph.revision') is not null as there`;
  if (!there?.["there"]) return [];
  const rows = await sql<{ line: string }[]>`
    with runs as (select run, dense_rank() over (order by min(id)) as number from migraph.event group by run)
    select line from (
      select 1 as part, applied_order as position, (
        to_jsonb(r) - 'applied_at' - 'applied_order'
      )::text as line
      from migraph.revision r
      union all
      select 2, row_number() over (order by child, parent, kind), to_jsonb(e)::text from migraph.edge e
      union all
      select 3, e.id, (
        to_jsonb(e) - 'id' - 'happened_at' - 'run' - 'xid' - 'duration_ms'
        || jsonb_build_object('run', n.number, 'timed', duration_ms is not null)
      )::text
      from migraph.event e join runs n on n.run = e.run
      union all
      select 4, 0, to_jsonb(s)::text from migraph.step s
      union all
      select 5, 0, (to_jsonb(l) - 'applied_at')::text from migraph.ledger_revision l
    ) all_lines
    order by part, position`;
  return rows.map(({ line }) => line);
}
