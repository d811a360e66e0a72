import { loadConfig } from "./config.ts";
import { Target } from "./database/target.ts";
import type { Environment } from "./database/url.ts";
import type { Listener } from "./events.ts";
import { Migrator } from "./migrator.ts";

export interface MigratorOptions {
  /** Where the config file and relative paths are looked for. Default: the process's working directory. */
  readonly cwd?: string | undefined;
  /** A config file; otherwise the nearest one from `cwd` upwards, if there is one. */
  readonly config?: string | undefined;
  /** Directories of revisions; they win over the config file's. */
  readonly directories?: readonly string[] | undefined;
  /** Where the database is: postgresql://… or embedded:PATH. */
  readonly url?: string | undefined;
  /** Schema of the ledger. Default: `migraph`. */
  readonly schema?: string | undefined;
  /** Default: the process's environment. */
  readonly environment?: Environment | undefined;
  /** Hears of everything that happens. */
  readonly onEvent?: Listener | undefined;
}

/** A migrator for a project and, from the first operation that needs it, its database. Close it when done. */
export async function openMigrator(options: MigratorOptions = {}): Promise<Migrator> {
  const { cwd = process.cwd(), config: file, directories, url, schema, environment = process.env } = options;
  const config = await loadConfig(cwd, { file, directories, url, schema }, environment);
  const emit: Listener = options.onEvent ?? (() => undefined);
  const target = new Target({ url: config.url, environment: config.environment, schema: config.schema, emit });
  return new Migrator(config, target, emit);
}
