import type { Row } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import { type LockMode, lockModeOf, stronger } from "./modes.ts";

type RelationKind = "table" | "index" | "view" | "materialized view" | "sequence" | "foreign table" | "type";

export interface Relation {
  readonly oid: string;
  /** With its schema. */
  readonly name: string;
  readonly kind: RelationKind;
  /** Of an index its table's oid; else its own. */
  readonly owner: string;
  /** It was there before the script that is traced, so that others may be using it. */
  readonly existed: boolean;
}

export interface ObservedLock {
  readonly relation: Relation;
  readonly mode: LockMode;
}

/** What one statement did to relations. */
export interface Observation {
  /** The strongest lock on each relation that its transaction holds by then. */
  readonly held: readonly ObservedLock[];
  /** Those of them that are stronger than what it held before. */
  readonly locks: readonly ObservedLock[];
  /** Relations that were there before the statement and are stored anew. */
  readonly rewritten: readonly Relation[];
  /** Relations that were read through, or indexes that were searched. */
  readonly scanned: readonly Relation[];
}

/** What is remembered of a relation from one look to the next. */
interface Known {
  readonly relation: Relation;
  node: string | undefined;
  scans: number;
}

/** Looks, in the session of a script and between its statements, at what each of them has locked, read and rewritten. */
export class Observer {
  readonly #session: Session;
  readonly #ledger: string;
  readonly #known = new Map<string, Known>();
  /** What the transaction holds on each relation, by its oid. */
  #held = new Map<string, LockMode>();
  #existing: ReadonlySet<string> | undefined;

  constructor(session: Session, ledger: string) {
    this.#session = session;
    this.#ledger = ledger;
  }

  /** At the beginning of a transaction. What is there at the first is what was there before the script. */
  async begin(): Promise<void> {
    const rows = await this.#session.send(statement("locks/relations.sql", { ledger: this.#ledger }));
    this.#existing ??= new Set(rows.map(({ oid }) => String(oid)));
    this.#known.clear();
    for (const row of rows) this.#remember(row);
    this.#held = modesIn(await this.#locks());
  }

  /** Behind a statement, in its transaction. */
  async look(): Promise<Observation> {
    const rows = await this.#locks();
    const modes = modesIn(rows);
    const held = new Map<string, ObservedLock>();
    const rewritten = new Map<string, Relation>();
    const scanned = new Map<string, Relation>();
    for (const row of rows) {
      const oid = String(row["oid"]);
      const known = this.#known.get(oid);
      if (row["name"] !== null && this.#isOurs(row)) continue;
      const { relation } = known ?? this.#remember(row);
      held.set(oid, { relation, mode: modes.get(oid) ?? "ACCESS SHARE" });
      const { node, scans } = storageOf(row);
      if (known !== undefined && node !== undefined && node !== known.node) rewritten.set(oid, relation);
      if (scans > (known?.scans ?? 0)) scanned.set(oid, relation);
    }
    for (const row of rows) {
      const known = this.#known.get(String(row["oid"]));
      if (known !== undefined) Object.assign(known, storageOf(row));
    }
    const before = this.#held;
    this.#held = modes;
    const all = [...held.values()];
    const locks = all.filter(({ relation: { oid }, mode }) => stronger(before.get(oid), mode) !== before.get(oid));
    return { held: all, locks, rewritten: [...rewritten.values()], scanned: [...scanned.values()] };
  }

  /** The same, of a statement that ran in no transaction: what it locked is not to be seen any more. */
  async lookBehind(): Promise<Pick<Observation, "rewritten">> {
    const before = new Map([...this.#known].map(([oid, { node }]) => [oid, node]));
    await this.begin();
    const rewritten = [...this.#known.values()].filter(
      ({ relation: { oid }, node }) => before.has(oid) && node !== before.get(oid),
    );
    return { rewritten: rewritten.map(({ relation }) => relation) };
  }

  /** As SQL names it: `users`, `billing.plans`; undefined where there is none. */
  async find(path: string): Promise<Relation | undefined> {
    const [row] = await this.#session.send(statement("locks/named.sql", { path }));
    return this.#known.get(String(row?.["oid"]))?.relation;
  }

  relation(oid: string): Relation | undefined {
    return this.#known.get(oid)?.relation;
  }

  #locks(): Promise<readonly Row[]> {
    return this.#session.send(statement("locks/held.sql"));
  }

  #isOurs(row: Row): boolean {
    return row["schema"] === this.#ledger || /^pg_(?:toast|temp)/.test(String(row["schema"]));
  }

  #remember(row: Row): Known {
    const oid = String(row["oid"]);
    const relation: Relation = {
      oid,
      name: row["name"] === null ? `relation ${oid}` : `${row["schema"]}.${row["name"]}`,
      kind: KINDS[String(row["kind"])] ?? "type",
      owner: String(row["owner"] ?? oid),
      existed: this.#existing?.has(oid) ?? false,
    };
    const known = { relation, ...storageOf(row) };
    this.#known.set(oid, known);
    return known;
  }
}

function modesIn(rows: readonly Row[]): Map<string, LockMode> {
  const modes = new Map<string, LockMode>();
  for (const { oid, mode } of rows) modes.set(String(oid), stronger(modes.get(String(oid)), lockModeOf(String(mode))));
  return modes;
}

function storageOf(row: Row): { readonly node: string | undefined; readonly scans: number } {
  return { node: (row["node"] as string | null) ?? undefined, scans: Number(row["scans"] ?? 0) };
}

const KINDS: Readonly<Record<string, RelationKind>> = {
  r: "table",
  p: "table",
  i: "index",
  I: "index",
  v: "view",
  m: "materialized view",
  S: "sequence",
  f: "foreign table",
  c: "type",
};
