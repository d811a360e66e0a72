import type { Change } from "./change.ts";
import { quoteName, quoteText, unquoteName } from "./own/names.ts";
import type { Standing } from "./tables.ts";

/** What a change becomes where its table has rows that others use: some of it at once, the rest later. */
export interface Safer {
  readonly now: readonly Change[];
  /** Takes no transaction. */
  readonly outside?: readonly Change[];
  /** In a transaction of its own, when `now` and `outside` have been committed. */
  readonly late?: readonly Change[];
}

export interface SaferSettings {
  readonly tables: ReadonlyMap<string, Standing>;
  readonly concurrently: boolean;
  /** Constraints are checked at once, under the lock that adds them. */
  readonly together: boolean;
  readonly all: readonly Change[];
}

/** As it is where nothing safer is known. */
export function saferForm(change: Change, settings: SaferSettings): Safer {
  const { concurrently, together } = settings;
  return (
    (together
      ? undefined
      : (notNull(change, settings) ?? newColumn(change, settings) ?? constraint(change, settings))) ??
    identity(change, settings) ??
    (concurrently ? (index(change, settings) ?? unique(change, settings)) : undefined) ?? { now: [change] }
  );
}

const NAME = '(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)';
const TABLE = `(?<table>${NAME}\\.${NAME})`;
const SET_NOT_NULL = new RegExp(`^ALTER TABLE ${TABLE} ALTER COLUMN (?<column>${NAME}) SET NOT NULL$`, "s");
const ADD_COLUMN = new RegExp(`^ALTER TABLE ${TABLE} ADD COLUMN (?<column>${NAME}) (?<rest>.*)$`, "s");
const ADD_CONSTRAINT = new RegExp(
  `^ALTER TABLE ${TABLE} ADD CONSTRAINT (?<name>${NAME}) (?<definition>(?:CHECK|FOREIGN KEY|UNIQUE|PRIMARY KEY) ?(?:NULLS NOT DISTINCT )?\\(.*)$`,
  "s",
);
const ADD_IDENTITY = new RegExp(`^ALTER TABLE ${TABLE} ALTER COLUMN (?<column>${NAME}) ADD GENERATED `, "s");
const CREATE_INDEX = new RegExp(
  `^CREATE (?<unique>UNIQUE )?INDEX (?<name>${NAME}) ON ${TABLE} (?<rest>USING .*)$`,
  "s",
);
const DROP_INDEX = new RegExp(`^DROP INDEX (?<name>${NAME}\\.${NAME})$`, "s");

function standing(table: string | undefined, { tables }: SaferSettings): Standing | undefined {
  return tables.get(unquoteName(table ?? ""));
}

function notNull(change: Change, settings: SaferSettings): Safer | undefined {
  const { table = "", column = "" } = SET_NOT_NULL.exec(change.sql)?.groups ?? {};
  if (standing(table, settings) === undefined || isNeededAtOnce(table, settings)) return undefined;
  return mustNotBeNull(change, table, column, []);
}

/** Else it would begin at 1, with numbers that rows have already. */
function identity(change: Change, settings: SaferSettings): Safer | undefined {
  const { table = "", column = "" } = ADD_IDENTITY.exec(change.sql)?.groups ?? {};
  if (standing(table, settings)?.columns.has(unquoted(column)) !== true) return undefined;
  const [relation, name] = [unquoteName(table), unquoteName(column)];
  const sequence = `pg_catalog.pg_get_serial_sequence(${quoteText(relation)}, ${quoteText(unquoted(column))})`;
  const sql = `select pg_catalog.setval(${sequence}, max(${name})) from ${relation} having max(${name}) > 0`;
  return { now: [change, { subject: change.subject, sql, why: "it goes on behind the rows that are there" }] };
}

function newColumn(change: Change, settings: SaferSettings): Safer | undefined {
  const { table = "", column = "", rest = "" } = ADD_COLUMN.exec(change.sql)?.groups ?? {};
  if (standing(table, settings) === undefined || isNeededAtOnce(table, settings)) return undefined;
  if (!/ NOT NULL$/.test(rest) || / (?:DEFAULT|GENERATED) /.test(rest)) return undefined;
  const nullable = {
    ...change,
    sql: change.sql.replace(/ NOT NULL$/, ""),
    why:
      "it has no default: rows that are there need a value, which can be given them below this statement, as in\n" +
      `update ${unquoteName(table)} set ${unquoteName(column)} = …`,
  };
  return mustNotBeNull(change, table, column, [nullable]);
}

