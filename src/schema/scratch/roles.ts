import { ServerError } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import { DatabaseError } from "../../errors.ts";
import type { Script } from "../../revision/folder.ts";
import { splitStatements } from "../../script/statements.ts";
import { markText } from "./mark.ts";
import type { RolesTurn } from "./turn.ts";

/** Roles that scripts name, and those of them that the scripts make themselves. */
interface NamedRoles {
  readonly named: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
}

/** Only a script with one of these can name a role. */
const SUSPECTS = /\b(?:role|user|owner|owned|grant|revoke|policy|authorization|group|privileges|mapping)\b/i;

/** By PostgreSQL's own parser. What a DO block or a function does is text to it, and not looked into. */
async function rolesIn({ text }: Script): Promise<NamedRoles> {
  const named = new Set<string>();
  const made = new Set<string>();
  if (!SUSPECTS.test(text)) return { named, made };
  for (const { tree } of (await splitStatements(text)) ?? []) collect(tree, named, made);
  return { named, made };
}

function collect(node: unknown, named: Set<string>, made: Set<string>): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, named, made);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const { roletype, rolename } = node as { readonly roletype?: unknown; readonly rolename?: unknown };
  if (roletype === "ROLESPEC_CSTRING" && typeof rolename === "string") named.add(rolename);
  for (const [key, value] of Object.entries(node)) {
    if (key === "CreateRoleStmt") {
      const { role } = value as { readonly role?: unknown };
      if (typeof role === "string") made.add(role);
    }
    if (key === "GrantRoleStmt") {
      for (const role of grantedBy(value)) named.add(role);
    }
    if (key === "VariableSetStmt") {
      const name = roleSetBy(value);
      if (name !== undefined) named.add(name);
    }
    collect(value, named, made);
  }
}

/** SET ROLE and SET SESSION AUTHORIZATION are settings to the parser. */
function roleSetBy(node: unknown): string | undefined {
  const { name, args } = node as {
    readonly name?: string;
    readonly args?: readonly { readonly A_Const?: { readonly sval?: { readonly sval?: string } } }[];
  };
  if (name !== "role" && name !== "session_authorization") return undefined;
  const role = args?.[0]?.A_Const?.sval?.sval;
  return role === "none" ? undefined : role;
}

/** The roles that are granted are privileges to the parser. */
function grantedBy(node: unknown): readonly string[] {
  const { granted_roles: granted = [] } = node as {
    readonly granted_roles?: readonly { readonly AccessPriv?: { readonly priv_name?: string } }[];
  };
  return granted.flatMap(({ AccessPriv: role }) => role?.priv_name ?? []);
}

/** Roles belong to a whole server: what proofs make there is remembered, to be taken back. */
export class RoleKeeper {
  readonly #session: Session;
  readonly #turn: RolesTurn;
  /** Made on request, in this run. */
  readonly #made = new Set<string>();
  /** To be made by scripts, and not there before. */
  readonly #scripted = new Set<string>();
  readonly #known = new Map<Script, Promise<NamedRoles>>();

  /** `session`: of the database that the server was reached by. */
  constructor(session: Session, turn: RolesTurn) {
    this.#session = session;
    this.#turn = turn;
  }

  async present(): Promise<ReadonlySet<string>> {
    const rows = await this.#session.send(statement("scratch/roles.sql"));
    return new Set(rows.map((row) => String(row["name"])));
  }

  /** Before scripts run: those that they name are made if that was asked for, those that they make are remembered. */
  async prepare(scripts: readonly Script[], further: readonly string[], make: boolean): Promise<void> {
    const found = await Promise.all(scripts.map((script) => this.#rolesIn(script)));
    const made = new Set(found.flatMap((roles) => [...roles.made]));
    const named = new Set(
      [...further, ...found.flatMap((roles) => [...roles.named])].filter((name) => !made.has(name)),
    );
    if (made.size === 0 && (!make || named.size === 0)) return;
    await this.#turn.take();
    const present = await this.present();
    for (const name of made) if (!present.has(name)) this.#scripted.add(name);
    if (!make) return;
    for (const name of named) {
      if (present.has(name)) continue;
      const outcome = await this.#session.attempt(statement("scratch/make_role.sql", { name, mark: markText() }));
      if (!outcome.ok) throw outcome.error instanceof ServerError ? cannotMake(name, outcome.error) : outcome.error;
      this.#made.add(name);
    }
  }

  /** So that the role may make schemas there, and objects in the public one. */
  async letOwn(database: string, role: string): Promise<void> {
    const outcome = await this.#session.attempt(statement("scratch/own.sql", { name: database, role }));
    if (outcome.ok) return;
    // Whoever has made a role may give it to himself, and has to be a member to give it something.
    const granted = await this.#session.attempt(statement("scratch/own_as_member.sql", { name: database, role }));
    if (!granted.ok) throw outcome.error instanceof ServerError ? cannotOwn(role, outcome.error) : outcome.error;
  }

  isMade(name: string): boolean {
    return this.#made.has(name);
  }

  /** Drops roles as far as nothing depends on them any more. */
  async drop(names: Iterable<string>): Promise<void> {
    for (const name of names) await this.#session.attempt(statement("scratch/drop_role.sql", { name }));
  }

  /** As drop, for what scripts have made since a time at which there were `before`. */
  async dropScripted(before: ReadonlySet<string>): Promise<void> {
    await this.drop([...this.#scripted].filter((name) => !before.has(name)));
  }

  /** When all databases are gone; gives the roles that stay all the same. */
  async dropAll(): Promise<readonly string[]> {
    const all = [...this.#made, ...this.#scripted];
    if (all.length === 0) return [];
    await this.drop(all);
    const present = await this.present();
    return all.filter((name) => present.has(name));
  }

  #rolesIn(script: Script): Promise<NamedRoles> {
    let roles = this.#known.get(script);
    if (roles === undefined) {
      roles = rolesIn(script);
      this.#known.set(script, roles);
    }
    return roles;
  }
}

function cannotMake(name: string, error: ServerError): DatabaseError {
  return new DatabaseError("scratch_refused", `role ${name} cannot be made on the scratch server: ${error.message}`, {
    hint: "grant CREATEROLE to the role of --scratch, have the roles made beforehand, or leave --scratch out",
    data: { sqlstate: error.sqlState, role: name },
    cause: error,
  });
}

function cannotOwn(role: string, error: ServerError): DatabaseError {
  return new DatabaseError("scratch_refused", `role ${role} cannot be given a scratch database: ${error.message}`, {
    hint: `grant ${role} to the role of --scratch, as scripts are configured to run as ${role}`,
    data: { sqlstate: error.sqlState, role },
    cause: error,
  });
}
