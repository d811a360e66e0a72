import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One revision of the history that faults are let loose on. Every script also says in table `ran` that it ran. */
export interface FaultRevision {
  readonly id: string;
  readonly parents: readonly string[];
  /** Regclass or regprocedure names that are there exactly when the revision is applied. */
  readonly objects: readonly string[];
  readonly up: string;
  readonly down: string;
  /** Runs outside of a transaction: begun and not ended, it is in the ledger's journal, and part of its objects are there. */
  readonly outside?: boolean;
}

/** Made before the first revision, so that it outlives the last one. */
export const RAN_TABLE =
  "create table ran (id int generated always as identity, revision text not null, direction text not null)";

/** A root, two branches, their merge, and more on top: tables, an index, functions, a type, data. */
export const HISTORY: readonly FaultRevision[] = [
  {
    id: "root1",
    parents: [],
    objects: ["people"],
    up: "create table people (id int primary key, name text not null);\ninsert into people select i, 'person ' || i from generate_series(1, 50) i;",
    down: "drop table people;",
  },
  {
    id: "left2",
    parents: ["root1"],
    objects: ["orders", "orders_person"],
    up: "create table orders (id int, person int references people (id));\ncreate index orders_person on orders (person);",
    down: "drop table orders;",
  },
  {
    id: "right2",
    parents: ["root1"],
    objects: ["shout(text)"],
    up: "create function shout(word text) returns text language plpgsql as $$ begin return upper(word); end $$;",
    down: "drop function shout(text);",
  },
  {
    id: "merge3",
    parents: ["left2", "right2"],
    objects: ["loud"],
    up: "create view loud as select shout(name) as name from people;",
    down: "drop view loud;",
  },
  {
    id: "top4",
    parents: ["merge3"],
    objects: ["mood", "feelings"],
    up: "create type mood as enum ('good', 'bad');\ncreate table feelings (person int primary key, mood mood not null);",
    down: "drop table feelings;\ndrop type mood;",
  },
];

/** What has to run outside of a transaction, in the middle of what does not. */
export const OUTSIDE: readonly FaultRevision[] = [
  {
    id: "outside5",
    parents: ["top4"],
    outside: true,
    objects: ["later", "feelings_mood", "by_do", "people_name"],
    up: `create table later (id int);
create index concurrently feelings_mood on feelings (mood);
do $$ begin create table by_do (id int); end $$;
create unique index concurrently people_name on people (name);`,
    down: `drop index concurrently people_name;
do $$ begin drop table by_do; end $$;
drop index concurrently feelings_mood;
drop table later;`,
  },
  {
    id: "last6",
    parents: ["outside5"],
    objects: ["finally"],
    up: "create table finally (id int);",
    down: "drop table finally;",
  },
];

/** Writes the revisions as folders below `migrations/`. */
export function writeHistory(root: string, history: readonly FaultRevision[]): void {
  for (const [index, { id, parents, up, down, outside = false }] of history.entries()) {
    const folder = join(root, "migrations", id);
    mkdirSync(folder, { recursive: true });
    const header = [
      `-- revision: ${id}`,
      `-- parents: ${parents.join(", ") || "none"}`,
      `-- message: Make ${id}`,
      `-- created: ${new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString()}`,
      ...(outside ? [OFF] : []),
    ];
    writeFileSync(join(folder, "up.sql"), `${header.join("\n")}\n\n${up}\n${ran(id, "up")}\n`);
    writeFileSync(join(folder, "down.sql"), `${outside ? `${OFF}\n\n` : ""}${down}\n${ran(id, "down")}\n`);
  }
}

const OFF = "-- transaction: off";

function ran(id: string, direction: string): string {
  return `insert into ran (revision, direction) values ('${id}', '${direction}');`;
}