function mustNotBeNull(change: Change, table: string, column: string, before: readonly Change[]): Safer {
  const name = quoteName(`${unquoted(table.split(".").at(-1) ?? "")}_${unquoted(column)}_is_given`.slice(0, 60));
  const { subject } = change;
  return {
    now: [
      ...before,
      {
        subject,
        sql: `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${column} IS NOT NULL) NOT VALID`,
        why: "not valid: rows that are there are looked at later, without a lock that keeps others from writing",
      },
    ],
    late: [
      { subject, sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`, why: "others may read and write meanwhile" },
      {
        subject,
        sql: `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`,
        why: "the constraint has shown it: no row is read again",
      },
      { subject, sql: `ALTER TABLE ${table} DROP CONSTRAINT ${name}` },
    ],
  };
}

/** A primary key, an identity, a partition and a child table take only columns that are not null already. */
function isNeededAtOnce(table: string, { all }: SaferSettings): boolean {
  return all.some(
    ({ sql }) =>
      /PRIMARY KEY|ADD GENERATED|ATTACH PARTITION| INHERIT |REPLICA IDENTITY/.test(sql) &&
      (sql.includes(`${table} `) || sql.endsWith(table)),
  );
}

function constraint(change: Change, settings: SaferSettings): Safer | undefined {
  const { table = "", name = "", definition = "" } = ADD_CONSTRAINT.exec(change.sql)?.groups ?? {};
  const found = standing(table, settings);
  if (
    found === undefined ||
    !/^(?:CHECK|FOREIGN KEY)/.test(definition) ||
    /NOT VALID$|NOT ENFORCED$/.test(definition)
  ) {
    return undefined;
  }
  // Before PostgreSQL 18 a partitioned table takes only foreign keys that are checked at once.
  if (found.partitioned && definition.startsWith("FOREIGN")) return undefined;
  return {
    now: [
      {
        ...change,
        sql: `${change.sql} NOT VALID`,
        why: "not valid: holds for what is written from now on; rows that are there are looked at later",
      },
    ],
    late: [
      {
        subject: change.subject,
        sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`,
        why: "others may read and write meanwhile",
      },
    ],
  };
}

function index(change: Change, settings: SaferSettings): Safer | undefined {
  const { table, name: dropped } = { ...CREATE_INDEX.exec(change.sql)?.groups, ...DROP_INDEX.exec(change.sql)?.groups };
  const found = standing(table, settings);
  if (found !== undefined && !found.partitioned) {
    const sql = change.sql.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY ");
    return { now: [], outside: [{ ...change, sql, why: "concurrently: others may write meanwhile" }] };
  }
  if (dropped === undefined || table !== undefined) return undefined;
  const [, bare = ""] = /\.(.*)$/s.exec(unquoteName(dropped)) ?? [];
  const isBack = settings.all.some(({ sql }) => unquoteName(CREATE_INDEX.exec(sql)?.groups?.["name"] ?? "") === bare);
  if (isBack || settings.all.some(({ sql }) => sql.startsWith("DROP TABLE"))) return undefined;
  const sql = change.sql.replace(/^DROP INDEX /, "DROP INDEX CONCURRENTLY ");
  return {
    now: [],
    outside: [{ ...change, sql, why: "concurrently: waits for nobody with a lock that others wait for" }],
  };
}

const KEY =
  /^(UNIQUE|PRIMARY KEY) ?(NULLS NOT DISTINCT )?(\(.*?\))( INCLUDE \(.*?\))?( WITH \(.*?\))?( DEFERRABLE.*)?$/s;

function unique(change: Change, settings: SaferSettings): Safer | undefined {
  const { table = "", name = "", definition = "" } = ADD_CONSTRAINT.exec(change.sql)?.groups ?? {};
  const found = standing(table, settings);
  const [, kind, nulls = "", columns = "", included = "", options = "", deferred = ""] = KEY.exec(definition) ?? [];
  if (found === undefined || found.partitioned || kind === undefined) return undefined;
  const { subject } = change;
  const distinct = nulls === "" ? "" : ` ${nulls.trim()}`;
  return {
    now: [],
    outside: [
      {
        subject,
        sql: `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} ${columns}${included}${distinct}${options}`,
        why: "the index first, concurrently: others may write meanwhile",
      },
    ],
    late: [{ subject, sql: `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name}${deferred}` }],
  };
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
