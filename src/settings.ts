import type { LockChoice, LockHolder } from "./holder.ts";
import type { RevisionDifference } from "./results.ts";
import type { ScratchRequest } from "./schema/scratch/index.ts";

/** How a plan is to be run. Durations in milliseconds; what is not given is as configured. */
export interface RunSettings {
  /** Plans and tells, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Every step is kept, or none. */
  readonly singleTransaction?: boolean | undefined;
  readonly lockTimeout?: number | undefined;
  readonly statementTimeout?: number | undefined;
  /** How often a transaction is tried again that failed for a lock or a deadlock. */
  readonly retries?: number | undefined;
  /** The role that scripts run as. */
  readonly role?: string | undefined;
  /** Runs verify.sql behind each up.sql, and keeps no revision that does not pass. */
  readonly verify?: boolean | undefined;
  /** How long to wait for another migraph, and for a database that cannot be had yet. */
  readonly wait?: number | undefined;
  /** Which kind of lock keeps others out. */
  readonly lock?: LockChoice | undefined;
  /** File that is given the schema as SQL after the run; false: none, whatever is configured. */
  readonly dump?: string | false | undefined;
  /** The steps of a dry run that were agreed to: if the plan has become another one, nothing is run. */
  readonly agreed?: readonly { readonly revision: string; readonly direction: string }[] | undefined;
}

export interface UpgradeSettings extends RunSettings {
  /** Runs revisions too that lie below applied ones. */
  readonly outOfOrder?: boolean | undefined;
}

export interface StampSettings extends Pick<RunSettings, "dryRun" | "wait" | "lock"> {
  /** Forgets everything first, foreign revisions too. */
  readonly purge?: boolean | undefined;
}

export interface RepairSettings extends Pick<RunSettings, "dryRun" | "wait" | "lock"> {
  /** The differences of a dry run that were agreed to: if the files or the ledger have others by now, nothing is taken. */
  readonly agreed?: readonly RevisionDifference[] | undefined;
}

export interface DumpSettings {
  /** Patterns with `*` and `?`: names of schemas. What these need of what lies in no schema comes along. */
  readonly schemas?: readonly string[] | undefined;
  /** Names of tables, views and sequences. */
  readonly tables?: readonly string[] | undefined;
  /** Names of schemas and of objects. */
  readonly exclude?: readonly string[] | undefined;
  /** With the roles that own things; without unless asked for. */
  readonly owners?: boolean | undefined;
  /** With grants and default privileges; with them unless told otherwise. */
  readonly grants?: boolean | undefined;
  /** What the revisions build in a scratch database, instead of what the database has. */
  readonly fromGraph?: ScratchRequest | undefined;
  /** File to write, if it has not that text yet. */
  readonly file?: string | undefined;
}

export interface BaselineSettings
  extends Pick<DumpSettings, "schemas" | "exclude" | "owners" | "grants">,
    Pick<RunSettings, "wait" | "lock"> {
  /** Tables whose rows are taken along; patterns with `*` and `?`. */
  readonly data?: readonly string[] | undefined;
  /** Records it in the database that it was read from; it does unless told otherwise. */
  readonly stamp?: boolean | undefined;
  /** A lineage of its own beside the revisions that are there. */
  readonly root?: boolean | undefined;
  readonly label?: readonly string[] | undefined;
  readonly revisionId?: string | undefined;
  /** Folder for it, in a directory of revisions. */
  readonly path?: string | undefined;
  /** Where it is proved. */
  readonly scratch?: ScratchRequest | undefined;
}

export interface UnlockSettings {
  /** Tells who holds the lock, and breaks nothing. */
  readonly dryRun?: boolean | undefined;
  /** Breaks the lock only while this one holds it. */
  readonly agreed?: LockHolder | undefined;
}

export type VerifySettings = Pick<RunSettings, "lockTimeout" | "statementTimeout" | "role" | "wait">;

/** For SQL that is written instead of run. */
export interface OfflineSettings
  extends Pick<RunSettings, "singleTransaction" | "lockTimeout" | "statementTimeout" | "role"> {
  /** Addresses of what is applied: they and their ancestors. */
  readonly from?: readonly string[] | undefined;
}

export type SettleSettings = Pick<RunSettings, "lock" | "wait">;

export interface GraphSettings {
  /** With the texts of the scripts. */
  readonly scripts?: boolean | undefined;
  /** Databases beside the configured one, each under a name of its own. */
  readonly databases?: readonly { readonly name: string; readonly url: string }[] | undefined;
}

/** What is known to differ, and is no drift. */
export interface DriftIgnore {
  /** Patterns with `*` and `?` on the names of schemas. */
  readonly schemas?: readonly string[] | undefined;
  /** Patterns on objects: `table public.cache_*`, or `public.cache_*` for any kind. Parts go with the whole. */
  readonly objects?: readonly string[] | undefined;
  readonly owners?: boolean | undefined;
  readonly grants?: boolean | undefined;
  /** Partitions, which are often made at run time. */
  readonly partitions?: boolean | undefined;
  readonly columnOrder?: boolean | undefined;
}

/** Of operations that prove something in scratch databases. */
export interface ScratchSettings {
  /** A server for the scratch databases; the configured one unless given, else an embedded one. */
  readonly scratch?: string | undefined;
  /** Roles that scripts name are made on the scratch server where it lacks them. */
  readonly makeRoles?: boolean | undefined;
}

export interface DriftSettings extends ScratchSettings {
  /** With a unified diff. */
  readonly diff?: boolean | undefined;
  /** With SQL that makes the database what the replay is, as far as some was found and proved. */
  readonly fixSql?: boolean | undefined;
  /** Beside what is configured to be ignored. */
  readonly ignore?: DriftIgnore | undefined;
}
