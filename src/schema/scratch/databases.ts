import { ServerError } from "../../database/answers.ts";
import { openDatabase } from "../../database/server.ts";
import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import { DatabaseError } from "../../errors.ts";
import { OpenDatabase } from "./database.ts";
import type { ScratchContext, ScratchDatabase } from "./index.ts";
import { makeLedger } from "./ledger.ts";
import { markText, scratchName } from "./mark.ts";
import type { ScratchServer } from "./server.ts";

/** The scratch databases of one command: makes them, and drops whatever is left of them. */
export class Databases {
  readonly #server: ScratchServer;
  readonly #context: ScratchContext;
  readonly #open = new Set<OpenDatabase>();

  constructor(server: ScratchServer, context: ScratchContext) {
    this.#server = server;
    this.#context = context;
  }

  get #session(): Session {
    return this.#server.database.session;
  }

  async create(template?: ScratchDatabase): Promise<ScratchDatabase> {
    const { roles, config } = this.#context;
    const copied = [...this.#open].find(({ name }) => name === template?.name);
    if (template !== undefined && copied === undefined) throw new TypeError(`${template.name} has been dropped`);
    await copied?.closeSessions();
    const name = scratchName();
    const make =
      copied === undefined
        ? statement("scratch/create.sql", { name })
        : statement("scratch/copy.sql", { name, template: copied.name });
    const made = await this.#session.attempt(make);
    if (!made.ok) throw made.error instanceof ServerError ? cannotCreate(made.error) : made.error;
    const database = new OpenDatabase(name, this.#context, await roles.present(), {
      connect: () => openDatabase({ ...this.#server.database.settings, database: name }, config.schema),
      drop: (before) => this.#drop(database, before),
    });
    this.#open.add(database);
    await this.#session.attempt(statement("scratch/mark_database.sql", { name, mark: markText() }));
    await database.reopen();
    if (copied === undefined) await makeLedger(database);
    return database;
  }

  /** What is under way on all of them. */
  cancel(): void {
    for (const database of this.#open) database.cancel();
  }

  /** Never throws; warns of what stays behind. */
  async close(): Promise<void> {
    const { roles, warn } = this.#context;
    // The server takes everything along.
    if (this.#server.temporary) {
      await Promise.all([...this.#open].map((database) => database.closeSessions()));
      return;
    }
    const left: string[] = [];
    for (const database of this.#open) {
      await database.closeSessions();
      const outcome = await this.#session.attempt(statement("scratch/drop.sql", { name: database.name }));
      if (!outcome.ok) left.push(`database ${database.name}`);
    }
    this.#open.clear();
    const kept = await roles.dropAll().catch(() => []);
    left.push(...kept.map((name) => `role ${name}`));
    if (left.length === 0) return;
    warn({
      type: "warning",
      message: `could not be removed from the scratch server: ${left.join(", ")}`,
      hint: "`migraph scratch --clean` removes databases and roles that bear migraph's mark",
    });
  }

  async #drop(database: OpenDatabase, before: ReadonlySet<string>): Promise<void> {
    const { roles } = this.#context;
    await database.closeSessions();
    this.#open.delete(database);
    await this.#session.send(statement("scratch/drop.sql", { name: database.name }));
    // On a server of the user's, roles that appear meanwhile may be somebody else's.
    if (this.#server.temporary) {
      const since = [...(await roles.present())].filter((name) => !before.has(name));
      await roles.drop(since.filter((name) => !roles.isMade(name)));
    } else await roles.dropScripted(before);
  }
}

function cannotCreate(error: ServerError): DatabaseError {
  const hints: Readonly<Record<string, string>> = {
    "42501": "the role of --scratch needs CREATEDB",
    "53100": "the disk of the scratch server is full",
  };
  return new DatabaseError("scratch_refused", `a scratch database cannot be made: ${error.message}`, {
    hint: hints[error.sqlState] ?? error.serverHint ?? "the server said so itself: its log may tell more",
    data: { sqlstate: error.sqlState },
    cause: error,
  });
}
