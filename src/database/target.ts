import { UsageError } from "../errors.ts";
import type { Listener } from "../events.ts";
import type { EmbeddedServer } from "./embedded/join.ts";
import { type Database, openDatabase } from "./server.ts";
import { Session } from "./session.ts";
import { type ConnectionSettings, type Environment, environmentNamesDatabase, parseDatabaseUrl } from "./url.ts";

export interface TargetOptions {
  /** `base`: what the path of an embedded database is relative to. Undefined: the PG* variables, if they name one. */
  readonly url: { readonly text: string; readonly base: string } | undefined;
  /** Settings that were had otherwise, such as from the caller's own driver instance; they win. */
  readonly settings?: ConnectionSettings | undefined;
  readonly environment: Environment;
  readonly schema: string;
  readonly emit: Listener;
}

/** The database that operations are about: connected to when the first of them needs it, and once. */
export class Target {
  readonly #options: TargetOptions;
  #database: Promise<Database> | undefined;
  #opened: Database | undefined;
  #embedded: EmbeddedServer | undefined;

  constructor(options: TargetOptions) {
    this.#options = options;
  }

  /** Somebody said where the database is; whether it answers is another question. */
  get configured(): boolean {
    const { url, settings, environment } = this.#options;
    return url !== undefined || settings !== undefined || environmentNamesDatabase(environment);
  }

  /** Throws DatabaseError or UsageError; a session that was lost is not opened anew. */
  open(): Promise<Database> {
    this.#database ??= this.#open();
    return this.#database;
  }

  /** Asks the server, on another connection, to cancel what ours is doing. False when there is none. */
  cancel(): boolean {
    if (this.#opened === undefined) return false;
    const { session, server } = this.#opened;
    // Whether it arrives shows in the statement's own outcome.
    void Session.open(session.settings, `select pg_catalog.pg_cancel_backend(${server.pid})`)
      .then((other) => other.session.close())
      .catch(() => undefined);
    return true;
  }

  /** Never throws. An embedded server is stopped when nobody else uses it. */
  async close(): Promise<void> {
    const opened = await this.#database?.catch(() => undefined);
    this.#database = undefined;
    this.#opened = undefined;
    await opened?.session.close();
    await this.#embedded?.leave();
    this.#embedded = undefined;
  }

  async #open(): Promise<Database> {
    const settings = await this.#settings();
    this.#opened = await openDatabase(settings, this.#options.schema);
    return this.#opened;
  }

  async #settings(): Promise<ConnectionSettings> {
    const { url, settings, environment, emit } = this.#options;
    if (settings !== undefined) return settings;
    if (!this.configured) {
      throw new UsageError("no database is named", {
        code: "no_database",
        hint: "give --url, set DATABASE_URL or the PG* variables, or put a url into the config file; embedded:PATH needs no server",
      });
    }
    if (url === undefined || !/^embedded:/i.test(url.text)) return parseDatabaseUrl(url?.text, environment);
    const { joinEmbedded } = await import("./embedded/join.ts");
    const { parseEmbeddedUrl } = await import("./embedded/url.ts");
    const request = parseEmbeddedUrl(url.text, url.base);
    const onStarting = (what: "initialising" | "starting" | "joining") =>
      emit({ type: "embedded-server", what, path: request.path });
    this.#embedded = await joinEmbedded({ ...request, cwd: url.base, onStarting });
    const { socketDirectory, port, user, database } = this.#embedded;
    const here = new URLSearchParams({ host: socketDirectory, port: String(port), user, dbname: database });
    return parseDatabaseUrl(`postgresql://?${here}`, {});
  }
}
