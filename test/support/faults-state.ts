import type postgres from "postgres";
import type { FaultRevision } from "./faults-history.ts";

/** What a database shows of a run when nobody is at work any more. */
export interface Remains {
  /** Ids in the order of the ledger. */
  readonly recorded: readonly string[];
  /** How much of what each revision makes is there. */
  readonly objects: Readonly<Record<string, "all" | "none" | "half">>;
  /** Revisions outside of a transaction that have begun and not ended. */
  readonly begun: readonly string[];
  /** `up x`, in the order in which it happened. */
  readonly ran: readonly string[];
  /** `up x` as the ledger's events tell it, without failures. */
  readonly happened: readonly string[];
  /** Advisory locks and leases that are held. */
  readonly locks: number;
  /** Sessions of migraph that are still there. */
  readonly sessions: number;
}

export async function remainsOf(sql: postgres.Sql, history: readonly FaultRevision[]): Promise<Remains> {
  const sessions = await sessionsLeft(sql);
  const names = history.flatMap(({ objects }) => objects);
  const [row] = await sql<{ present: string[]; ran: string[]; locks: number; ledger: boolean }[]>`
    select
      array(
        select name from unnest(${names}::text[]) as name
        where case when name like '%(%' then to_regprocedure(name) is not null
          else to_regclass(name) is not null or to_regtype(name) is not null end
      ) as present,
      array(select direction || ' ' || revision from ran order by id) as ran,
      (
        select count(*)::int from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
      ) as locks,
      to_regclass('migraph.ledger_revision') is not null as ledger`;
  if (row === undefined) throw new TypeError("one row is asked for");
  const ledger = row.ledger ? await ledgerOf(sql) : { recorded: [], happened: [], begun: [], leases: 0 };
  const present = new Set(row.present);
  const objects = Object.fromEntries(
    history.map(({ id, objects: own }) => {
      const count = own.filter((name) => present.has(name)).length;
      return [id, count === own.length ? "all" : count === 0 ? "none" : "half"] as const;
    }),
  );
  return {
    recorded: ledger.recorded,
    begun: ledger.begun,
    happened: ledger.happened,
    objects,
    ran: row.ran,
    locks: row.locks + ledger.leases,
    sessions,
  };
}

async function ledgerOf(sql: postgres.Sql) {
  const [row] = await sql<{ recorded: string[]; happened: string[]; begun: string[]; leases: number }[]>`
    select
      array(select id from migraph.revision order by applied_order) as recorded,
      array(select kind || ' ' || revision from migraph.event where kind in ('up', 'down') order by id) as happened,
      array(select distinct revision from migraph.step) as begun,
      (select count(*)::int from migraph.lease where expires_at > clock_timestamp()) as leases`;
  if (row === undefined) throw new TypeError("one row is asked for");
  return row;
}

/** Waits for sessions that end: of a client that was killed the server hears when it next looks. */
async function sessionsLeft(sql: postgres.Sql): Promise<number> {
  const giveUp = performance.now() + 10_000;
  for (;;) {
    const { count } = await sql`
      select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`;
    if (count === 0 || performance.now() > giveUp) return count;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
