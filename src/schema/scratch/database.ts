import type { Database } from "../../database/server.ts";
import { refreshDatabase } from "../../database/server.ts";
import { Session } from "../../database/session.ts";
import type { ScratchContext, ScratchDatabase } from "./index.ts";
import { settingsUrl } from "./url.ts";

/** What its maker does for it. */
interface Maker {
  readonly connect: () => Promise<Database>;
  /** `before`: the roles that were there when it was made. */
  readonly drop: (before: ReadonlySet<string>) => Promise<void>;
}

/** One scratch database and our sessions on it. */
export class OpenDatabase implements ScratchDatabase {
  readonly name: string;
  readonly context: ScratchContext;
  readonly #before: ReadonlySet<string>;
  readonly #maker: Maker;
  readonly #others: Session[] = [];
  #database: Database | undefined;
  #password: string | undefined;

  constructor(name: string, context: ScratchContext, before: ReadonlySet<string>, maker: Maker) {
    this.name = name;
    this.context = context;
    this.#before = before;
    this.#maker = maker;
  }

  get database(): Database {
    if (this.#database === undefined) throw new TypeError(`${this.name} was copied, and has not been reopened`);
    return this.#database;
  }

  async session(): Promise<Session> {
    const { session } = await Session.open(this.database.session.settings, "select 1");
    this.#others.push(session);
    return session;
  }

  url(): string {
    return settingsUrl({ ...this.database.session.settings, password: this.#password });
  }

  async reopen(): Promise<void> {
    if (this.#database?.session.alive) return;
    this.#database = await this.#maker.connect();
    const { password, hosts } = this.#database.session.settings;
    const [host] = hosts;
    this.#password =
      typeof password === "function" && host !== undefined ? await password(host) : String(password ?? "");
  }

  /** Learns what has been made since, such as the ledger. */
  async refresh(): Promise<void> {
    this.#database = await refreshDatabase(this.database);
  }

  async drop(): Promise<void> {
    await this.#maker.drop(this.#before);
  }

  cancel(): void {
    if (this.#database === undefined) return;
    const { session, server } = this.#database;
    void session.cancel(server.pooled ? undefined : server.pid).catch(() => undefined);
  }

  async closeSessions(): Promise<void> {
    const open = [...this.#others.splice(0), ...(this.#database === undefined ? [] : [this.#database.session])];
    this.#database = undefined;
    await Promise.all(open.map((session) => session.close()));
  }
}
