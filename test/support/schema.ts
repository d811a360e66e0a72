import type postgres from "postgres";

/** Everything of schema public that a migration can change, one line each. Column positions count what is left of them. */
export async function schemaLines(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ line: string }[]>`
    with relations as (
      select c.oid, c.relname, c.relkind, c.reloptions, c.relacl, c.relpersistence
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind <> 'i' and c.relkind <> 't'
    ),
    functions as (select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace),
    types as (
      select t.oid, t.typname, t.typtype, t.typbasetype, t.typnotnull, t.typdefault
      from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('d', 'e', 'r', 'm')
    )
    select concat_ws(' ', 'relation', relname, relkind, relpersistence, reloptions, relacl) as line from relations
    union all
    select concat_ws(' ', 'column', r.relname,
      row_number() over (partition by r.oid order by a.attnum), a.attname, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, a.attgenerated, a.attidentity, a.attstorage, a.attcompression, pg_get_expr(d.adbin, d.adrelid))
    from relations r
    join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    union all
    select concat_ws(' ', 'constraint', r.relname, t.typname, c.conname, c.convalidated, pg_get_constraintdef(c.oid))
    from pg_constraint c left join relations r on r.oid = c.conrelid left join types t on t.oid = c.contypid
    where r.oid is not null or t.oid is not null
    union all
    select concat_ws(' ', 'index', i.indisvalid, pg_get_indexdef(i.indexrelid))
    from pg_index i join relations r on r.oid = i.indrelid
    union all
    select concat_ws(' ', 'trigger', r.relname, t.tgenabled, pg_get_triggerdef(t.oid))
    from pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal
    union all
    select concat_ws(' ', 'function', pg_get_functiondef(oid)) from functions
    union all
    select concat_ws(' ', 'type', typname, typtype, format_type(typbasetype, null), typnotnull, typdefault,
      (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = types.oid))
    from types
    union all
    select concat_ws(' ', 'view', r.relname, pg_get_viewdef(r.oid)) from relations r where r.relkind in ('v', 'm')
    union all
    select concat_ws(' ', 'comment', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
    from pg_description d
    where d.objoid in (select oid from relations union select oid from functions union select oid from types)
    order by 1`;
  return rows.map(({ line }) => line);
}

/** The booleans among what a verify script selects that are not true. The script's effects are rolled back. */
export async function verifyFailures(sql: postgres.Sql, script: string): Promise<readonly string[]> {
  const BOOLEAN = 16;
  const failures: string[] = [];
  const rolledBack = new Error("rolled back");
  await sql
    .begin(async (transaction) => {
      const results: unknown = await transaction.unsafe(script).simple();
      const list = (Array.isArray((results as unknown[])[0]) ? results : [results]) as postgres.RowList<
        postgres.Row[]
      >[];
      for (const result of list) {
        const booleans = (result.columns ?? []).filter(({ type }) => type === BOOLEAN).map(({ name }) => name);
        for (const row of result) failures.push(...booleans.filter((name) => row[name] !== true));
      }
      throw rolledBack;
    })
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error;
    });
  return failures;
}
