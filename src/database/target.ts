import { UsageError } from "../errors.ts";
import type { Listener } from "../events.ts";
import type { Redactor } from "../redactor.ts";
import type { EmbeddedServer } from "./embedded/join.ts";
import { passwordFromFile } from "./password-file.ts";
import type { Database } from "./server.ts";
import type { ConnectionSettings, HostAddress } from "./settings.ts";
import { type Environment, environmentNamesDatabase, parseDatabaseUrl } from "./url.ts";
import type { Patience } from "./waiting.ts";

export interface TargetOptions {
  /** `base`: what the path of an embedded database is relative to. Undefined: the PG* variables, if they name one. */
  readonly url: { readonly text: string; readonly base: string; readonly explicit: boolean } | undefined;
  /** Settings that were had otherwise, such as from the caller's own driver instance; they win. */
  readonly settings?: ConnectionSettings | undefined;
  readonly environment: Environment;
  readonly schema: string;
  readonly redactor: Redactor;
  readonly emit: Listener;
}

/** The database that operations are about: connected to when the first of them needs it. */
export class Target {
  readonly #options: TargetOptions;
  #opening: Promise<Database> | undefined;
  #opened: Database | undefined;
  #embedded: EmbeddedServer | undefined;
  /** Of the password file, which is looked at for each connection. */
  #warned = false;

  constructor(options: TargetOptions) {
    this.#options = options;
  }

  /** Somebody said where the database is; whether it answers is another question. */
  get configured(): boolean {
    const { url, settings, environment } = this.#options;
    return url !== undefined || settings !== undefined || environmentNamesDatabase(environment);
  }

  /** Said in the call that opened this, not only found lying there. */
  get explicit(): boolean {
    const { url, settings } = this.#options;
    return settings !== undefined || url?.explicit === true;
  }

  /**
   * For one operation: the connection that is there, with what stands on the server now, or a new one. Throws
   * DatabaseError or UsageError. A connection that is lost stays lost for the operation that is under way.
   */
  open(patience: Patience): Promise<Database> {
    this.#opening ??= this.#open(patience).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Asks the server, on another connection, to cancel what ours is doing. False when there is none. */
  cancel(): boolean {
    if (this.#opened === undefined) return false;
    const { session, server } = this.#opened;
    void session.cancel(server.pooled ? undefined : server.pid).catch(() => undefined);
    return true;
  }

  /** Never throws. An embedded server is stopped when nobody else uses it. */
  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.session.close();
    const embedded = this.#embedded;
    this.#embedded = undefined;
    await embedded?.leave();
  }

  async #open(patience: Patience): Promise<Database> {
    // Loaded late: whether a database is configured is asked by commands that then need none.
    const [{ refreshDatabase }, { awaitDatabase }] = await Promise.all([import("./server.ts"), import("./waiting.ts")]);
    if (this.#opened !== undefined) {
      const refreshed = await refreshDatabase(this.#opened).catch(() => undefined);
      if (refreshed !== undefined) return refreshed;
      await this.#opened.session.close();
      this.#opened = undefined;
      await this.#embedded?.leave();
      this.#embedded = undefined;
    }
    const { schema, emit } = this.#options;
    this.#opened = await awaitDatabase(await this.#settings(), schema, patience, emit);
    return this.#opened;
  }

  /** With a password from the password file where there is no other, and with all of them kept out of what is said. */
  async #settings(): Promise<ConnectionSettings> {
    const { redactor, emit } = this.#options;
    const found = await this.#found();
    const { password, passwordFile, user, database, hosts, tls } = found;
    const shown = [user, database, ...hosts.map(({ host }) => host)];
    if (typeof password === "string") redactor.learn(password, shown);
    redactor.learn(tls.keyPassword, shown);
    const warn: Listener = (event) => {
      if (!this.#warned) emit(event);
      this.#warned = true;
    };
    const lookUp = (host: HostAddress) => passwordFromFile(passwordFile ?? "", { host, user, database }, warn);
    return { ...found, password: password ?? (passwordFile === undefined ? undefined : lookUp), redactor };
  }

  async #found(): Promise<ConnectionSettings> {
    const { url, settings, environment, emit } = this.#options;
    if (settings !== undefined) return settings;
    if (!this.configured) {
      throw new UsageError("no database is named", {
        code: "no_database",
        hint: "give --url, set DATABASE_URL or the PG* variables, or put a url into the config file; embedded:PATH needs no server",
      });
    }
    if (!/^\s*embedded:/i.test(url?.text ?? "")) return parseDatabaseUrl(url?.text, environment);
    const { joinEmbedded } = await import("./embedded/join.ts");
    const { parseEmbeddedUrl } = await import("./embedded/url.ts");
    const request = parseEmbeddedUrl(url?.text.trim() ?? "", url?.base ?? "");
    const onStarting = (what: "initialising" | "starting" | "joining") =>
      emit({ type: "embedded-server", what, path: request.path });
    this.#embedded ??= await joinEmbedded({ ...request, onStarting });
    const { socketDirectory, port, user, database } = this.#embedded;
    const parts = Object.entries({ host: socketDirectory, port, user, dbname: database });
    const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return parseDatabaseUrl(`postgresql://?${query}`, {});
  }
}
