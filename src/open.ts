import { loadConfig } from "./config.ts";
import type { DriverInstance } from "./database/connect.ts";
import type { Environment } from "./database/url.ts";
import { UsageError } from "./errors.ts";
import type { Listener } from "./events.ts";
import { Migrator } from "./migrator.ts";
import { Redactor } from "./redactor.ts";
import { Workplace } from "./workplace.ts";

export interface MigratorOptions {
  /** Where the config file and relative paths are looked for. Default: the process's working directory. */
  readonly cwd?: string | undefined;
  /** A config file; otherwise the nearest one from `cwd` upwards, if there is one. */
  readonly config?: string | undefined;
  /** Directories of revisions; they win over the config file's. */
  readonly directories?: readonly string[] | undefined;
  /** Where the database is: postgresql://… or embedded:PATH. */
  readonly url?: string | undefined;
  /**
   * The database of the caller's own `postgres()` instance instead. migraph opens one connection of its own with that
   * instance's options, and neither uses nor ends those of the caller.
   */
  readonly sql?: DriverInstance | undefined;
  /** Schema of the ledger. Default: `migraph`. */
  readonly schema?: string | undefined;
  /**
   * Milliseconds to wait for another migraph, and for a database that cannot be had yet: that starts, is not there, or is
   * to be promoted. Not given, as configured; if nothing is configured, 60 s for another migraph and no time otherwise.
   */
  readonly wait?: number | undefined;
  /** Default: the process's environment. */
  readonly environment?: Environment | undefined;
  /** Hears of everything that happens. */
  readonly onEvent?: Listener | undefined;
}

/** What these hold the user has written into revisions, which may be long and many. */
const OWN_WORDS: ReadonlySet<string> = new Set(["run-started", "run-ended", "step-started", "step-finished"]);

/** A migrator for a project and, from the first operation that needs it, its database. Close it when done. */
export async function openMigrator(options: MigratorOptions = {}): Promise<Migrator> {
  const { cwd = process.cwd(), config: file, directories, url, sql, schema, wait, environment = process.env } = options;
  if (sql !== undefined && url !== undefined) {
    throw new UsageError("`url` and `sql` both name a database", { hint: "give one of them" });
  }
  const redactor = new Redactor();
  redactor.learn(environment["PGPASSWORD"]);
  const loaded = await loadConfig(cwd, { file, directories, url, schema, wait }, environment).catch(
    (error: unknown) => {
      // A config file is a program, which may quote what it has read.
      throw redactor.error(error);
    },
  );
  const config = sql === undefined ? loaded : { ...loaded, url: undefined };
  const settings = sql === undefined ? undefined : (await import("./database/connect.ts")).instanceSettings(sql);
  const { onEvent } = options;
  const emit: Listener = (event) => onEvent?.(OWN_WORDS.has(event.type) ? event : redactor.value(event));
  const openTarget = async (other?: string) => {
    const { Target } = await import("./database/target.ts");
    const common = { environment: config.environment, schema: config.schema, redactor, emit };
    if (other === undefined) return new Target({ ...common, url: config.url, settings });
    return new Target({ ...common, url: { text: other, base: cwd, explicit: true } });
  };
  return new Migrator(new Workplace(config, openTarget, emit, redactor));
}
