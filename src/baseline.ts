import { type Workshop, writeNew } from "./author/authoring.ts";
import { proveBaseline } from "./check/baseline-proof.ts";
import { readSchema, selectSchema } from "./dump.ts";
import { UsageError } from "./errors.ts";
import type { Listener } from "./events.ts";
import type { Project } from "./project.ts";
import type { Baselined } from "./results.ts";
import { readRows, rowPieces } from "./schema/copied-rows.ts";
import { schemaScripts } from "./schema/dump.ts";
import type { Snapshot } from "./schema/model.ts";
import { identityOf } from "./schema/render/names.ts";
import { withScratch } from "./schema/scratch/index.ts";
import { tablesNamed } from "./schema/selection.ts";
import type { BaselineSettings } from "./settings.ts";
import type { Workplace } from "./workplace.ts";

/**
 * Writes what a live database has as the first revision, once it is proved in a scratch database, and records it there
 * without running it.
 */
export async function baseline(
  workplace: Workplace,
  workshop: Workshop,
  message: string,
  settings: BaselineSettings,
  signal: AbortSignal,
): Promise<Baselined> {
  const { config, emit } = workplace;
  const project = workplace.read("headers", { empty: true });
  assertFirst(project, settings);
  const { database, applied } = await workplace.state(project, signal);
  const { stamp = true, root = false, owners = false, grants = true, schemas, exclude, data = [] } = settings;
  if (stamp && !root && applied.size > 0) throw hasHistory(applied.size);
  const whole = [schemas, exclude].every((patterns) => patterns === undefined || patterns.length === 0);
  const selection = { schemas, exclude };
  const expected = selectSchema(await readSchema(database), selection, emit);
  warnOfOtherTools(expected, emit);
  const rows = await readRows(database.session, expected, tablesNamed(expected, data, "--data"));
  const { up, down } = schemaScripts(
    expected,
    { owners, grants, whole: whole && config.schema !== "public" },
    rowPieces(rows, expected),
  );
  const scripts = { up: `${UP_HEAD}\n${up}`, down: `${DOWN_HEAD}\n${down}` };
  const filter = { owners, grants };
  const proof = await withScratch(workplace, settings.scratch ?? {}, async (scratch) => {
    const proving = { scripts, expected, selection, filter, rows, emit };
    await proveBaseline(await scratch.create(), proving);
    return { server: scratch.server };
  });
  const { label, path, revisionId } = settings;
  const options = { ...scripts, root: root || undefined, labels: label, path, revisionId };
  const created = await writeNew(workshop, message, options);
  if (stamp) {
    const { changeByStamp } = await import("./change.ts");
    await changeByStamp(await workplace.changing(signal, settings.wait), created.revision, { lock: settings.lock });
  }
  const counts = rows.map(({ table, lines }) => [identityOf(table), lines.length] as const);
  return { ...created, objects: expected.objects.size, rows: Object.fromEntries(counts), proof, stamped: stamp };
}

const UP_HEAD = "-- What the database had when its history began.\n";
const DOWN_HEAD = "-- Drops all that the database had when its history began, with the rows in it.\n";

function assertFirst({ graph }: Project, { root }: BaselineSettings): void {
  const count = graph.ids().length;
  if (root || count === 0) return;
  throw new UsageError(`there ${count === 1 ? "is a revision" : `are ${count} revisions`} already`, {
    code: "has_revisions",
    hint: "a baseline comes first: `migraph new --from` with the database's URL writes what it has beyond them, --root begins another lineage",
  });
}

function hasHistory(count: number): UsageError {
  return new UsageError(
    `the database has a history: ${count} ${count === 1 ? "revision is" : "revisions are"} recorded`,
    {
      code: "has_history",
      hint: "check out the branch that has them; --no-stamp only writes the files, --root records a lineage beside them",
    },
  );
}

/** Tables in which other tools keep what they have run. */
const OTHER_TOOLS: Readonly<Record<string, string>> = {
  alembic_version: "Alembic",
  flyway_schema_history: "Flyway",
  databasechangelog: "Liquibase",
  databasechangeloglock: "Liquibase",
  schema_migrations: "dbmate, golang-migrate or Rails",
  ar_internal_metadata: "Rails",
  django_migrations: "Django",
  goose_db_version: "goose",
  pgmigrations: "node-pg-migrate",
  knex_migrations: "Knex",
  knex_migrations_lock: "Knex",
  _prisma_migrations: "Prisma",
  __drizzle_migrations: "Drizzle",
  _sqlx_migrations: "sqlx",
  atlas_schema_revisions: "Atlas",
  migrations: "graphile-migrate or TypeORM",
};

function warnOfOtherTools({ objects }: Snapshot, emit: Listener): void {
  for (const object of objects.values()) {
    const tool =
      object.kind === "table" && Object.hasOwn(OTHER_TOOLS, object.name) ? OTHER_TOOLS[object.name] : undefined;
    if (tool === undefined) continue;
    emit({
      type: "warning",
      message: `${identityOf(object)} looks like the record of ${tool}, and is in the baseline as any other table`,
      hint: `--exclude ${identityOf(object)} leaves it out`,
    });
  }
}
