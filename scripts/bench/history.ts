import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Histories to measure with, written as revision folders. */

/** A line of `count` revisions; each makes one table. */
export function writeLine(directory: string, count: number): readonly string[] {
  const statements: string[] = [];
  for (let index = 0; index < count; index++) {
    const up = `create table t${index} (id bigint primary key, name text not null, created_at timestamptz not null default now());`;
    statements.push(up);
    writeRevision(directory, index, index === 0 ? [] : [index - 1], up);
  }
  return statements;
}

/** A line in which `diamonds` revisions part into two, which a merge joins: four revisions a diamond. */
export function writeDiamonds(directory: string, count: number, diamonds: number): void {
  let tip: number | undefined;
  for (let index = 0; index < count; ) {
    if (index / 4 < diamonds && index + 4 <= count) {
      writeRevision(directory, index, tip === undefined ? [] : [tip]);
      writeRevision(directory, index + 1, [index]);
      writeRevision(directory, index + 2, [index]);
      writeRevision(directory, index + 3, [index + 1, index + 2]);
      tip = index + 3;
      index += 4;
    } else {
      writeRevision(directory, index, tip === undefined ? [] : [tip]);
      tip = index;
      index += 1;
    }
  }
}

/** Branches that all begin at the first revision and grow in turn; a merge joins them at the end. */
export function writeBranches(directory: string, count: number, branches: number): void {
  writeRevision(directory, 0, []);
  for (let index = 1; index < count - 1; index++) writeRevision(directory, index, [Math.max(0, index - branches)]);
  const tips = Array.from({ length: branches }, (_, branch) => count - 1 - branches + branch);
  writeRevision(directory, count - 1, tips);
}

/** A line of revisions such as applications have: tables and what belongs to them, ten kinds of change in turn. */
export function writeApplication(directory: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const change = CHANGES[index % CHANGES.length];
    if (change === undefined) continue;
    const [up, down] = change(Math.floor(index / CHANGES.length));
    writeRevision(directory, index, index === 0 ? [] : [index - 1], up, down);
  }
}

/** Of the n-th table: SQL up and down. */
type Change = (n: number) => readonly [up: string, down: string];

const CHANGES: readonly Change[] = [
  (n) => [
    `create table account_${n} (
  id bigint generated always as identity primary key,
  email text not null unique,
  name text not null default '',
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);
comment on table account_${n} is 'Who may log in';`,
    `drop table account_${n};`,
  ],
  (n) => [
    `create table invoice_${n} (
  id uuid primary key default gen_random_uuid(),
  account_id bigint not null references account_${n} (id) on delete cascade,
  amount numeric(12, 2) not null check (amount >= 0),
  due date,
  state text not null default 'open' check (state in ('open', 'paid', 'void'))
);
create index invoice_${n}_account_id_idx on invoice_${n} (account_id);
create index invoice_${n}_open_idx on invoice_${n} (due) where state = 'open';`,
    `drop table invoice_${n};`,
  ],
  (n) => [
    `alter table account_${n} add column locale text not null default 'en', add column last_seen timestamptz;
alter table account_${n} add constraint account_${n}_locale_check check (length(locale) between 2 and 8);`,
    `alter table account_${n} drop column locale, drop column last_seen;`,
  ],
  (n) => [
    `create view account_${n}_balance as
select a.id, a.email, coalesce(sum(i.amount) filter (where i.state = 'open'), 0) as open, count(i.id) as invoices
from account_${n} a
left join invoice_${n} i on i.account_id = a.id
group by a.id;
comment on view account_${n}_balance is 'What each owes';`,
    `drop view account_${n}_balance;`,
  ],
  (n) => [
    `create function touch_account_${n}() returns trigger language plpgsql as $$
begin
  new.last_seen := now();
  return new;
end
$$;
create trigger touch before update on account_${n} for each row execute function touch_account_${n}();`,
    `drop trigger touch on account_${n};
drop function touch_account_${n}();`,
  ],
  (n) => [
    `create type plan_${n} as enum ('free', 'team', 'company');
alter table account_${n} add column plan plan_${n} not null default 'free';`,
    `alter table account_${n} drop column plan;
drop type plan_${n};`,
  ],
  (n) => [
    `insert into account_${n} (email) values ('first@example.org'), ('second@example.org');
update account_${n} set name = split_part(email, '@', 1) where name = '';
alter table account_${n} add constraint account_${n}_name_check check (name <> '');`,
    `alter table account_${n} drop constraint account_${n}_name_check;
delete from account_${n};`,
  ],
  (n) => [`create index account_${n}_name_idx on account_${n} (lower(name));`, `drop index account_${n}_name_idx;`],
  (n) => [
    `alter table invoice_${n} alter column due set not null, alter column due set default current_date + 14;
alter table invoice_${n} rename column amount to total;`,
    `alter table invoice_${n} rename column total to amount;
alter table invoice_${n} alter column due drop not null, alter column due drop default;`,
  ],
  (n) => [
    `alter table invoice_${n} enable row level security;
create policy own on invoice_${n} using (account_id = current_setting('app.account', true)::bigint);
grant select on invoice_${n} to public;`,
    `revoke select on invoice_${n} from public;
drop policy own on invoice_${n};
alter table invoice_${n} disable row level security;`,
  ],
];

function writeRevision(
  directory: string,
  index: number,
  parents: readonly number[],
  up = "select 1;",
  down = `drop table if exists t${index};`,
): void {
  const folder = join(directory, `20260101${String(index).padStart(6, "0")}_${idOf(index)}_revision_${index}`);
  mkdirSync(folder, { recursive: true });
  const created = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const header = [
    `-- revision: ${idOf(index)}`,
    `-- parents: ${parents.map(idOf).join(", ") || "none"}`,
    `-- message: Revision ${index}`,
    `-- created: ${created}`,
  ];
  writeFileSync(join(folder, "up.sql"), `${header.join("\n")}\n\n${up}\n`);
  writeFileSync(join(folder, "down.sql"), `${down}\n`);
}

function idOf(index: number): string {
  return `a${index.toString(16).padStart(11, "0")}`;
}
