import type postgres from "postgres";
import { onTestFinished } from "vitest";
import { MigraphError } from "../../src/errors.ts";
import type { MigraphEvent } from "../../src/events.ts";
import type { Migrator } from "../../src/migrator.ts";
import { type MigratorOptions, openMigrator } from "../../src/open.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";
import { project, type TestRevision } from "./project.ts";
import type { TestServer } from "./server.ts";

/** A project with a database of its own, and a migrator on both. */
export interface Scene {
  readonly root: string;
  readonly database: TestDatabase;
  readonly sql: postgres.Sql;
  readonly migrator: Migrator;
  readonly events: readonly MigraphEvent[];
}

export async function scene(
  revisions: readonly TestRevision[],
  server?: TestServer,
  options: MigratorOptions = {},
): Promise<Scene> {
  const root = project(revisions);
  const database = await freshDatabase(server);
  const { migrator, events } = await migratorOn(root, database.url, options);
  return { root, database, sql: database.sql, migrator, events };
}

/** A migrator that sees nothing of the process's environment, and is closed when the test is over. */
export async function migratorOn(
  root: string,
  url: string | undefined,
  options: MigratorOptions = {},
): Promise<{ migrator: Migrator; events: readonly MigraphEvent[] }> {
  const events: MigraphEvent[] = [];
  const migrator = await openMigrator({
    cwd: root,
    url,
    environment: {},
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  onTestFinished(() => migrator.close());
  return { migrator, events };
}

/** What an operation failed with; it must be an error of migraph's own. */
export async function failureOf(work: Promise<unknown>): Promise<MigraphError> {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof MigraphError) return error;
  throw error;
}

/** Ids in the order in which they were recorded; undefined where there is no ledger. */
export async function recorded(sql: postgres.Sql, schema = "migraph"): Promise<readonly string[] | undefined> {
  if (!(await exists(sql, `${schema}.revision`))) return undefined;
  const rows = await sql<{ id: string }[]>`select id from ${sql(schema)}.revision order by applied_order`;
  return rows.map(({ id }) => id);
}

/** `child > parent` and `child ~ dependency`. */
export async function edges(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ edge: string }[]>`
    select child || case kind when 'parent' then ' > ' else ' ~ ' end || parent as edge
    from migraph.edge order by 1`;
  return rows.map(({ edge }) => edge);
}

/** `kind revision`, in order. */
export async function happenings(sql: postgres.Sql): Promise<readonly string[]> {
  const rows = await sql<{ happening: string }[]>`
    select concat_ws(' ', kind, revision) as happening from migraph.event order by id`;
  return rows.map(({ happening }) => happening);
}

/** Whether there is a table, view or index of that name. */
export async function exists(sql: postgres.Sql, name: string): Promise<boolean> {
  const [row] = await sql<{ there: boolean }[]>`select to_regclass(${name}) is not null as there`;
  return row?.there === true;
}
